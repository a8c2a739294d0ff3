"""What a node prints is cut into lines at a fixed cost, and what was left out is said."""

from __future__ import annotations

import pytest

from zmqplay.session.hosts.printed import LONGEST_LINE, MOST_LINES, PrintedLines


def printed(*pieces: bytes) -> list[str]:
    """All lines of an output that comes in these pieces and ends."""
    lines = PrintedLines()
    taken = [line for piece in pieces for line in lines.take(piece)]
    return taken + (lines.end() if lines.has_begun else [])


@pytest.mark.parametrize(
    ("pieces", "lines"),
    [
        ([b""], []),
        ([b"one\ntwo\n"], ["one", "two"]),
        ([b"one\n\ntwo"], ["one", "", "two"]),
        ([b"on", b"e\ntw", b"o\n"], ["one", "two"]),
        ([b"one", b"\n"], ["one"]),
        ([b"\n", b"\n"], ["", ""]),
        ([b"\xff\xfe\n"], [r"\xff\xfe"]),
    ],
)
def test_output_is_cut_at_its_newlines_however_it_comes(pieces: list[bytes], lines: list[str]) -> None:
    assert printed(*pieces) == lines


def test_a_long_line_in_one_piece_is_cut_and_says_how_much_is_missing() -> None:
    assert printed(b"first\n" + b"x" * (LONGEST_LINE + 1_500) + b"\nlast\n") == [
        "first",
        "x" * LONGEST_LINE + "… 1,500 bytes left out",
        "last",
    ]


def test_a_line_without_end_is_shown_once_and_costs_no_memory() -> None:
    lines = PrintedLines()
    assert lines.take(b"x" * 65_536) == ["x" * LONGEST_LINE]
    assert [lines.take(b"x" * 65_536) for _ in range(100)] == [[]] * 100
    assert lines.take(b"xx\nnext\n") == [f"… {101 * 65_536 + 2 - LONGEST_LINE:,} bytes left out", "next"]


def test_a_line_of_exactly_the_longest_length_is_whole() -> None:
    whole = "x" * LONGEST_LINE
    assert printed(whole.encode() + b"\n") == [whole]
    assert printed(whole.encode(), b"\n", b"next\n") == [whole, "next"]


def test_of_many_lines_the_last_are_shown_and_the_others_counted() -> None:
    lines = printed(b"".join(b"%d\n" % number for number in range(10_000)))
    assert lines == ["0", f"… {9_999 - MOST_LINES:,} lines left out", *map(str, range(10_000 - MOST_LINES, 10_000))]
