"""`zmqplay trace`: one's own programs, unmodified, in the same screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from zmqplay import command_options, examples
from zmqplay.completing import complete_file

if TYPE_CHECKING:
    from zmqplay.trace.commands import Command

FAILURES = ("lost", "stuck")


def _read_failures(ctx: click.Context, parameter: click.Parameter, text: str) -> tuple[str, ...]:
    words = tuple(filter(None, text.replace(" ", "").split(",")))
    if wrong := [word for word in words if word not in FAILURES]:
        raise click.BadParameter(f"{wrong[0]!r} is neither lost nor stuck.", ctx, parameter)
    return words


# long: each option is a parameter
@click.command("trace", epilog=examples.TRACE)
@click.argument("commands", metavar="[COMMAND]...", nargs=-1, shell_complete=complete_file)
@click.option("-f", "--procfile", type=click.Path(dir_okay=False), help="Start what a Procfile names.")
@click.option("--seconds", type=float, metavar="S", help="No screen: stop after S seconds at the latest.")
@click.option("--json", "as_json", is_flag=True, help="No screen: one JSON object on stdout, as `run` prints it.")
@click.option(
    "--fail-on",
    "fail_on",
    default="",
    metavar="LOST,STUCK",
    callback=_read_failures,
    help="No screen: exit status 1 where messages were lost, or are under way at the end.",
)
@command_options.theme
@command_options.quiet
@click.pass_context
def trace(
    ctx: click.Context,
    /,
    commands: tuple[str, ...],
    procfile: str | None,
    seconds: float | None,
    as_json: bool,
    fail_on: tuple[str, ...],
    theme: str,
    quiet: bool,
) -> None:
    """Start COMMANDs, and watch the pyzmq sockets that they and their children make.

    Each COMMAND is in quotation marks; after `--`, all words are one command. The programs run unmodified in their own
    environments. Without a screen it ends when all of them have ended, after --seconds, or by ctrl+c. The exit status
    is then 1 if one has failed, or if --fail-on says so.
    """
    chosen = _chosen(commands, procfile)
    if seconds is not None and not seconds > 0:
        raise click.UsageError("--seconds is more than 0.")
    if not (as_json or fail_on or seconds is not None):
        from zmqplay import on_screen

        on_screen.open_trace(ctx, chosen, theme, quiet, "with --seconds 5 it needs none")
        return
    from zmqplay.run.tracing import Asked, run

    ctx.exit(run(chosen, Asked(seconds, as_json, fail_on)))


def _chosen(commands: tuple[str, ...], procfile: str | None) -> list[Command]:
    """The programs; raise click.UsageError if there are none, or if one cannot be read or is not there."""
    from pathlib import Path

    from zmqplay.control.refused import Refused
    from zmqplay.trace.commands import check, one_command, read_commands, read_procfile

    try:
        chosen = read_procfile(Path(procfile)) if procfile else []
        is_one = len(commands) > 1 and not any(" " in command for command in commands)
        chosen += [one_command(commands)] if is_one else read_commands(commands)
        for command in chosen:
            check(command)
    except Refused as error:
        raise click.UsageError(str(error)) from None
    if not chosen:
        raise click.UsageError("name the programs: zmqplay trace 'python server.py' 'python client.py'.")
    return chosen
