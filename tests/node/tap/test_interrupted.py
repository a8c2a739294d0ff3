"""The handler of a signal may use the very socket whose call it interrupts while the tap takes the message."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import zmq

from tests.node.nobody import Nobody
from zmqplay.node.tap import Capture, Clocks, Tap
from zmqplay.node.tap.sample import Sample

Socket = zmq.Socket[bytes]


class Interrupted(Nobody):
    """Keeps samples, and is interrupted once at it."""

    handler: Callable[[], object] | None = None

    def keep(self, sample: Sample) -> None:
        handler, self.handler = self.handler, None
        if handler is not None:
            handler()
        super().keep(sample)


@pytest.fixture
def carrier() -> Interrupted:
    return Interrupted()


@pytest.fixture
def pair(carrier: Interrupted) -> Iterator[tuple[Socket, Socket]]:
    """A PUSH and a PULL that are connected and tapped."""
    with (
        Tap(Capture(carrier, Clocks(carrier))).installed(),
        zmq.Context() as context,
        context.socket(zmq.PUSH) as push,
        context.socket(zmq.PULL) as pull,
    ):
        push.bind("inproc://pair")
        pull.connect("inproc://pair")
        yield push, pull


SENDS: dict[str, Callable[[Socket], object]] = {
    "send": lambda push: push.send(b"first"),
    "frame": lambda push: push.send(zmq.Frame(b"first")),
    "parts": lambda push: (push.send(b"a", zmq.SNDMORE), push.send(b"first")),
    "multipart": lambda push: push.send_multipart([b"a", b"first"]),
}


@pytest.mark.parametrize("way", SENDS)
def test_a_handler_that_sends_is_counted_for_itself(
    carrier: Interrupted, pair: tuple[Socket, Socket], way: str
) -> None:
    push, _ = pair
    carrier.handler = lambda: push.send(b"handler")
    SENDS[way](push)
    before = [b"a"] if way.startswith(("parts", "multi")) else []
    heads = sorted((sample[2], sample[5]) for sample in carrier.samples)
    assert heads == [(1, (*before, b"first")), (2, (b"handler",))]


@pytest.mark.parametrize("frames", [1, 2])
@pytest.mark.parametrize("call", ["recv", "recv_into"])
def test_a_handler_that_receives_is_counted_for_itself(
    carrier: Interrupted, pair: tuple[Socket, Socket], call: str, frames: int
) -> None:
    push, pull = pair
    if not hasattr(pull, call):
        pytest.skip("this pyzmq has no recv_into")
    push.send_multipart([b"a"] * (frames - 1) + [b"first"])
    push.send(b"handler")
    carrier.samples.clear()
    carrier.handler = pull.recv
    for _ in range(frames):
        pull.recv() if call == "recv" else pull.recv_into(bytearray(10))
    heads = sorted((sample[2], sample[5]) for sample in carrier.samples)
    assert heads == [(1, (*[b"a"] * (frames - 1), b"first")), (2, (b"handler",))]
