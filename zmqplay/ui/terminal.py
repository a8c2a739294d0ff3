"""The terminal: refused where there is none, given back as it was, watched for its end.

Textual draws on stderr, does not notice that stdin has ended (its input thread then spins), and leaves the terminal
raw if its driver is not stopped. Each function here makes up for one of these.
"""

from __future__ import annotations

import contextlib
import os
import select
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from zmqplay.ui import haste

if TYPE_CHECKING:
    from zmqplay.control.source import Source
    from zmqplay.patterns.pattern import Pattern
    from zmqplay.ui.opens import StartSource

INSTEAD = "use `zmqplay run PATTERN`, which needs no screen"
SMALLEST = (60, 18)
"""Columns and rows that the screens need."""
SIGHUP_STATUS = 129
REFUSED = 2
PATIENCE_S = 3.0

# alternate screen off, cursor on, mouse reports off, bracketed paste off, focus reports off, kitty keys off
LEAVE = "\x1b[?1049l\x1b[?25h\x1b[?1000l\x1b[?1003l\x1b[?1006l\x1b[?1015l\x1b[?2004l\x1b[?1004l\x1b[<u\x1b[0m"


def refusal() -> str | None:
    """Why no screen can be opened here, in one sentence; None where it can."""
    if os.environ.get("TEXTUAL_DRIVER"):  # drawn in a browser: there is no terminal, and none is needed
        return None
    if not _is_tty(sys.__stdin__):
        return f"it needs a terminal to read keys from, and stdin is none; {INSTEAD}"
    if not _is_tty(sys.__stderr__):
        return f"it draws on stderr, which is redirected; {INSTEAD}"
    if not _is_tty(sys.__stdout__):
        return f"it opens a screen and prints nothing to redirect; {INSTEAD}"
    if os.environ.get("TERM") == "dumb":
        return f"it cannot draw on a dumb terminal (TERM=dumb); {INSTEAD}"
    return None


def open_terminal(pattern: Pattern | None = None, theme: str = "") -> int:
    """Open the menu, or one pattern at once, and give the exit status; 2 where no screen can be opened."""
    why = refusal()
    if why:
        print(f"zmqplay: {why}", file=sys.stderr)
        return REFUSED
    try:
        return run(_start_session, pattern, warm_up=_warm_up, theme=theme)
    finally:
        from zmqplay.session.hosts import fork_server  # by now it is there; the first paint did not wait for it

        fork_server.of_this_process().close()


def run(
    start: StartSource, pattern: Pattern | None, *, warm_up: Callable[[], None] = lambda: None, theme: str = ""
) -> int:
    """Open the screen and give the exit status; the caller has asked `refusal` before."""
    haste.hasten()
    from zmqplay.ui.app import ZmqPlay
    from zmqplay.ui.keys import paste
    from zmqplay.ui.look.theme import UnknownTheme, find
    from zmqplay.ui.settings import default_path

    try:
        theme = find(theme) if theme else ""
    except UnknownTheme as error:
        print(f"zmqplay: {error}", file=sys.stderr)
        return REFUSED
    paste.install()
    with given_back():
        app = ZmqPlay(start, pattern, warm_up=warm_up, theme=theme, settings_path=default_path())
        app.run()
    return app.return_code or 0


def _start_session(pattern: Pattern) -> Source:
    """A session that plays this pattern."""
    from zmqplay.session.session import Session  # imports zmq, which the first paint need not wait for

    return Session(pattern)


def _warm_up() -> None:
    from zmqplay.session.hosts import fork_server  # what a session needs is imported here too

    fork_server.of_this_process().start()


def too_small(width: int, height: int) -> str | None:
    """The sentence for a terminal in which the screens do not fit; None where they fit."""
    if width >= SMALLEST[0] and height >= SMALLEST[1]:
        return None
    return f"zmqplay needs {SMALLEST[0]}×{SMALLEST[1]}, this is {width}×{height}"


@contextlib.contextmanager
def given_back() -> Iterator[None]:
    """Leave the terminal as it was, whatever happened to the program that drew on it."""
    try:
        import termios

        before = termios.tcgetattr(0)
    except (ImportError, OSError, ValueError):  # Windows, or no terminal at all
        yield
        return
    except termios.error:
        yield
        return
    try:
        yield
    finally:
        with contextlib.suppress(termios.error, OSError):
            if termios.tcgetattr(0) != before:
                termios.tcsetattr(0, termios.TCSADRAIN, before)
                os.write(2, LEAVE.encode())


def watch_hang_up(leave: Callable[[], object]) -> None:
    """Call `leave`, in a thread, when the terminal is gone."""

    def watch() -> None:
        if _wait_for_hang_up():
            leave()

    if not os.environ.get("TEXTUAL_DRIVER") and hasattr(select, "poll"):
        threading.Thread(target=watch, name="hang-up", daemon=True).start()


def end_at_the_latest(status: int) -> None:
    """End the process after PATIENCE_S if it has not ended by itself: a write to a terminal may block for ever."""

    def end() -> None:
        time.sleep(PATIENCE_S)
        os._exit(status)  # the nodes end with it

    threading.Thread(target=end, name="end", daemon=True).start()


def _wait_for_hang_up() -> bool:
    """Wait for the end of the terminal, without a timer; False when the descriptor cannot be watched."""
    poll = select.poll()
    poll.register(0, 0)  # errors and hang-ups are always reported
    events = poll.poll()
    return any(event & (select.POLLHUP | select.POLLERR) for _, event in events)


def _is_tty(stream: object) -> bool:
    try:
        return bool(stream is not None and stream.isatty())  # type: ignore[attr-defined]  # any text stream
    except ValueError:  # closed
        return False
