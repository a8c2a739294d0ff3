"""Opens the screen for a command, and prints afterwards what happened. Textual is imported no earlier."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from zmqplay.control.source import Source
    from zmqplay.patterns.pattern import Pattern
    from zmqplay.run.leaving import Accounts
    from zmqplay.session.setup import Setup
    from zmqplay.trace.commands import Command

    Chosen = Callable[[], tuple[Pattern, Setup | None]]


def open_screen(ctx: click.Context, chosen: Chosen | None, theme: str, quiet: bool, instead: str = "") -> None:
    """Open the menu, and on top of it what was `chosen`, if anything; end the command with the screen's status.

    `theme` and `quiet` may stand before the name of the command too. `instead` says what needs no terminal, if that is
    not `run`. Raises click.UsageError or click.ClickException if an address cannot be used.
    """
    from zmqplay.run.leaving import Accounts

    accounts = Accounts()
    first = partial(accounts.play, *_checked(*chosen())) if chosen else None
    _open(ctx, accounts, first, theme, quiet, instead)


def open_trace(ctx: click.Context, commands: Sequence[Command], theme: str, quiet: bool, instead: str) -> None:
    """Open the screen on programs that are traced; end the command with the screen's status."""
    from zmqplay.run.leaving import Accounts

    accounts = Accounts()
    _open(ctx, accounts, partial(accounts.trace, commands), theme, quiet, instead)


def _open(
    ctx: click.Context, accounts: Accounts, first: Callable[[], Source] | None, theme: str, quiet: bool, instead: str
) -> None:
    from zmqplay.ui.hang_up import SIGHUP_STATUS
    from zmqplay.ui.terminal import INSTEAD, open_terminal

    before = ctx.find_root().params
    try:
        status = open_terminal(
            accounts.play, first, warm_up=_warm_up, theme=theme or before["theme"], instead=instead or INSTEAD
        )
    finally:
        from zmqplay.session.hosts import fork_server  # loaded by now; the first paint did not wait for it

        fork_server.of_this_process().close()
    if not (quiet or before["quiet"]) and status != SIGHUP_STATUS:
        accounts.print()
    ctx.exit(status)


def _checked(pattern: Pattern, setup: Setup | None) -> tuple[Pattern, Setup | None]:
    """Refuse an address that the user named before the screen opens."""
    if setup is not None:
        from zmqplay.control.refused import BadEndpoint, Refused
        from zmqplay.session.plan import Plan

        try:
            Plan(pattern, setup, Path())
        except BadEndpoint as error:
            raise click.UsageError(str(error)) from None
        except Refused as error:
            raise click.ClickException(str(error)) from None
    return pattern, setup


def _warm_up() -> None:
    """Prepare what the first session needs, including its imports."""
    from zmqplay.session.hosts import fork_server
    from zmqplay.trace.own_directory import remove_leftovers

    fork_server.warm_up()
    remove_leftovers()
