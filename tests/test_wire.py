"""The telemetry format: reports are decoded as they were encoded, and no arriving bytes can do harm."""

import random
from contextlib import suppress

import msgspec
import pytest
from msgspec.structs import replace

from zmqplay import wire
from zmqplay.wire import BadReport, Report, Sample, SocketFacts, SocketReport, Tally, decode_report, encode


def report(version: int = wire.VERSION) -> Report:
    facts = SocketFacts("ROUTER", ("tcp://127.0.0.1:5558",), (), b"id", (b"topic",))
    socket = SocketReport(0, Tally(1, 2), Tally(3, 4), 5, 6, 7, {b"key": Tally(1, 2)}, {b"": Tally(3, 4)}, facts)
    sample = Sample(0, True, 1, 99, (2, 0), (b"ab", b""), 0xFFFFFFFF)
    event = wire.SocketEvent(0, 98, 32, 7, "tcp://127.0.0.1:5558", "127.0.0.1:1", "127.0.0.1:2", 3)
    return Report(
        version, "server-1", 42, 5, 100, wire.Activity.BLOCKED, 90, 0, [socket], [sample], True, [event], 1, {"late": 2}
    )


def test_a_report_is_read_as_it_was_written() -> None:
    assert decode_report([encode(report())]) == report()


def test_fields_of_a_later_minor_version_are_skipped() -> None:
    longer = [*msgspec.msgpack.decode(encode(report())), "new", {"more": 1}]
    assert decode_report([encode(longer)]) == report()


def test_fields_with_a_default_may_be_left_out() -> None:
    fields = msgspec.msgpack.decode(encode(report()))
    old = decode_report([encode(fields[:12])])
    assert (old.unsent_samples, old.life) == (0, 1)


WHOLE = encode(report())
STRANGE = {
    "no frame": ([], "0 frames"),
    "two frames": ([WHOLE, b""], "2 frames"),
    "nothing": ([b""], "garbage or truncated"),
    "half of one": ([WHOLE[:-10]], "garbage or truncated"),
    "one and more": ([WHOLE + b"\x00"], "garbage or truncated"),
    "text": ([b"hello"], "not a report"),
    "json": ([b'{"version": 1}'], "not a report"),
    "a map": ([encode({"version": 1})], "not a report"),
    "its version alone": ([encode([1])], "not a report"),
    "a newer one of another shape": ([encode([2, {"new": "shape"}])], "newer zmqplay (version 2, this one reads 1)"),
    "a newer one of the same shape": ([encode(report(2))], "newer zmqplay"),
    "an older one": ([encode(report(0))], "not a report"),
    "broken utf-8": ([WHOLE.replace(b"server-1", b"server-\xff")], "not a report|garbage"),
    "deeply nested": ([b"\x91" * 100_000], "not a report|garbage"),
    "a length that is a lie": ([b"\x9b\x01\xa1n\x01\x01\x01\x00\x01\x01\xdd\xff\xff\xff\xff"], "garbage or truncated"),
    "too large": ([b"\xc4" * (wire.LARGEST_REPORT + 1)], "oversized"),
}


@pytest.mark.parametrize(("frames", "reason"), STRANGE.values(), ids=[*STRANGE])
def test_a_frame_that_is_no_report_is_refused_with_the_reason(frames: list[bytes], reason: str) -> None:
    with pytest.raises(BadReport, match=reason.replace("(", r"\(").replace(")", r"\)")):
        decode_report(frames)


def test_no_damage_to_a_report_raises_anything_else() -> None:
    chance = random.Random(5)
    for _ in range(5_000):
        damaged = bytearray(WHOLE)
        for _ in range(chance.randint(1, 4)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        with suppress(BadReport):
            decode_report([bytes(damaged)])


def test_the_largest_report_of_calm_traffic_is_not_oversized() -> None:
    from zmqplay.node.tap.capture import CALM, MOST_WHOLE
    from zmqplay.node.tap.sample import FRAMES_SHOWN, HEAD_BYTES

    large = report()
    heads = (bytes(HEAD_BYTES),) * FRAMES_SHOWN
    large.samples = [Sample(0, True, 1 << 40, 1 << 60, (1 << 30,) * FRAMES_SHOWN, heads, 0xFFFFFFFF)] * CALM
    large.samples[0] = replace(large.samples[0], whole=(bytes(MOST_WHOLE),))
    assert decode_report([encode(large)]) == large
    assert MOST_WHOLE == wire.MOST_WHOLE
