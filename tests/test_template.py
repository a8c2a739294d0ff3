"""The text of a message, and the frames made from it."""

import random
import re
import sys
import time
import unicodedata

import pytest

from tests.ui.hostile import HOSTILE
from zmqplay.template import Template, as_literal, as_text, literal, literals
from zmqplay.text import safe

TEXTS = {
    "": [b""],
    "Hello": [b"Hello"],
    "a | b": [b"a", b"b"],
    "a|b": [b"a", b"b"],
    "a  |  b": [b"a ", b" b"],
    "|": [b"", b""],
    " | ": [b"", b""],
    "| body": [b"", b"body"],
    r"a \| b": [b"a | b"],
    r"back\\slash": [b"back\\slash"],
    r"\x00\xff\xFf": [b"\x00\xff\xff"],
    r"\n\r\t": [b"\n\r\t"],
    r"\q \x4 \xzz": [b"\\q \\x4 \\xzz"],
    "end \\": [b"end \\"],
    "Grüße ☃": ["Grüße ☃".encode()],
    "two\nlines": [b"two\nlines"],
    "Task {n}": [b"Task 7"],
    "{n} of {n} | {n}": [b"7 of 7", b"7"],
    r"\{n} {m} {} { }": [b"{n} {m} {} { }"],
    "{node}": [b"peer-1"],
    "100 % {n} %d %(n)s": [b"100 % 7 %d %(n)s"],
    "100 % %d": [b"100 % %d"],
    "\udcff": [b"\xff"],
}


@pytest.mark.parametrize(("text", "frames"), TEXTS.items())
def test_a_text_makes_these_frames(text: str, frames: list[bytes]) -> None:
    template = Template(text, "peer-1")
    assert template.frames(7) == template.maker()(7) == frames


def test_the_time_replaces_its_placeholder() -> None:
    body, stamp = Template("{n} | at {time}, {n}").frames(3)
    assert body == b"3"
    assert re.fullmatch(rb"at \d\d:\d\d:\d\d\.\d{6}, 3", stamp)


def test_the_name_of_a_node_is_taken_as_it_is() -> None:
    assert Template("{node}", r"50 % {n} | \x00").frames(1) == [rb"50 % {n} | \x00"]


def test_the_last_frame_is_padded_to_the_size() -> None:
    assert Template("topic | b{n}", size=5).frames(1) == [b"topic", b"b1..."]
    assert Template("longer", size=3).frames(1) == [b"longer"]


def test_frames_written_as_text_make_the_same_frames_again() -> None:
    chance = random.Random(7)
    pieces = [
        b"a",
        b" ",
        b"|",
        b"\\",
        b"{n}",
        b"{",
        b"}",
        b"\n",
        b"\x00",
        b"\xff",
        b"\x9f",
        "ü☃".encode(),
        b"\xc3",
        b"%",
        b"x41",
    ]
    for _ in range(3_000):
        frames = [b"".join(chance.choices(pieces, k=chance.randint(0, 5))) for _ in range(chance.randint(1, 4))]
        text = as_text(frames)
        assert Template(text).frames(1) == frames, text
        assert not re.search(r"[\x00-\x1f\x7f-\x9f\udc80-\udcff]", text)


LITERALS = {
    b"": "",
    b"topic1": "topic1",
    b"two words": "two words",
    b" edge ": r"\x20edge\x20",
    b"\x00ab\xff": r"\x00ab\xff",
    b"a\nb\tc\r": r"a\nb\tc\r",
    b"a\\x00": r"a\\x00",
    b"a,b": r"a\,b",
    b"'a'": r"\'a'",
    b"it's": "it's",
    b"{n}|": "{n}|",
    "été, 日本 ☃".encode(): r"été\, 日本 ☃",
    unicodedata.normalize("NFD", "été").encode(): r"e\xcc\x81te\xcc\x81",
    "\N{ANGSTROM SIGN}".encode(): r"\xe2\x84\xab",
    "a\N{NO-BREAK SPACE}b\N{ZERO WIDTH SPACE}".encode(): r"a\xc2\xa0b\xe2\x80\x8b",
}


@pytest.mark.parametrize(("value", "text"), LITERALS.items())
def test_a_topic_is_shown_as_it_is_typed(value: bytes, text: str) -> None:
    assert as_literal(value) == text
    assert literal(text) == value


def assert_same_again(value: bytes) -> None:
    text = as_literal(value)
    assert literal(text) == value, text
    assert Template(re.sub(r"[|{]", r"\\\g<0>", text)).frames(1) == [value], text
    assert safe(text, 10_000) == text, "one character looks like another"


def test_any_topic_is_seen_as_something_that_can_be_typed_again() -> None:
    codes = [*range(0xD800), *range(0xE000, 0x10000), *range(0x1F100, 0x20000), *range(0x10000, sys.maxunicode + 1, 97)]
    for begin in range(0, len(codes), 64):
        assert_same_again("b".join(map(chr, codes[begin : begin + 64])).encode())
    chance = random.Random(11)
    for _ in range(2_000):
        assert_same_again(chance.randbytes(chance.randint(0, 12)))
        some = "".join(chr(chance.choice((chance.randrange(0x600), chance.randrange(0xD800)))) for _ in range(9))
        assert_same_again(unicodedata.normalize("NFD", some).encode())
    for payload in HOSTILE:
        assert_same_again(payload)


def test_several_topics_stand_with_commas_between() -> None:
    assert literals(r"a,b\,c,,\x2c") == [b"a", b"b,c", b"", b","]
    assert literals("") == [b""]
    topics = [b"a,b", b"\\", b"", b"\0,\xff", b"\\,"]
    assert literals(",".join(as_literal(topic) for topic in topics)) == topics


def test_a_long_topic_is_cut_with_an_ellipsis() -> None:
    assert as_literal(b"x" * 50, 10) == "x" * 10 + "…"
    assert as_literal("日".encode() * 50, 10) == "日" * 10 + "…"
    assert as_literal("日".encode() * 10, 10) == "日" * 10


def test_a_text_of_a_megabyte_is_made_into_frames_soon() -> None:
    begun = time.process_time()
    assert Template('\\{"a": 1\\}, ' * 80_000).frames(1) == [b'{"a": 1}, ' * 80_000]
    assert time.process_time() - begun < 5.0
