"""`zmqplay join`: one socket of one's own choice beside programs that run already."""

from __future__ import annotations

from functools import partial
from typing import Any

import click

from zmqplay import command_options, examples
from zmqplay.completing import complete_type


# long: each option is a parameter
@click.command("join", epilog=examples.JOIN)
@click.argument("type_", metavar="TYPE", shell_complete=complete_type)
@click.argument("addresses", metavar="ADDRESS...", nargs=-1, required=True)
@click.option("--bind/--connect", "binds", default=None, help="By default connect, unless ADDRESS has a *.")
@click.option("--topics", metavar="A,B", help=r"What a SUB or XSUB subscribes to; all, unless given. \, is a comma.")
@click.option("--option", "options", multiple=True, metavar="NAME=VALUE", help="A socket option.")
@command_options.message
@click.option("--rate", metavar="R", help="Messages a second: 200, 2k, max.")
@command_options.size
@click.option("--count", type=int, metavar="N", help="No screen: stop after N messages, sent or else received.")
@click.option("--seconds", type=float, metavar="S", help="No screen: stop after S seconds at the latest.")
@click.option("--at", multiple=True, metavar="SECONDS:COMMAND", help="No screen: do a command of it at that time.")
@click.option("--json", "as_json", is_flag=True, help="No screen: one JSON object on stdout, as `run` prints it.")
@command_options.theme
@command_options.quiet
@click.pass_context
def join(
    ctx: click.Context,
    /,
    count: int | None,
    seconds: float | None,
    at: tuple[str, ...],
    as_json: bool,
    theme: str,
    quiet: bool,
    **given: Any,
) -> None:
    """Join one socket to programs that run already, and speak with them: a TYPE at an ADDRESS, or at several.

    TYPE is PAIR, PUB, SUB, REQ, REP, DEALER, ROUTER, PULL, PUSH, XPUB or XSUB. The socket connects, or with --bind
    binds. An ADDRESS with a * can only be bound, and so is without --bind; tcp://*:5558 can be reached by other
    machines. What you type is sent; to one peer of a ROUTER as `id | body`. A REP answers each request with --message,
    or with what you type next.
    """
    if not (as_json or at or count is not None or seconds is not None):
        from zmqplay import on_screen

        on_screen.open_screen(ctx, partial(_chosen, given), theme, quiet, "with --seconds 5 it needs none")
    from zmqplay.run.joining import Joined, Script, read_script
    from zmqplay.run.run import play

    ctx.exit(play(read_script(Joined(**given), Script(count, seconds, at, as_json))))


def _chosen(given: dict[str, Any]) -> Any:
    from zmqplay.run.joining import Joined, read_join

    return read_join(Joined(**given))
