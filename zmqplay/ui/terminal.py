"""The way in: open a screen if there is a terminal to draw on, else refuse with one sentence.

Textual draws on stderr and reads from stdin without checking either, and would draw on a dumb terminal too.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from zmqplay import streams
from zmqplay.control.refused import Refused
from zmqplay.ui import haste
from zmqplay.ui.hang_up import given_back, leave_the_screen

if TYPE_CHECKING:
    from zmqplay.control.source import Source
    from zmqplay.ui.opens import StartSource

INSTEAD = "use `zmqplay run PATTERN`, which needs no screen"
FAILED, REFUSED = 1, 2
STDOUT = 1
LONGEST_SIZE = 3
"""Digits of COLUMNS and LINES where a terminal does not know its own size."""


def refusal(instead: str = INSTEAD) -> str | None:
    """Why no screen can be opened here, and what to do `instead`, in one sentence; None if one can."""
    if os.environ.get("TEXTUAL_DRIVER"):  # Textual draws in a browser, which needs no terminal
        return None
    if not _is_tty(sys.__stdin__):
        return f"it needs a terminal to read keys from, and stdin is none; {instead}"
    if not _is_tty(sys.__stderr__):
        return f"it draws on stderr, which is redirected; {instead}"
    if not _is_tty(sys.__stdout__):
        return f"it opens a screen and prints nothing to redirect; {instead}"
    if os.environ.get("TERM") == "dumb":
        return f"it cannot draw on a dumb terminal (TERM=dumb); {instead}"
    return None


def open_terminal(
    start: StartSource,
    first: Callable[[], Source] | None = None,
    *,
    warm_up: Callable[[], None] = lambda: None,
    theme: str = "",
    instead: str = INSTEAD,
) -> int:
    """Open the menu, and on top of it the source that `first` makes; return the exit status, REFUSED without a screen.

    `start` makes the source that plays a pattern of the menu. `warm_up` is called in a thread after the first paint.
    Where the source that `first` makes could not be opened, stderr says why afterwards, and the status is FAILED.
    An empty `theme` means the remembered one; an unknown one is refused. `instead` says what needs no terminal.
    """
    why = refusal(instead)
    if why:
        streams.tell(why)
        return REFUSED
    return _draw(start, first, warm_up, theme)


def believe_the_terminal(stdout: int) -> None:
    """Let the terminal's own size win over COLUMNS and LINES, which a shell may have exported long ago."""
    try:
        knows_its_size = all(os.get_terminal_size(stdout))
    except OSError:  # a browser's
        return
    for name in ("COLUMNS", "LINES"):
        said = os.environ.get(name, "")
        if knows_its_size or not said.isdecimal() or len(said) > LONGEST_SIZE:
            os.environ.pop(name, None)


class _Named:
    """What makes the source that the command line names."""

    def __init__(self, make: Callable[[], Source]) -> None:
        self._make = make
        self.refusal = ""
        """Why it could not be made."""

    def __call__(self) -> Source:
        try:
            return self._make()
        except Refused as error:
            self.refusal = str(error)
            raise


def _draw(start: StartSource, first: Callable[[], Source] | None, warm_up: Callable[[], None], theme: str) -> int:
    believe_the_terminal(STDOUT)
    with given_back():
        haste.hasten()
        from zmqplay.ui.app import ZmqPlay
        from zmqplay.ui.keys import paste
        from zmqplay.ui.look.theme import UnknownTheme, find
        from zmqplay.ui.settings import default_path
        from zmqplay.ui.textual_private import last_words

        try:
            theme = find(theme) if theme else ""
        except UnknownTheme as error:
            streams.tell(str(error))
            return REFUSED
        paste.install()
        named = _Named(first) if first else None
        app = ZmqPlay(start, named, warm_up=warm_up, theme=theme, settings_path=default_path())
        app.run()
        if fault := last_words(app):
            leave_the_screen()
    if fault:
        streams.tell(fault)
    if named and (failure := named.refusal or app.turns.first_failure):
        streams.tell(failure)
        return app.return_code or FAILED
    return app.return_code or 0


def _is_tty(stream: object) -> bool:
    try:
        return bool(stream is not None and stream.isatty())  # type: ignore[attr-defined]  # any text stream
    except ValueError:  # closed
        return False
