"""The commands. Textual is imported only when the screen opens, ZeroMQ only when something is played."""

from __future__ import annotations

import os
import sys
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from zmqplay import __version__, examples, streams
from zmqplay.completing import complete_pattern, complete_theme, complete_topic, patterns_beginning
from zmqplay.deferred_zmq import defer_zmq
from zmqplay.new import new

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class CommandGroup(click.Group):
    """`zmqplay PATTERN` opens a pattern: a first word that is no command is taken as a pattern's name."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            from zmqplay.mistyped import command_near

            if near := command_near(args[0], [name for name, known in self.commands.items() if not known.hidden]):
                ctx.fail(f"there is no command or pattern {args[0]!r}; did you mean {near}?")
            return super().resolve_command(ctx, ["open", *args])
        return super().resolve_command(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        return super().shell_complete(ctx, incomplete) + patterns_beginning(incomplete)


def _print_version(ctx: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if not wanted:
        return
    import zmq

    libzmq, textual = zmq.zmq_version(), _installed("textual")
    click.echo(f"zmqplay {__version__}, pyzmq {zmq.__version__}, libzmq {libzmq}, textual {textual}")
    ctx.exit()


def _installed(package: str) -> str:
    """A package's version, from the name of its metadata directory.

    importlib.metadata takes as long to import as zmq does.
    """
    for place in filter(os.path.isdir, sys.path):
        for name in os.listdir(place):
            if name.startswith(f"{package}-") and name.endswith(".dist-info"):
                return name.removeprefix(f"{package}-").removesuffix(".dist-info")
    from importlib.metadata import version

    return version(package)


_theme_option = click.option(
    "--theme",
    default="",
    metavar="NAME",
    shell_complete=complete_theme,
    help="dark, light, contrast, colourblind, or one of Textual's, such as nord.",
)

_quiet_option = click.option("--quiet", is_flag=True, help="Print nothing after the screen is left.")


@click.group(
    cls=CommandGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    subcommand_metavar="[PATTERN | COMMAND]",
    epilog=examples.ZMQPLAY,
)
@click.option("--version", is_flag=True, callback=_print_version, expose_value=False, is_eager=True, help="Versions.")
@_theme_option
@_quiet_option
@click.pass_context
def zmqplay(ctx: click.Context, theme: str, quiet: bool) -> None:
    """A playground for ZeroMQ in the terminal.

    Without a command it opens the menu; with the name of a PATTERN, that pattern at once; with the path of a Python
    file, such as ./mine.py, the pattern in it.
    """
    if ctx.invoked_subcommand is None:
        _open_screen(ctx, None, theme, quiet)


@zmqplay.command("open", hidden=True, epilog=examples.ZMQPLAY)
@click.argument("pattern", shell_complete=complete_pattern)
@_theme_option
@_quiet_option
@click.pass_context
def open_pattern(ctx: click.Context, pattern: str, theme: str, quiet: bool) -> None:
    """Open one pattern."""
    before = ctx.find_root().params
    _open_screen(ctx, pattern, theme or before["theme"], quiet or before["quiet"])


def _open_screen(ctx: click.Context, name: str | None, theme: str, quiet: bool) -> None:
    from zmqplay.finding import pattern_named
    from zmqplay.run.leaving import Accounts
    from zmqplay.ui.hang_up import SIGHUP_STATUS
    from zmqplay.ui.terminal import open_terminal

    accounts = Accounts()
    first = partial(accounts.play, pattern_named(name)) if name else None
    try:
        status = open_terminal(accounts.play, first, warm_up=_warm_up, theme=theme)
    finally:
        from zmqplay.session.hosts import fork_server  # loaded by now; the first paint did not wait for it

        fork_server.of_this_process().close()
    if not quiet and status != SIGHUP_STATUS:
        accounts.print()
    ctx.exit(status)


def _warm_up() -> None:
    """Prepare what the first session needs, including its imports."""
    from zmqplay.session.hosts import fork_server

    fork_server.warm_up()


@zmqplay.command("list", epilog=examples.LIST)
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option("--json", "as_json", is_flag=True, help="One JSON array.")
@click.pass_context
def list_patterns(ctx: click.Context, files: tuple[str, ...], as_json: bool) -> None:
    """Show the patterns, and those in FILEs of one's own."""
    defer_zmq()
    from zmqplay.finding import import_patterns

    broken = import_patterns()
    from zmqplay.listing import print_patterns
    from zmqplay.patterns import PATTERNS

    ctx.exit(print_patterns(PATTERNS, files, broken, as_json))


def _print_schema(ctx: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if not wanted:
        return
    import json

    from zmqplay.model.summary.shapes import schema

    click.echo(json.dumps(schema(), indent=1))
    ctx.exit()


@zmqplay.command("run", epilog=examples.RUN)
@click.argument("pattern", shell_complete=complete_pattern)
@click.option("--nodes", multiple=True, metavar="ROLE=N", help="How many nodes of a role.")
@click.option("--count", type=int, metavar="N", help="Stop once the speaking nodes have sent N messages in all.")
@click.option("--seconds", type=float, metavar="S", help="Stop after S seconds at the latest.")
@click.option("--rate", metavar="R", help="Messages a second for each speaking node: 200, 2k; max, the default.")
@click.option("--message", "messages", multiple=True, metavar="TEXT", help="What to send; | parts frames, {n} counts.")
@click.option("--size", type=int, default=0, metavar="BYTES", help="Pad each body to this many bytes.")
@click.option("--work", multiple=True, metavar="ROLE[-N]=TIME", help="How long a task takes: 200ms, 1.5s.")
@click.option("--topics", multiple=True, metavar="ROLE-N=A,B", help=r"Subscriptions; \x00 is a byte, \, a comma.")
@click.option("--option", "options", multiple=True, metavar="ROLE.NAME=VALUE", help="A socket option.")
@click.option("--endpoint", "endpoints", multiple=True, metavar="WIRE=ADDRESS", help="Where a wire runs.")
@click.option("--at", multiple=True, metavar="SECONDS:COMMAND", help="Do a command of the screen at that time.")
@click.option("--why", multiple=True, metavar="[NODE:]N", help="Say what became of message N, and why.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout, nothing else there.")
@click.option(
    "--schema",
    is_flag=True,
    callback=_print_schema,
    expose_value=False,
    is_eager=True,
    help="The JSON Schema of that object.",
)
@click.pass_context
def run(ctx: click.Context, /, **options: Any) -> None:
    """Play a PATTERN without a screen, then print what happened.

    `./mine.py` is the pattern in a file of one's own. Without --count and --seconds it plays until ctrl+c, and then
    prints all the same. What can be given several times: --nodes, --message (in turn), --work, --topics, --option,
    --endpoint, --at and --why.
    """
    from zmqplay.finding import import_patterns

    for sentence in import_patterns():
        streams.tell(sentence)
    from zmqplay.run.options import read_options
    from zmqplay.run.run import play

    ctx.exit(play(read_options(**options)))


zmqplay.add_command(new)


@zmqplay.command("bench", epilog=examples.BENCH)
@click.argument("cases", nargs=-1, metavar="[CASE]...")
@click.option("--short", is_flag=True, help="About a minute: fewer and shorter runs, and only what shows in them.")
@click.option("--list", "lists", is_flag=True, help="The cases, and what each measures.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout, nothing else there.")
@click.pass_context
def bench(ctx: click.Context, cases: tuple[str, ...], short: bool, lists: bool, as_json: bool) -> None:
    """Measure what ZeroMQ does on this machine, and what watching costs: all CASEs, or some."""
    from zmqplay.bench.bench import list_cases, measure

    if lists:
        list_cases()
    else:
        ctx.exit(measure(cases, short, as_json))


@zmqplay.command("help", epilog=examples.HELP)
@click.argument("topic", default="", shell_complete=complete_topic)
def show_manual(topic: str) -> None:
    """Show a page of the manual, or the list of its TOPICs."""
    from zmqplay.help import show

    show(topic)


def main() -> None:
    """Run a command; errors are one line on stderr and an exit status of 2, or what the command says."""
    streams.open_closed()
    sys.exit(streams.ended(lambda: zmqplay.main(standalone_mode=False)))
