"""The way in: a screen is opened where there is a terminal to draw on, and refused with one sentence elsewhere.

Textual draws on stderr, reads from stdin, and would draw on a dumb terminal too.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from zmqplay.ui import haste

if TYPE_CHECKING:
    from zmqplay.control.source import Source
    from zmqplay.patterns.pattern import Pattern
    from zmqplay.ui.opens import StartSource

INSTEAD = "use `zmqplay run PATTERN`, which needs no screen"
REFUSED = 2


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
    from zmqplay.ui.hang_up import given_back
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


def _is_tty(stream: object) -> bool:
    try:
        return bool(stream is not None and stream.isatty())  # type: ignore[attr-defined]  # any text stream
    except ValueError:  # closed
        return False
