"""Whoever leaves the screen is told what happened, in a few of the lines that `zmqplay run` prints."""

from __future__ import annotations

import re
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.telling import Telling
from tests.ui.terminals import PseudoTerminal, terminal_with
from zmqplay import patterns
from zmqplay.run.leaving import heading
from zmqplay.run.tables import FEW_NODES, short_account
from zmqplay.text import safe

QUIT = "\x11"
ESCAPE = "\x1b"


def test_a_title_is_printed_as_text_whatever_it_is() -> None:
    odd = "[/] \x1b[2J"
    assert heading(odd).plain == f"{safe(odd)}, as it was left"
    assert "\x1b" not in heading(odd).plain


@contextmanager
def screen(*words: str) -> Iterator[PseudoTerminal]:
    with terminal_with([sys.executable, "-m", "zmqplay", *words], (120, 36)) as terminal:
        yield terminal


def say_hello(terminal: PseudoTerminal) -> None:
    terminal.shows("● live")
    terminal.type("hello\r")
    terminal.shows("delivered 1 ")


def printed(terminal: PseudoTerminal) -> str:
    """What was printed after the screen was taken down, without its styles."""
    return re.sub(r"\x1b\[[\d;?]*[a-z]", "", terminal.drawn.rpartition(b"\x1b[?1049l")[2].decode())


@pytest.mark.parametrize("leave", [QUIT, "/quit\r"])
def test_leaving_prints_what_happened(leave: str) -> None:
    with screen("push-pull") as terminal:
        say_hello(terminal)
        terminal.type(leave)
        assert terminal.ended() == 0
        told = printed(terminal)
    assert "Push–Pull, as it was left" in told
    assert re.search(r"worker-\d .* PULL +0 +1 +5 ", told)
    assert "sent 1; of 1 deliveries due: delivered 1 + in flight 0 + lost 0; in " in told


def test_a_pattern_that_was_left_for_the_menu_is_told_of_when_zmqplay_is_left() -> None:
    with screen("push-pull") as terminal:
        say_hello(terminal)
        terminal.type(ESCAPE)
        terminal.shows("i type")
        terminal.type(ESCAPE)
        terminal.shows("esc again")
        terminal.type(ESCAPE)
        terminal.shows("Request–Reply")
        terminal.type(QUIT)
        assert terminal.ended() == 0
        assert printed(terminal).count("sent 1; of 1 deliveries due") == 1


def test_with_quiet_nothing_is_printed() -> None:
    for words in ("--quiet", "push-pull"), ("push-pull", "--quiet"):
        with screen(*words) as terminal:
            say_hello(terminal)
            terminal.type(QUIT)
            assert terminal.ended() == 0
            assert "deliveries" not in printed(terminal)


def test_a_pattern_in_which_nothing_was_sent_is_not_told_of() -> None:
    with screen("push-pull") as terminal:
        terminal.shows("● live")
        terminal.type(QUIT)
        assert terminal.ended() == 0
        assert "as it was left" not in printed(terminal)


def test_a_signal_that_ends_zmqplay_is_told_too() -> None:
    with screen("push-pull") as terminal:
        say_hello(terminal)
        terminal.process.send_signal(signal.SIGTERM)
        assert terminal.ended() == 128 + signal.SIGTERM
        assert "sent 1; of 1 deliveries due" in printed(terminal)


def test_why_the_named_pattern_could_not_be_opened_is_told_too_and_the_command_has_failed() -> None:
    limited = "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (180, 180)); from zmqplay.cli import main; "
    words = "import sys; sys.argv = ['zmqplay', 'push-pull', '--nodes', 'worker=64', '--quiet']; "
    with terminal_with([sys.executable, "-c", words + limited + "main()"], (120, 36)) as terminal:
        terminal.shows("esc leads back to the menu")
        terminal.type(QUIT)
        assert terminal.ended() == 1
        assert "zmqplay: 65 nodes need 510 open files, and this system allows 180" in printed(terminal)


@pytest.mark.parametrize("opens", ["push-pull", ""])
def test_where_nothing_has_failed_to_open_nothing_is_said_of_it(opens: str) -> None:
    with screen(*filter(None, [opens])) as terminal:
        terminal.shows("● live" if opens else "Request–Reply")
        terminal.type(QUIT)
        assert terminal.ended() == 0
        assert "zmqplay:" not in printed(terminal)


def test_a_terminal_that_is_gone_is_not_written_to() -> None:
    with screen("push-pull") as terminal:
        say_hello(terminal)
        terminal.hang_up()
        assert terminal.process.wait(20) == 128 + signal.SIGHUP


def test_many_nodes_are_a_few_lines() -> None:
    telling = Telling(patterns.find("push-pull"), counts={"worker": 30})
    account = short_account(telling.traffic, telling.doctor, telling.now_ns)
    assert account.nodes.row_count == FEW_NODES + 1
