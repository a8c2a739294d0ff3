"""A poll: a wait for messages ends the work on the last message, and its time is not part of that work."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest
import zmq

from tests.node.nobody import Nobody
from zmqplay.node.tap.capture import Capture
from zmqplay.node.tap.clock import BUSY, Clocks
from zmqplay.node.tap.polling import counted_poll


@pytest.mark.parametrize(
    ("events", "timeout", "ends"),
    [(zmq.POLLIN, -1, True), (zmq.POLLIN | zmq.POLLOUT, 100, True), (zmq.POLLOUT, -1, False), (zmq.POLLIN, 0, False)],
)
def test_the_work_on_a_message_ends_where_the_thread_polls_for_the_next(events: int, timeout: int, ends: bool) -> None:
    clocks = Clocks(Nobody())
    clock = clocks.mine()
    clock.taken(clock.enter(BUSY, 0))
    capture = cast("Capture", SimpleNamespace(clocks=clocks, open=True, full=False))
    done_before: list[int] = []

    def original(sockets: list[tuple[object, int]], timeout: int) -> list[object]:
        del sockets, timeout
        done_before.append(len(clock.services_ns))
        return []

    poll = counted_poll(original, capture, lambda _: None)
    assert poll([(object(), zmq.POLLOUT), (object(), events)], timeout) == []
    assert done_before == [int(ends)]
    clock.served()
    assert len(clock.services_ns) == 1
