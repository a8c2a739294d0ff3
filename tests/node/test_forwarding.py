"""A steerable proxy in Python, as the libzmq of the program would run it."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from queue import Queue
from threading import Thread
from typing import Any, cast

import pytest
import zmq

from zmqplay.node.tap import forwarding
from zmqplay.node.tap.calls import Calls
from zmqplay.node.tap.forwarding import Side, steer

WAITS_MS = 10_000
HELD_MS = 100


@pytest.fixture
def sockets() -> Iterator[list[zmq.Socket[Any]]]:
    """The sockets of a test, closed at its end."""
    made: list[zmq.Socket[Any]] = []
    yield made
    for socket in made:
        socket.close(0)


def pair(sockets: list[zmq.Socket[Any]], left: int, right: int) -> tuple[zmq.Socket[Any], Side]:
    """A socket of the test, and the side of a proxy that it is connected to."""
    context: zmq.Context[Any] = zmq.Context.instance()
    own, of_proxy = context.socket(left), context.socket(right)
    sockets += [own, of_proxy]
    own.rcvtimeo = of_proxy.sndtimeo = WAITS_MS
    address = f"inproc://{own.underlying}"
    own.bind(address)
    of_proxy.connect(address)
    return own, Side(of_proxy, cast("Calls", of_proxy))


@pytest.mark.parametrize(("steering", "control"), [(zmq.PAIR, zmq.PAIR), (zmq.PUSH, zmq.PULL)])
def test_before_libzmq_4_3_5_pause_lasts_until_resume_and_only_statistics_are_answered(
    sockets: list[zmq.Socket[Any]], monkeypatch: pytest.MonkeyPatch, steering: int, control: int
) -> None:
    monkeypatch.setattr(forwarding, "COUNTS_FRAMES", False)
    source, front = pair(sockets, zmq.PUSH, zmq.PULL)
    sink, back = pair(sockets, zmq.PULL, zmq.PUSH)
    helm, helmed = pair(sockets, steering, control)
    source.send_multipart([b"1", b"body"])
    helm.send(b"PAUSE")
    ended: Queue[int] = Queue()
    Thread(target=lambda: ended.put(steer(front, back, None, helmed)), daemon=True).start()
    assert not sink.poll(HELD_MS)
    helm.send(b"RESUME")
    assert sink.recv_multipart() == [b"1", b"body"]
    if steering == zmq.PAIR:
        helm.send(b"STATISTICS")
        assert [struct.unpack("=Q", frame)[0] for frame in helm.recv_multipart()] == [1, 5, 0, 0, 0, 0, 1, 5]
    helm.send(b"TERMINATE")
    assert ended.get(timeout=WAITS_MS / 1_000) == 0
    assert steering != zmq.PAIR or not helm.poll(0)
