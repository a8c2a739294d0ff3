"""A terminal about which the environment says something else, and one that is closed; by the real command."""

from __future__ import annotations

import os
import sys

import pytest

from tests.ui.terminals import terminal_with
from zmqplay.ui.terminal import believe_the_terminal

SCREEN = (sys.executable, "-m", "zmqplay", "push-pull")


@pytest.mark.parametrize(("columns", "lines"), [("99999", "99999"), ("7", "3"), ("abc", "-1"), ("", "0")])
def test_the_terminal_s_own_size_wins_over_the_environment(columns: str, lines: str) -> None:
    with terminal_with(SCREEN, (100, 30), COLUMNS=columns, LINES=lines) as shown:
        shown.shows("● live", "Topology", "Messages")
        assert max(map(len, (line.rstrip() for line in shown.text.splitlines()))) == 100
        shown.type("\x11")
        assert shown.ended() == 0


@pytest.mark.parametrize(("said", "believed"), [("99999", None), ("abcd", None), ("", None), ("132", "132")])
def test_of_a_terminal_that_does_not_know_its_size_only_a_usual_one_is_believed(
    monkeypatch: pytest.MonkeyPatch, said: str, believed: str | None
) -> None:
    monkeypatch.setattr(os, "get_terminal_size", lambda _file: os.terminal_size((0, 0)))
    monkeypatch.setenv("COLUMNS", said)
    believe_the_terminal(1)
    assert os.environ.get("COLUMNS") == believed


def test_a_terminal_that_is_closed_ends_the_command_with_the_status_of_a_hang_up() -> None:
    with terminal_with(SCREEN) as shown:
        shown.shows("● live")
        shown.hang_up()
        assert shown.process.wait(20) == 129


def test_bytes_that_are_no_utf_8_are_typed_as_unreadable_characters_and_pasted_as_what_they_are() -> None:
    with terminal_with(SCREEN) as shown:
        shown.shows("● live", "▸")
        shown.type("a\udcffb\udce2\udc82c")
        shown.shows("a\ufffdb\ufffd\ufffdc")
        shown.type("\x15")
        shown.shows("type a message")
        shown.type("\x1b[200~d\udcffe\udcc3\x1b[201~")
        shown.shows(r"d\xffe\xc3")
        shown.type("\x11")
        assert shown.ended() == 0


def test_a_character_that_comes_in_halves_is_one_and_a_half_alone_does_not_end_the_screen() -> None:
    with terminal_with(SCREEN) as shown:
        shown.shows("● live", "▸")
        shown.type("\udce2\udc82")
        shown.type("\udcac")
        shown.type("e\udce2")
        shown.shows("€e")
        shown.type("f")
        shown.shows("€e\ufffdf")
        shown.type("\x11")
        assert shown.ended() == 0
