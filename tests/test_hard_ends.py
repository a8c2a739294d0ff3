"""The screen ends in time and leaves nothing, whatever its helpers and nodes do, and whenever it is killed."""

from __future__ import annotations

import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.session import flooding
from tests.session.running import HELPERS, helper, is_over, wait_for
from tests.timing import quickest_s
from tests.ui.terminals import terminal_with

COMMAND = [sys.executable, "-m", "zmqplay"]
SIZE = (120, 36)
QUIT = "\x11"
ENDS_S = 3.0


@pytest.fixture
def own() -> Iterator[Path]:
    """An empty directory for TMPDIR, with a path that leaves room for sockets."""
    with tempfile.TemporaryDirectory(prefix="zp-", dir="/tmp") as directory:
        yield Path(directory)


@pytest.mark.parametrize("which", HELPERS)
def test_ctrl_q_ends_the_screen_in_time_though_a_helper_is_stopped(which: str, own: Path) -> None:
    assert quickest_s(lambda: ended_beside_a_stopped_helper_s(which, own), ENDS_S) < ENDS_S


def ended_beside_a_stopped_helper_s(which: str, own: Path) -> float:
    """How long the screen takes to end."""
    with terminal_with([*COMMAND, "push-pull"], SIZE, TMPDIR=str(own)) as terminal:
        terminal.shows("● live")
        family = psutil.Process(terminal.process.pid).children(recursive=True)
        helper(psutil.Process(terminal.process.pid), which).suspend()
        begun = time.monotonic()
        terminal.type(QUIT)
        terminal.until(lambda: terminal.process.poll() is not None)
        ended_s = time.monotonic() - begun
        assert terminal.ended() == 0
        assert terminal.given_back()
        wait_for(lambda: all(is_over(each) for each in family))
        assert list(own.iterdir()) == []
        return ended_s


@pytest.mark.parametrize("leave", [QUIT, signal.SIGTERM])
def test_keys_and_signals_are_heard_while_a_node_prints_without_end(leave: str | signal.Signals, own: Path) -> None:
    assert quickest_s(lambda: ended_beside_much_output_s(leave, own), ENDS_S) < ENDS_S


def ended_beside_much_output_s(leave: str | signal.Signals, own: Path) -> float:
    """How long the screen takes to end."""
    with terminal_with([*COMMAND, flooding.__file__], SIZE, TMPDIR=str(own)) as terminal:
        terminal.shows("● live")
        terminal.type("still here")
        terminal.shows("still here")
        begun = time.monotonic()
        terminal.type(leave) if isinstance(leave, str) else terminal.process.send_signal(leave)
        terminal.until(lambda: terminal.process.poll() is not None)
        ended_s = time.monotonic() - begun
        assert terminal.ended() == (0 if isinstance(leave, str) else 128 + leave)
        assert terminal.given_back()
        return ended_s


@pytest.mark.parametrize("after_s", [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 0.9])
def test_a_starting_screen_that_is_killed_leaves_neither_a_file_nor_a_process(after_s: float, own: Path) -> None:
    with terminal_with([*COMMAND, "pipeline"], SIZE, TMPDIR=str(own)) as terminal:
        time.sleep(after_s)  # not a condition: any moment must do
        family = psutil.Process(terminal.process.pid).children(recursive=True)
        terminal.process.kill()
        terminal.process.wait()
        wait_for(lambda: not list(own.iterdir()) and all(is_over(each) for each in family))
