"""A terminal in use: its window is resized, the program is suspended and resumed, the terminal is slow."""

from __future__ import annotations

import os
import re
import signal
from functools import partial
from pathlib import Path

import pytest

from tests.ui.terminals import DEADLINE_S, PseudoTerminal, terminal

F2 = "\x1bOQ"


def _state(shown: PseudoTerminal) -> str:
    """The state of the program's process: T if stopped (proc(5))."""
    stat = Path(f"/proc/{shown.process.pid}/stat")
    return stat.read_text().rpartition(")")[2].split()[0] if stat.exists() else "gone"


def _stands_as_before(shown: PseudoTerminal, since: int) -> bool:
    """Whether the shell has its screen, its cursor and its modes back."""
    drawn = shown.drawn[since:]
    return b"\x1b[?1049l" in drawn and b"\x1b[?25h" in drawn


def _draws_topology(shown: PseudoTerminal, since: int) -> bool:
    return b"opology" in shown.drawn[since:]  # the first letter is underlined, and so drawn by itself


def test_a_window_of_any_size_is_filled_and_one_that_is_too_small_says_so(tmp_path: Path) -> None:
    with terminal("push-pull", str(tmp_path / "closed")) as shown:
        shown.shows("● live", "Topology", "Messages")
        for size in ((60, 18), (240, 70), (80, 24), (160, 45)):
            shown.resize(*size)
            shown.until(partial(_fills, shown, size[0]))
            shown.shows("● live", "Topology", "▸")
        shown.resize(40, 10)
        shown.shows("zmqplay needs 60×18, this is 40×10")
        shown.shows("ctrl+q quits")
        shown.resize(100, 30)
        shown.shows("● live", "Topology", "Messages", "Frames")
        shown.type("typed\r")
        shown.shows("sent 1")


def _fills(shown: PseudoTerminal, width: int) -> bool:
    """Whether the pane at the top right ends at the edge of the window."""
    rows = [row.rstrip() for row in shown.text.splitlines()]
    return any(len(row) == width and row.endswith("╮") for row in rows[:4])


def test_a_storm_of_sizes_leaves_it_whole(tmp_path: Path) -> None:
    with terminal("push-pull", str(tmp_path / "closed")) as shown:
        shown.shows("● live")
        shown.type("/rate 200\r")
        for turn in range(60):
            shown.resize(20 + (turn * 37) % 180, 5 + (turn * 23) % 55)
            shown.read(0.01)
        shown.resize(120, 36)
        shown.shows("● live", "Topology", "Messages", "Frames")
        shown.until(lambda: re.search(r"[1-9]\d* msg/s.* sent [1-9]", shown.text))
        shown.until(lambda: _fills(shown, 120))
        shown.type("/rate off\r")
        shown.type("\x11")
        assert shown.ended() == 0
        assert shown.given_back()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="there is no proc(5) to see a process stop in")
def test_ctrl_z_gives_the_shell_its_terminal_and_fg_comes_back_to_what_was_typed(tmp_path: Path) -> None:
    with terminal("push-pull", str(tmp_path / "closed")) as shown:
        shown.shows("● live")
        shown.type("half a ")
        shown.shows("half a")
        for typed in ("m", "me"):
            since = len(shown.drawn)
            shown.type("\x1a")
            shown.until(lambda: _state(shown) == "T")
            shown.until(partial(_stands_as_before, shown, since))
            back = len(shown.drawn)
            os.kill(shown.process.pid, signal.SIGCONT)
            shown.until(partial(_draws_topology, shown, back))
            shown.type(typed[-1])
            shown.shows("● live", f"half a {typed}")  # the program reads keys again, so it may be suspended again
        shown.type("ssage\r")
        shown.shows("sent 1", "half a message")
        shown.type("\x11")
        assert shown.ended() == 0
        assert shown.given_back()


def test_escapes_in_haste_and_junk_leave_a_screen_that_works(tmp_path: Path) -> None:
    with terminal("push-pull", str(tmp_path / "closed")) as shown:
        shown.shows("● live")
        shown.type("\x1b")
        shown.shows("i type")
        shown.type("\x1b[200~q+-\x1b[2J[/b]\x1b[201~")  # a paste into no input line
        shown.type("\x1b[999;999R\x1b[<0;500;500M\x1b[<0;500;500m\x1bOx\x1b[99~\x00\x1c\x1d\x1e\x1f")
        shown.type("ivi\x1b")
        shown.type("v")
        shown.shows("Panes", "space: hide")
        shown.type("\x1b")
        shown.until(lambda: "space: hide" not in shown.text)
        shown.type("iall well\r")
        shown.shows("sent 1", "all well")


def test_keys_that_come_all_at_once_do_what_they_would_do_one_by_one(tmp_path: Path) -> None:
    with terminal("push-pull", str(tmp_path / "closed")) as shown:
        shown.shows("● live")
        for number in range(1, 11):
            shown.type("\x1b")
            shown.shows("i type")
            shown.type(f"i/rate off\rno. {number}\rvj q")  # after Enter the input line keeps the focus
            shown.shows(f"sent {number} ", "▸ vj q")
            shown.type("\x15")


def test_a_letter_with_alt_leaves_the_input_line_and_nothing_else(tmp_path: Path) -> None:
    with terminal("push-pull", str(tmp_path / "closed")) as shown:
        shown.shows("● live")
        shown.type("\x1bp")
        shown.shows("‖ paused", "i type")
        shown.type("\x1bpp")  # among the panes an escape would lead to the menu
        shown.shows("● live", "i type")


def _has_been_told(shown: PseudoTerminal, text: str) -> bool:
    """Whether the log of what was said has this text: the sentence itself soon gives way to others."""
    shown.type(F2)
    shown.until(lambda: re.search(r"\d\d › traffic 100 msg/s", shown.text))
    has_been = text in shown.text
    shown.type("\x1b")
    shown.until(lambda: "c copies all" not in shown.text)
    return has_been


def test_a_slow_terminal_gets_a_screen_on_which_nothing_moves_by_itself_and_still_takes_keys(tmp_path: Path) -> None:
    with terminal("push-pull", str(tmp_path / "closed")) as shown:
        shown.shows("● live")
        shown.type("/rate 100\r")
        for_s = 1.0
        while not _has_been_told(shown, "does not keep up"):
            assert for_s < DEADLINE_S
            shown.read_slowly(bytes_a_second=1_000, for_s=for_s)
            for_s *= 2  # a machine that is busy draws less, and so is held up later
        shown.type("/rate off\r")
        shown.shows("● live", "0 msg/s")
        shown.type("\x11")
        assert shown.ended() == 0


def test_what_is_no_utf_8_or_is_not_seen_is_a_sign_if_typed_and_an_escape_if_pasted(
    tmp_path: Path,
) -> None:
    with terminal("push-pull", str(tmp_path / "closed")) as shown:
        shown.shows("● live", "producer-1 ▸")
        os.write(shown.master, b"caf\xe9 ol\xc3\xa9\xe2f\xe3\x85\xa4.")
        shown.shows("caf\N{REPLACEMENT CHARACTER} olé\N{REPLACEMENT CHARACTER}f\N{REPLACEMENT CHARACTER}.")
        os.write(shown.master, b"\x1b[200~\xe3\x85\xa4\xe9.\x1b[201~")
        shown.shows(r".\xe3\x85\xa4\xe9.")
        shown.type("\r")
        shown.shows("sent 1")
        shown.type("\x11")
        assert shown.ended() == 0
