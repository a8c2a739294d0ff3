"""Opens the screen for a command, and prints afterwards what happened. Textual is imported no earlier."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from zmqplay.patterns.pattern import Pattern
    from zmqplay.session.setup import Setup

    Chosen = Callable[[], tuple[Pattern, Setup | None]]


def open_screen(ctx: click.Context, chosen: Chosen | None, theme: str, quiet: bool) -> None:
    """Open the menu, and on top of it what was `chosen`, if anything; end the command with the screen's status.

    `theme` and `quiet` may stand before the name of the command too.
    """
    from zmqplay.run.leaving import Accounts
    from zmqplay.ui.hang_up import SIGHUP_STATUS
    from zmqplay.ui.terminal import open_terminal

    before = ctx.find_root().params
    accounts = Accounts()
    first = partial(accounts.play, *chosen()) if chosen else None
    try:
        status = open_terminal(accounts.play, first, warm_up=_warm_up, theme=theme or before["theme"])
    finally:
        from zmqplay.session.hosts import fork_server  # loaded by now; the first paint did not wait for it

        fork_server.of_this_process().close()
    if not (quiet or before["quiet"]) and status != SIGHUP_STATUS:
        accounts.print()
    ctx.exit(status)


def _warm_up() -> None:
    """Prepare what the first session needs, including its imports."""
    from zmqplay.session.hosts import fork_server

    fork_server.warm_up()
