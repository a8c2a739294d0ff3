"""The times that clocks book: each thread's, each message's, and sends that do not wait."""

from __future__ import annotations

import threading

import pytest

from tests.node.nobody import Nobody
from zmqplay import wire
from zmqplay.node.tap.clock import BLOCKED, BUSY, IDLE, NO_SOCKET, UNSEEN, WAITED_NS, Clock, Clocks

LONG_NS = 60_000_000_000
"""Far longer than anything takes that the tests do between two looks at the clock."""


@pytest.fixture
def clocks() -> Clocks:
    return Clocks(Nobody())


@pytest.fixture
def clock(clocks: Clocks) -> Clock:
    return clocks.mine()


def in_a_thread(clocks: Clocks) -> Clock:
    """The clock of another thread, which has ended."""
    found: list[Clock] = []
    thread = threading.Thread(target=lambda: found.append(clocks.mine()))
    thread.start()
    thread.join()
    return found[0]


def test_the_activities_are_those_of_the_wire() -> None:
    assert [*wire.Activity] == [BUSY, IDLE, BLOCKED, UNSEEN]


def test_a_message_took_from_its_receive_to_the_next(clock: Clock) -> None:
    clock.taken(clock.enter(BUSY, 0))
    clock.served()
    clock.served()  # no message was received since
    (took_ns,) = clock.services_ns
    assert 0 <= took_ns < 1_000_000_000


def test_a_message_s_duration_is_unknown_if_others_passed_unseen_after_it(clocks: Clocks, clock: Clock) -> None:
    clock.taken(clock.enter(BUSY, 0))
    clocks.close_window()
    clock.served()
    assert not clock.services_ns


def test_a_send_that_returns_at_once_has_worked_and_not_waited(clock: Clock) -> None:
    clock.enter(BLOCKED, 0)
    clock.since_ns += LONG_NS  # as if the send had begun later and returned at once
    clock.enter(BUSY, 0)
    assert clock.spent[0][BLOCKED] == 0


def test_a_send_that_takes_longer_has_waited(clock: Clock) -> None:
    clock.enter(BLOCKED, 0)
    clock.since_ns -= WAITED_NS
    clock.enter(BUSY, 0)
    assert clock.spent[0][BLOCKED] >= WAITED_NS


def test_time_before_a_thread_s_first_socket_is_booked_to_that_socket(clock: Clock) -> None:
    clock.since_ns -= LONG_NS
    clock.wait()
    clock.since_ns -= LONG_NS
    clock.enter(BUSY, 3)
    assert NO_SOCKET not in clock.spent
    assert min(clock.spent[3][:BLOCKED]) >= LONG_NS


def test_each_thread_has_a_clock_of_its_own(clocks: Clocks, clock: Clock) -> None:
    other = in_a_thread(clocks)
    assert clocks.mine() is clock
    assert other is not clock
    assert clocks.all() == [clock, other]


def test_a_thread_that_waits_is_idle_while_another_works_on_the_same_socket(clocks: Clocks, clock: Clock) -> None:
    other = in_a_thread(clocks)
    clock.enter(BUSY, 0)
    other.enter(IDLE, 0)
    clock.since_ns -= LONG_NS
    other.since_ns -= LONG_NS
    clock.enter(IDLE, 0)
    other.enter(BUSY, 0)
    assert clock.spent[0][BUSY] >= LONG_NS > clock.spent[0][IDLE]
    assert other.spent[0][IDLE] >= LONG_NS > other.spent[0][BUSY]


def test_after_a_full_window_busy_threads_are_unseen(clocks: Clocks, clock: Clock) -> None:
    other = in_a_thread(clocks)
    other.enter(BUSY, 1)
    other.since_ns -= LONG_NS
    clocks.close_window()
    assert (clock.doing(), other.doing()) == (UNSEEN, UNSEEN)
    clocks.closed_ns -= LONG_NS // 2  # as if the window had been full for a while
    other.enter(IDLE, 1)
    assert other.doing() == IDLE
    assert other.spent[1][BUSY] >= LONG_NS // 4
    assert other.unseen_ns >= LONG_NS // 2
    assert other.spent[1][IDLE] == 0


def test_a_full_window_does_not_hide_a_wait_that_was_seen_to_begin(clocks: Clocks, clock: Clock) -> None:
    other = in_a_thread(clocks)
    other.enter(IDLE, 1)
    other.since_ns -= LONG_NS
    clocks.close_window()
    assert (clock.doing(), other.doing()) == (UNSEEN, IDLE)
    other.enter(BUSY, 1)
    assert other.spent[1][IDLE] >= LONG_NS
    assert other.unseen_ns == 0


def test_a_carrier_that_wants_changes_is_called_for_each() -> None:
    nobody = Nobody()
    clock = Clocks(nobody).mine()
    clock.enter(IDLE, 0)
    nobody.wants_changes = True
    clock.enter(BUSY, 0)
    assert nobody.told == ["changed"]
