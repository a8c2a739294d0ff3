"""What happened while the screen was open, printed after it is gone: for each pattern, a few of `run`'s lines."""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from zmqplay.text import safe

if TYPE_CHECKING:
    from rich.text import Text

    from zmqplay.control.source import Source
    from zmqplay.patterns.pattern import Pattern
    from zmqplay.run.tables import Account
    from zmqplay.session.setup import Setup
    from zmqplay.trace.commands import Command

MOST = 5
"""Patterns that are told of: the last ones."""


def heading(title: str) -> Text:
    """The line above an account; a title is the user's own, so neither markup nor control codes."""
    from rich.text import Text

    return Text.assemble((safe(title), "bold"), ", as it was left")


class Accounts:
    """Makes the sessions of one screen, and keeps what happened in each."""

    def __init__(self) -> None:
        self._kept: deque[tuple[str, Account]] = deque(maxlen=MOST)

    def play(self, pattern: Pattern, setup: Setup | None = None) -> Source:
        """The source that plays a pattern, and leaves its account here when it is closed."""
        from zmqplay.run.accounted import Accounted  # imports zmq, which the first paint need not wait for

        return Accounted(pattern, setup, self._keep)

    def trace(self, commands: Sequence[Command]) -> Source:
        """The source that traces programs, and leaves its account here when it is closed."""
        from zmqplay.run.tracing import AccountedTrace

        return AccountedTrace(commands, self._keep)

    def _keep(self, title: str, account: Account) -> None:
        self._kept.append((title, account))

    def print(self) -> None:
        """Print the accounts, unless the terminal is gone or a browser reads what is printed."""
        if not self._kept or os.environ.get("TEXTUAL_DRIVER"):
            return
        from rich.console import Console

        with suppress(OSError, ValueError):
            console = Console(highlight=False)
            with console.capture() as captured:
                for title, account in self._kept:
                    console.print(heading(title))
                    account.print(console)
                    console.print()
            sys.stdout.write(captured.get())
            sys.stdout.flush()
