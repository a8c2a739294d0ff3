"""The preview of a typed message: its frames and their lengths, and what in it is no escape and no placeholder."""

from __future__ import annotations

import pytest

from zmqplay.template import Template, oddities, typed_frames
from zmqplay.ui.play.preview import preview

PREVIEWS = [
    ("hello", "1 frame: 5 B"),
    (r"topic1 | fr{n}\x00", r"2 frames: 6 B topic1 · 4 B fr{n}\x00"),
    ("|", "2 frames: 0 B  · 0 B "),
    ("x" * 60 + " | y", f"2 frames: 60 B {'x' * 23}… · 1 B y"),
    ("a|b|c|d|e|f|g|h", "8 frames: 1 B a · 1 B b · 1 B c · 1 B d · 1 B e · 1 B f · …"),
    ("{node} | {time}", "2 frames: 10 B {node} · 15 B {time}"),
    (r"a\| \| b", "1 frame: 6 B"),
]


@pytest.mark.parametrize(("text", "shown"), PREVIEWS)
def test_a_message_is_previewed_frame_by_frame(text: str, shown: str) -> None:
    assert preview(text, "producer-1", 1, 0) == shown


def test_the_length_is_that_of_a_number_of_as_many_digits_and_of_a_padded_body() -> None:
    assert preview("{n}", "producer-1", 100, 0) == "1 frame: 3 B"
    assert preview("{n}", "producer-1", 100, 64) == "1 frame: 64 B"


ODD = [
    (r"\q", [r"\q"]),
    (r"\x0 and \x0g", [r"\x0"]),
    (r"{foo} {n} {time} {node}", ["{foo}"]),
    (r"\\q \{foo} \x00 \n \| \"", []),
    ('{"a": {"b": 1}, "c": {}}', []),
    (r'{"a": "\u00e9"}', [r"\u"]),
    ("begun \\", []),
    (r"begun \x", []),
    (r"\x and", [r"\x"]),
]


@pytest.mark.parametrize(("text", "odd"), ODD)
def test_what_looks_like_an_escape_or_a_placeholder_and_is_none_is_named(text: str, odd: list[str]) -> None:
    assert oddities(text) == odd
    assert all(each.encode() in b"|".join(Template(text).frames(1)) for each in odd)


@pytest.mark.parametrize("text", ["a | b", r"a\||b", "|", "", "a  |  b", r"\x7c | {n}"])
def test_the_typed_text_is_parted_where_the_frames_are(text: str) -> None:
    assert [Template(part).frames(1) for part in typed_frames(text)] == [[frame] for frame in Template(text).frames(1)]


def test_more_than_one_oddity_is_said_in_one_sentence() -> None:
    assert preview(r"\q \w", "producer-1", 1, 0) == r"\q, \w are no escapes (\xHH \n \r \t \\ \| \{ \}): sent as typed"
