"""A node that waits at one socket alone is told from one that may take a message from another one meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
import zmq

from tests.node.nobody import Nobody
from zmqplay.node.reporting.foremost import Foremost
from zmqplay.node.tap import Capture, Clocks, Tap
from zmqplay.node.tap.polling import counted_poll

Socket = zmq.Socket[Any]


@pytest.fixture
def tap() -> Iterator[Tap]:
    nobody = Nobody()
    tap = Tap(Capture(nobody, Clocks(nobody)))
    with tap.installed():
        yield tap


@pytest.fixture
def sockets(tap: Tap) -> Iterator[list[Socket]]:
    assert tap
    with zmq.Context() as context, context.socket(zmq.PULL) as tasks, context.socket(zmq.PULL) as orders:
        yield [tasks, orders]


def polled(tap: Tap, polled: list[Socket | int]) -> tuple[int, bool]:
    """The socket at which the thread waits in the poll, and whether alone."""
    clock, seen = tap.capture.clocks.mine(), []
    poll = counted_poll(lambda *_: seen.append((clock.socket, clock.alone)), tap.capture, tap.of)
    poll([(socket, zmq.POLLIN) for socket in polled], 0)
    return seen[0]


def test_a_poll_of_one_socket_waits_at_it_alone(tap: Tap, sockets: list[Socket]) -> None:
    tasks, orders = sockets
    assert [polled(tap, [orders]), polled(tap, [tasks])] == [(1, True), (0, True)]


def test_a_poll_of_several_sockets_or_of_a_file_waits_at_none_alone(tap: Tap, sockets: list[Socket]) -> None:
    tasks, orders = sockets
    with pytest.raises(zmq.Again):
        orders.recv(zmq.NOBLOCK)
    assert not polled(tap, [tasks, orders])[1]
    assert not polled(tap, [0])[1]


@pytest.mark.parametrize(("other", "is_alone"), [(0, True), (1, False)])
def test_threads_that_wait_at_the_same_socket_are_alone_there(
    tap: Tap, sockets: list[Socket], other: int, is_alone: bool
) -> None:
    clocks, ready, over = tap.capture.clocks, threading.Event(), threading.Event()

    def wait() -> None:
        clocks.wait_at(other)
        ready.set()
        over.wait()

    foremost = Foremost(clocks, clocks.mine())
    clocks.wait_at(0)
    thread = threading.Thread(target=wait)
    thread.start()
    ready.wait()
    asker = threading.Thread(target=foremost.clock, args=(False,))  # as the reporter, which uses no socket
    asker.start()
    asker.join()
    assert foremost.is_alone is is_alone
    over.set()
    thread.join()
    assert len(sockets) == 2
