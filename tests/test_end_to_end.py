"""The installed command in a real terminal, from the first key to the last process."""

from __future__ import annotations

import re
import signal
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from tests.session.running import is_over, wait_for
from tests.ui.terminals import PseudoTerminal, terminal_with

COMMAND = str(Path(sysconfig.get_path("scripts"), "zmqplay"))
SIZE = (120, 36)
DOWN, ENTER, ESCAPE, QUIT = "\x1b[B", "\r", "\x1b", "\x11"


@contextmanager
def zmqplay(*arguments: str) -> Iterator[PseudoTerminal]:
    """The program in a terminal of 120×36."""
    with terminal_with([COMMAND, *arguments], SIZE) as terminal:
        yield terminal


def family(terminal: PseudoTerminal) -> list[psutil.Process]:
    """All processes that the program has started."""
    return psutil.Process(terminal.process.pid).children(recursive=True)


def wait_until_gone(processes: list[psutil.Process]) -> None:
    """Wait until all have ended, soon after the program."""
    assert processes
    wait_for(lambda: all(map(is_over, processes)))


def receivers(terminal: PseudoTerminal, text: str) -> list[str]:
    """The workers at which a message is seen to have arrived."""
    return re.findall(rf"producer-1 → (worker-\d)\s+{re.escape(text)}\b.*? ms", terminal.text)


def test_a_message_typed_in_push_pull_arrives_at_exactly_one_worker_and_nothing_is_left_after_quitting() -> None:
    with zmqplay() as terminal:
        terminal.shows("Request–Reply", "Push–Pull")
        terminal.type(DOWN)
        terminal.type(DOWN)
        terminal.shows("3 × worker")
        terminal.type(ENTER)
        terminal.shows("worker-1", "worker-2", "worker-3", "● live")
        processes = family(terminal)
        terminal.type("hello" + ENTER)
        terminal.until(lambda: receivers(terminal, "hello"))
        assert len(receivers(terminal, "hello")) == 1
        terminal.shows("sent 1 = delivered 1 + in flight 0 + lost 0")
        terminal.type(QUIT)
        assert terminal.ended() == 0
        assert terminal.given_back()
        wait_until_gone(processes)


def test_under_a_flood_keys_are_answered_and_the_input_line_takes_text() -> None:
    with zmqplay("push-pull") as terminal:
        terminal.shows("● live")
        terminal.type("/rate max" + ENTER)
        terminal.until(lambda: re.search(r"sent \d+[^\w ]\d", terminal.text) or "a sample is shown" in terminal.text)
        terminal.type("still here")
        terminal.shows("still here")
        terminal.type(ESCAPE)
        terminal.shows("pause")
        terminal.type("p")
        terminal.shows("paused")


def test_escape_leads_back_to_the_menu_and_ends_the_nodes() -> None:
    with zmqplay("pipeline") as terminal:
        terminal.shows("● live", "sink-1")
        nodes = [child for child in family(terminal) if "-" in child.name()]
        assert len(nodes) == 5
        terminal.type(ESCAPE)
        terminal.shows("pause")
        terminal.type(ESCAPE)
        terminal.shows("esc again ends 5 nodes")
        terminal.type(ESCAPE)
        terminal.shows("type to search")
        wait_until_gone(nodes)


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_gives_the_terminal_back_and_leaves_no_process(number: signal.Signals, status: int) -> None:
    with zmqplay("request-reply") as terminal:
        terminal.shows("● live")
        processes = family(terminal)
        terminal.process.send_signal(number)
        assert terminal.ended() == status
        assert terminal.given_back()
        wait_until_gone(processes)


def test_a_killed_program_leaves_no_process() -> None:
    with zmqplay("publish-subscribe") as terminal:
        terminal.shows("● live")
        processes = family(terminal)
        terminal.process.kill()
        wait_until_gone(processes)


def test_hostile_bytes_are_sent_and_never_reach_the_terminal_raw() -> None:
    with zmqplay("pair") as terminal:
        terminal.shows("● live")
        terminal.type(r"\x1b]0;owned\x07\x1b[2J[/][@click=app.quit]x[/]" + ENTER)
        terminal.shows("sent 1 = delivered 1", "38 B", "1b 5d 30 3b", "]0;owned")
        assert b"\x1b]0;owned" not in terminal.drawn
        terminal.type(r"[/][@click=app.quit]quit me" + ENTER)
        terminal.shows("[/][@click=app.quit]quit me")


def test_a_terminal_that_is_too_small_shows_a_notice_until_it_grows() -> None:
    with zmqplay("push-pull") as terminal:
        terminal.shows("● live")
        terminal.resize(40, 10)
        terminal.shows("60×18")
        terminal.resize(*SIZE)
        terminal.shows("● live", "worker-3")
