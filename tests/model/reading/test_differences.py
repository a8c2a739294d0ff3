"""Which frames of two messages are equal, and where the others differ."""

from __future__ import annotations

import pytest

from zmqplay.model.messages.messages import Message, Origin
from zmqplay.model.reading.differences import Pair, Relation, Side, differing, pairs_of, same_bytes, values_of


def message(*frames: bytes, kept: int = 1_000_000) -> Message:
    heads, sizes = tuple(frame[:kept] for frame in frames), tuple(map(len, frames))
    return Message(0, Origin(1, 1), "client-1", "w", heads, sizes, "PUSH")


def side(frame: bytes, kept: int = 1_000_000) -> Side:
    return Side(0, frame[:kept], len(frame))


def relations(one: Message, other: Message) -> list[str]:
    return [pair.relation for pair in pairs_of(one, other)]


def test_equal_frames_are_equal_and_others_differ() -> None:
    one, other = message(b"topic", b"Task 12"), message(b"topic", b"Task 13")
    assert relations(one, other) == [Relation.EQUAL, Relation.DIFFERS]
    assert pairs_of(one, other)[1].offset == 6


def test_a_frame_more_in_front_leaves_the_equal_ones_face_to_face() -> None:
    one, other = message(b"", b"question"), message(b"\x00id", b"", b"question", b"more")
    assert relations(one, other) == [Relation.ONLY_SECOND, Relation.EQUAL, Relation.EQUAL, Relation.ONLY_SECOND]
    assert relations(other, one) == [Relation.ONLY_FIRST, Relation.EQUAL, Relation.EQUAL, Relation.ONLY_FIRST]


@pytest.mark.parametrize(
    ("one", "other", "relation", "offset"),
    [
        (side(b"abc"), side(b"abd"), Relation.DIFFERS, 2),
        (side(b"abc"), side(b"abcd"), Relation.DIFFERS, 3),
        (side(b""), side(b"x"), Relation.DIFFERS, 0),
        (side(b"x" * 900), side(b"x" * 900, 512), Relation.SAME_BEGINNING, None),
        (side(b"x" * 900, 512), side(b"x" * 800, 512), Relation.DIFFERS, None),
        (side(b"x" * 900, 512), side(b"x" * 400), Relation.DIFFERS, 400),
        (side(b"x" * 9_000), side(b"x" * 8_999 + b"y"), Relation.DIFFERS, 8_999),
    ],
)
def test_the_first_byte_that_differs_is_found_as_far_as_bytes_are_known(
    one: Side, other: Side, relation: Relation, offset: int | None
) -> None:
    for pair in (Pair(one, other), Pair(other, one)):
        assert (pair.relation, pair.offset) == (relation, offset)


def test_equal_beginnings_are_measured_across_the_parts_in_which_they_are_read() -> None:
    for at in (0, 1, 4_095, 4_096, 4_097, 10_000):
        text = bytearray(b"x" * 12_000)
        text[at] = ord("y")
        assert same_bytes(b"x" * 12_000, bytes(text)) == at
        assert same_bytes(b"x" * 12_000, b"x" * at) == at


def _parts(one: bytes, other: bytes) -> list[list[bytes]]:
    pair = Pair(side(one), side(other))
    spans = zip((one, other), differing(pair), strict=True)
    return [[frame[begin:end] for begin, end in own] for frame, own in spans]


def test_the_words_that_differ_are_told_from_those_between_which_do_not() -> None:
    assert _parts(b"Order 12 of anna at noon", b"Order 13 of emma at noon") == [[b"12", b"anna"], [b"13", b"emma"]]
    assert _parts(b"one", b"one more") == [[], [b" more"]]
    assert _parts(b"same", b"same") == [[], []]
    assert _parts(b"a" * 100 + b"b", b"a" * 100 + b"c") == [[b"b"], [b"c"]]
    assert _parts(b"ab\xff1cd", b"ab\xfe1cd") == [[b"\xff"], [b"\xfe"]]


def test_a_long_difference_is_one() -> None:
    one, other = b"a b " * 1_000 + b"end", b"c d " * 1_000 + b"end"
    assert [len(parts) for parts in _parts(one, other)] == [1, 1]


def test_of_json_the_values_are_told_that_differ_or_are_missing() -> None:
    one = b'{"user": {"name": "Anna", "id": 7}, "tags": ["a", "b"], "price": 1}'
    other = b'{"user": {"name": "Emma", "id": 7}, "tags": ["a"], "price": 1.0}'
    found = values_of(Pair(side(one), side(other)))
    assert found is not None
    assert found.format == "JSON"
    assert [(value.path, value.first, value.second) for value in found.values] == [
        ("user.name", '"Anna"', '"Emma"'),
        ("tags.1", '"b"', None),
        ("price", "1", "1.0"),
    ]


def test_json_that_is_only_written_differently_has_no_values_that_differ() -> None:
    found = values_of(Pair(side(b'{"name": "Anna", "id": 7}'), side(b'{"id":7 , "name" : "Anna" }')))
    assert found is not None
    assert found.values == []


def test_the_number_of_values_is_bounded() -> None:
    one, other = (b"[" + b", ".join(b"%d" % (number + by) for number in range(500)) + b"]" for by in (0, 1_000))
    found = values_of(Pair(side(one), side(other)))
    assert found is not None
    assert (len(found.values), found.more) == (100, True)


@pytest.mark.parametrize("other", [side(b"no JSON, but text"), side(b'{"name": "Anna", "id": 7, "more": 1}', 30)])
def test_frames_that_are_not_both_whole_and_of_one_format_have_no_values(other: Side) -> None:
    assert values_of(Pair(side(b'{"name": "Anna", "id": 7}'), other)) is None
