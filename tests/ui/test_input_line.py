"""The input line's parts that need no screen: escaping of pastes, and the history."""

import pytest

from zmqplay.template import Template
from zmqplay.ui.keys.paste import LONGEST, PasteParser, printable
from zmqplay.ui.play.input_line import History


@pytest.mark.parametrize(
    ("pasted", "typed"),
    [
        ("hello", "hello"),
        ("\x1b[2J", r"\x1b[2J"),
        ("two\nlines\r\n", r"two\nlines\r\n"),
        ("\x00\x7f", r"\x00\x7f"),
        ("\x9b", r"\xc2\x9b"),
        ("\u202eabc", r"\xe2\x80\xaeabc"),
        ("\udcff", r"\xff"),
        ("grüße 日本", "grüße 日本"),
    ],
)
def test_what_is_pasted_is_written_so_that_it_can_be_shown(pasted: str, typed: str) -> None:
    assert printable(pasted) == typed


@pytest.mark.parametrize(
    "pasted", ["\x1b]52;c;Zm9v\x07", "a\tb\nc\r", "\x00\u200b\ufe0f\U0001f468\u200d\U0001f469", "\x85"]
)
def test_what_is_pasted_is_sent_byte_for_byte(pasted: str) -> None:
    assert printable(pasted).isprintable()
    assert Template(printable(pasted)).frames(1) == [pasted.encode()]


def test_the_arrows_walk_through_what_was_entered_and_back_to_the_draft() -> None:
    history = History()
    for line in ("one", "two", "two"):
        history.add(line)
    assert history.move(-1, "draft") == "two"
    assert history.move(-1, "two") == "one"
    assert history.move(-1, "one") is None
    assert history.move(1, "one") == "two"
    assert history.move(1, "two") == "draft"
    assert history.move(1, "draft") is None


@pytest.mark.parametrize("piece", [1, 2, 3, 5, 100])
def test_a_paste_is_made_printable_before_it_is_parsed_in_whatever_pieces_it_arrives(piece: int) -> None:
    parser = PasteParser()
    typed = "a\x1b[Ab\x1b[200~x\x00\x1b]0;y\x07\x1b[20z\x1b[201~c\x1b[200~\r\x1b[201~\x1b"
    read = "".join(parser.escaped(typed[at : at + piece]) for at in range(0, len(typed), piece))
    assert read == "a\x1b[Ab\x1b[200~" + r"x\x00\x1b]0;y\x07\x1b[20z" + "\x1b[201~c\x1b[200~" + r"\r" + "\x1b[201~\x1b"


def test_what_cannot_be_seen_is_pasted_as_its_bytes() -> None:
    parser = PasteParser()
    assert parser.escaped("\x1b[200~\u3164\u2800\x1b[201~") == "\x1b[200~" + r"\xe3\x85\xa4\xe2\xa0\x80" + "\x1b[201~"


def test_of_a_paste_without_end_no_more_is_taken_than_tells_that_it_is_too_long() -> None:
    parser = PasteParser()
    read = "".join(parser.escaped(piece) for piece in ("\x1b[200~", *["x" * 10_000] * 100, "\x1b[201~"))
    assert len(read) == len("\x1b[200~\x1b[201~") + LONGEST + 1
    assert parser.escaped("\x1b[200~short\x1b[201~") == "\x1b[200~short\x1b[201~"
