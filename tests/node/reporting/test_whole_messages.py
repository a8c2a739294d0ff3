"""Messages that are longer than what is shown of each frame are reported in full, as long as few pass."""

from __future__ import annotations

import pytest

from tests.node.reporting.observing import Observing, observing
from zmqplay.node.tap import capture
from zmqplay.node.tap.capture import CALM, LOADED
from zmqplay.node.tap.sample import FRAMES_SHOWN, HEAD_BYTES
from zmqplay.wire import MOST_WHOLE

LONG = b"{" + b"x" * 1_000 + b"}"


def passed(observed: Observing, address: str, *messages: list[bytes]) -> list[tuple[bytes, ...]]:
    """What the next report has in full of these messages, sent and then received."""
    push, pull = observed.pair(address)
    for message in messages:
        push.send_multipart(message)
    for _ in messages:
        pull.recv_multipart()
    samples = observed.report().samples
    assert [sample.heads[0] for sample in samples] == [message[0][:HEAD_BYTES] for message in messages] * 2
    return [sample.whole for sample in samples]


def test_a_long_message_is_reported_in_full_at_both_ends_and_a_short_one_is_not_told_twice() -> None:
    with observing() as observed:
        many = [b"a"] * (FRAMES_SHOWN + 1)
        told = passed(observed, "calm", [LONG], [b"short"], [b"topic", LONG], many)
        assert told == [(LONG,), (), (b"topic", LONG), tuple(many)] * 2


def test_what_is_received_by_recv_without_copy_is_reported_in_full() -> None:
    with observing() as observed:
        push, pull = observed.pair("frames")
        push.send(LONG, copy=False)
        assert pull.recv(copy=False).bytes == LONG
        assert [sample.whole for sample in observed.report().samples] == [(LONG,)] * 2


def test_a_report_has_a_megabyte_in_full_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capture, "WHOLE_A_SECOND", 0)
    with observing() as observed:
        assert passed(observed, "huge", [bytes(MOST_WHOLE + 1)]) == [()] * 2
        told = passed(observed, "full", [bytes(MOST_WHOLE // 5)], [bytes(MOST_WHOLE // 2)])
        assert [sum(map(len, whole)) for whole in told] == [MOST_WHOLE // 5, MOST_WHOLE // 2, MOST_WHOLE // 5, 0]


def test_in_a_flood_no_message_is_reported_in_full() -> None:
    with observing() as observed:
        push, pull = observed.pair("flood")
        for _ in range(CALM + 1):
            push.send(b"x")
            pull.recv()
        observed.report()
        told = passed(observed, "still", *[[LONG]] * (LOADED // 2))
        assert told == [()] * LOADED
