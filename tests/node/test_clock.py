"""What the clock books: the time that a message took, and what a send does that does not wait."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from zmqplay.node.tap.clock import BLOCKED, BUSY, UNSEEN, WAITED_NS, Clock


@pytest.fixture
def clock() -> Iterator[Clock]:
    reads, writes = os.pipe()
    yield Clock(writes)
    os.close(reads)
    os.close(writes)


def test_a_message_took_from_its_receive_to_the_next(clock: Clock) -> None:
    clock.taken(clock.enter(BUSY, 0, clock.times))
    clock.served()
    clock.served()  # nothing was received since
    (took_ns,) = clock.services_ns
    assert 0 <= took_ns < 1_000_000_000


def test_what_a_message_took_is_not_told_where_others_passed_unseen_behind_it(clock: Clock) -> None:
    clock.taken(clock.enter(BUSY, 0, clock.times))
    clock.enter(UNSEEN, 0, clock.times)
    clock.served()
    assert not clock.services_ns


def test_a_send_that_returns_at_once_has_worked_and_not_waited(clock: Clock) -> None:
    times = [0, 0, 0]
    clock.enter(BLOCKED, 0, times)
    clock.since_ns += 10 * WAITED_NS  # as if it had begun that much later: it returns at once
    clock.enter(BUSY, 0, times)
    assert times[BLOCKED] == 0


def test_a_send_that_takes_longer_has_waited(clock: Clock) -> None:
    times = [0, 0, 0]
    clock.enter(BLOCKED, 0, times)
    clock.since_ns -= WAITED_NS
    clock.enter(BUSY, 0, times)
    assert times[BLOCKED] >= WAITED_NS
