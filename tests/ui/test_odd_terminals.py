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
