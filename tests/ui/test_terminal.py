"""Without a terminal the screen is refused; a terminal is given back, however the program ends."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ui.terminals import PLAY_AND_WAIT, terminal
from zmqplay.ui.dialogs.too_small import too_small

PIPE = -99
"""Stands for a pipe in place of the terminal."""


REFUSE = """
import sys
from zmqplay.ui import terminal
open(sys.argv[1], "w").write(terminal.refusal() or "")
sys.exit(terminal.open_terminal(lambda pattern: sys.exit("opened")))
"""


def _refused(tmp_path: Path, term: str = "xterm", **streams: int) -> str:
    """The sentence of the refusal, with these streams instead of a terminal."""
    master, slave = pty.openpty()
    out_read, out_write = os.pipe()
    files = {name: out_write if file == PIPE else file for name, file in streams.items()}
    said = tmp_path / "said"
    try:
        done = subprocess.run(
            [sys.executable, "-c", REFUSE, str(said)],
            stdin=files.get("stdin", slave),
            stdout=files.get("stdout", slave),
            stderr=files.get("stderr", slave),
            env={**os.environ, "TERM": term},
            timeout=20,
        )
        assert done.returncode == 2
        return said.read_text()
    finally:
        for descriptor in (master, slave, out_read, out_write):
            os.close(descriptor)


@pytest.mark.parametrize(
    ("term", "streams", "word"),
    [
        ("xterm", {"stdin": subprocess.DEVNULL}, "stdin"),
        ("xterm", {"stderr": PIPE}, "stderr"),
        ("xterm", {"stdout": PIPE}, "redirect"),
        ("dumb", {}, "TERM=dumb"),
    ],
)
def test_where_there_is_no_terminal_it_names_what_to_use_instead(
    tmp_path: Path, term: str, streams: dict[str, int], word: str
) -> None:
    sentence = _refused(tmp_path, term, **streams)
    assert word in sentence
    assert "zmqplay run" in sentence
    assert "\n" not in sentence


def test_the_size_that_is_needed_is_said() -> None:
    assert too_small(60, 18) is None
    assert too_small(40, 10) == "zmqplay needs 60×18, this is 40×10"
    assert too_small(200, 17)


def test_a_message_is_typed_and_seen_and_the_terminal_given_back(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    with terminal("push-pull", str(closed)) as shown:
        shown.until(lambda: "● live" in shown.text)
        shown.type("hello there\r")
        shown.until(lambda: "sent 1" in shown.text)
        shown.type("\x11")
        assert shown.ended() == 0
        assert shown.given_back()
        assert closed.exists()


STATUSES = [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130), (signal.SIGQUIT, 131)]


@pytest.mark.parametrize(("number", "status"), STATUSES)
@pytest.mark.parametrize("pattern", ["", "push-pull"])
def test_a_signal_ends_it_with_the_nodes_and_gives_the_terminal_back(
    tmp_path: Path, pattern: str, number: signal.Signals, status: int
) -> None:
    closed = tmp_path / "closed"
    with terminal(pattern, str(closed)) as shown:
        shown.until(lambda: "● live" in shown.text if pattern else "Pipeline" in shown.text)
        os.kill(shown.process.pid, number)
        assert shown.ended() == status
        assert shown.given_back()
        assert closed.exists() == bool(pattern)


@pytest.mark.parametrize(("number", "status"), STATUSES)
def test_a_signal_that_comes_while_the_screen_is_about_to_open_gives_the_terminal_back(
    tmp_path: Path, number: signal.Signals, status: int
) -> None:
    with terminal("push-pull", str(tmp_path / "closed")) as shown:
        shown.until(lambda: b"\x1b[?1049h" in shown.drawn)
        os.kill(shown.process.pid, number)
        assert shown.ended() == status
        assert shown.given_back()


@pytest.mark.parametrize("before", [signal.SIGHUP, None])
def test_a_signal_to_go_on_neither_delays_nor_spoils_the_end(tmp_path: Path, before: signal.Signals | None) -> None:
    with terminal("push-pull", str(tmp_path / "closed"), PLAY_AND_WAIT) as shown:
        shown.until(lambda: "● live" in shown.text)
        os.kill(shown.process.pid, before or signal.SIGCONT)
        if before is None:
            shown.type("it goes on\r")
            shown.until(lambda: "sent 1" in shown.text)
            shown.type("\x11")
        shown.until(lambda: b"the app has ended" in shown.drawn)
        os.kill(shown.process.pid, signal.SIGCONT)
        shown.type("\r")
        assert shown.ended() == (129 if before else 0)
        assert shown.given_back()
        assert b"no thread is left" in shown.drawn


def test_no_key_is_lost_that_is_typed_just_after_a_signal_to_go_on(tmp_path: Path) -> None:
    with terminal("push-pull", str(tmp_path / "closed")) as shown:
        shown.until(lambda: "● live" in shown.text)
        for letter in "letters":
            os.kill(shown.process.pid, signal.SIGCONT)
            shown.type(letter)
        shown.until(lambda: "letters" in shown.text)
        os.kill(shown.process.pid, signal.SIGCONT)
        shown.type("\x11")
        assert shown.ended() == 0
        assert shown.given_back()


def test_pasted_control_characters_never_reach_the_terminal(tmp_path: Path) -> None:
    with terminal("push-pull", str(tmp_path / "closed")) as shown:
        shown.until(lambda: "● live" in shown.text)
        shown.type("\x1b[200~evil\x07\x1b]0;owned\x07\x1b[201~")
        shown.until(lambda: r"evil\x07\x1b]0;owned\x07" in shown.text)
        shown.type("\r")
        shown.until(lambda: "sent 1" in shown.text)
        assert b"\x1b]0;owned" not in shown.drawn


def test_a_terminal_that_goes_away_ends_it(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    with terminal("push-pull", str(closed)) as shown:
        shown.until(lambda: "● live" in shown.text)
        shown.hang_up()
        assert shown.process.wait(20) == 129
        assert closed.exists()
