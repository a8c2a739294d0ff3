"""Unseen time is divided among a thread's sockets in the proportion of its seen time."""

from __future__ import annotations

import threading

from tests.node.nobody import Nobody
from zmqplay.node.tap.clock import Clocks
from zmqplay.node.tap.times import SocketTimes


def test_unseen_time_is_shared_as_the_seen_time_was_and_each_nanosecond_once() -> None:
    clocks = Clocks(Nobody())
    clock, times = clocks.mine(), SocketTimes(clocks)
    clock.spent = {0: [30, 10, 0], 1: [0, 40, 20]}
    clock.unseen_ns = 1_000
    times.share_out()
    times.share_out()
    assert times.seen() == {0: (30, 10, 0), 1: (0, 40, 20)}
    assert times.of(0, (30, 10, 0)) == [330, 110, 0]
    assert times.of(1, (0, 40, 20)) == [0, 440, 220]
    clock.spent = {0: [30, 10, 0], 1: [0, 140, 20]}  # idle only since then
    clock.unseen_ns = 1_500
    times.share_out()
    assert times.of(1, (0, 140, 20)) == [0, 1_040, 220]


def test_unseen_time_waits_until_something_was_seen() -> None:
    clocks = Clocks(Nobody())
    clock, times = clocks.mine(), SocketTimes(clocks)
    clock.unseen_ns = 500
    times.share_out()
    clock.spent = {0: [0, 5, 0]}
    times.share_out()
    assert times.of(0, (0, 5, 0)) == [0, 505, 0]


def test_the_times_of_threads_on_one_socket_are_added() -> None:
    clocks = Clocks(Nobody())
    mine = clocks.mine()
    thread = threading.Thread(target=clocks.mine)
    thread.start()
    thread.join()
    _, other = clocks.all()
    mine.spent, other.spent = {0: [1, 2, 3]}, {0: [10, 20, 30]}
    mine.unseen_ns, other.unseen_ns = 0, 60
    times = SocketTimes(clocks)
    times.share_out()
    assert times.seen() == {0: (11, 22, 33)}
    assert times.of(0, (11, 22, 33)) == [21, 42, 63]
