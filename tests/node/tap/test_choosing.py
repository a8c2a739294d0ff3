"""In a flood, a window samples its first messages, then those that any node would choose, by their content."""

from __future__ import annotations

from collections.abc import Callable
from zlib import crc32

import pytest
import zmq

from tests.node.nobody import Nobody
from zmqplay.node.tap import Capture, Clocks, Tap
from zmqplay.node.tap.capture import CALM, EACH, LIMIT, LOADED, LOADED_NS, LOOKED_AT

BODIES = [b"Task %d" % number for number in range(LOOKED_AT * 2)]
CHOSEN = [body for body in BODIES[LOADED:LOOKED_AT] if crc32(body) < LIMIT]


WAYS: dict[str, tuple[Callable[[zmq.Socket[bytes], bytes], object], Callable[[zmq.Socket[bytes]], object]]] = {
    "one frame": (lambda push, body: push.send(body), lambda pull: pull.recv()),
    "multipart": (lambda push, body: push.send_multipart([body]), lambda pull: pull.recv_multipart()),
    "frame by frame": (
        lambda push, body: (push.send(b"head", zmq.SNDMORE), push.send(body)), lambda pull: (pull.recv(), pull.recv())
    ),
    "frame by frame, received at once": (
        lambda push, body: (push.send(b"head", zmq.SNDMORE), push.send(body)), lambda pull: pull.recv_multipart()
    ),
}  # fmt: skip
"""How a body is sent and received."""


def sampled_in_a_flood(way: str) -> tuple[list[bytes], list[bytes]]:
    """The bodies that one loaded window samples of those sent, and another window of those received."""
    send, receive = WAYS[way]
    keeping = Nobody()
    capture = Capture(keeping, Clocks(keeping))
    with Tap(capture).installed(), zmq.Context() as context:
        context.sndhwm = context.rcvhwm = 0
        with context.socket(zmq.PUSH) as push, context.socket(zmq.PULL) as pull:
            push.bind("inproc://chosen")
            pull.connect("inproc://chosen")
            for _ in range(CALM):
                push.send(b"x")
                pull.recv()
            capture.begin_window(CALM + 1)
            keeping.samples.clear()
            for body in BODIES:
                send(push, body)
            capture.begin_window(CALM + 1)
            for _ in BODIES:
                receive(pull)
    bodies = [(sample[1], sample[5][-1]) for sample in keeping.samples]
    return [body for was_sent, body in bodies if was_sent], [body for was_sent, body in bodies if not was_sent]


@pytest.mark.parametrize("way", WAYS)
def test_both_ends_of_a_flood_choose_the_same_messages(way: str) -> None:
    sent, received = sampled_in_a_flood(way)
    assert CHOSEN
    assert sent[:LOADED] == received[:LOADED] == BODIES[:LOADED]
    assert sent[LOADED:][: len(CHOSEN)] == received[LOADED:][: len(CHOSEN)] == CHOSEN
    assert len(sent) < LOADED + LOOKED_AT // 10


def looking(passed: int, window: int, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether a node looks at the content of messages in this window, after so many passed in the last."""
    keeping = Nobody()
    monkeypatch.setattr("zmqplay.node.tap.capture.monotonic_ns", lambda: window * LOADED_NS + 1)
    capture = Capture(keeping, Clocks(keeping))
    capture.begin_window(passed)
    for _ in range(LOADED):
        capture.add((0, True, 1, 0, (1,), (b"x",), 0, ()))
    assert capture.open == (capture.choosing > 0)
    return capture.open


def test_each_window_looks_unless_more_messages_pass_than_it_can_look_at(monkeypatch: pytest.MonkeyPatch) -> None:
    windows = range(EACH, 3 * EACH)
    assert all(looking(LOOKED_AT, window, monkeypatch) for window in windows)
    of_a_heavy_flood = [window for window in windows if looking(100 * LOOKED_AT, window, monkeypatch)]
    assert of_a_heavy_flood == [EACH, 2 * EACH]  # the same in every node: the clock tells which
