"""The text of a message, and the frames made from it."""

import random
import re

import pytest

from zmqplay.template import Template, as_text

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
