"""The commands. Textual is imported only when the screen opens, ZeroMQ only when something is played."""

from __future__ import annotations

import os
import sys
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from zmqplay import __version__, command_options, examples, on_screen, streams
from zmqplay.completing import complete_pattern, complete_topic, patterns_beginning
from zmqplay.deferred_zmq import defer_zmq
from zmqplay.joining import join
from zmqplay.new import new
from zmqplay.tracing import trace

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from zmqplay.patterns.pattern import Pattern
    from zmqplay.session.setup import Setup


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


@click.group(
    cls=CommandGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    subcommand_metavar="[PATTERN | COMMAND]",
    epilog=examples.ZMQPLAY,
)
@click.option("--version", is_flag=True, callback=_print_version, expose_value=False, is_eager=True, help="Versions.")
@command_options.theme
@command_options.quiet
@click.pass_context
def zmqplay(ctx: click.Context, theme: str, quiet: bool) -> None:
    """A playground for ZeroMQ in the terminal.

    Without a command it opens the menu; with the name of a PATTERN, that pattern at once; with the path of a Python
    file, such as ./mine.py, the pattern in it.
    """
    if ctx.invoked_subcommand is None:
        on_screen.open_screen(ctx, None, theme, quiet)


@zmqplay.command("open", hidden=True, epilog=examples.ZMQPLAY)
@click.argument("pattern", shell_complete=complete_pattern)
@command_options.setup
@command_options.theme
@command_options.quiet
@click.pass_context
def open_pattern(ctx: click.Context, /, pattern: str, theme: str, quiet: bool, **given: Any) -> None:
    """Open one pattern.

    What can be given several times: --nodes, --message (in turn), --work, --topics, --option, --endpoint and --bind.
    """
    on_screen.open_screen(ctx, partial(_set_up, pattern, given), theme, quiet)


def _set_up(name: str, given: dict[str, Any]) -> tuple[Pattern, Setup | None]:
    """The pattern, and what the options change in it."""
    from zmqplay.finding import pattern_named

    pattern = pattern_named(name)
    if not any(given.values()):
        return pattern, None
    from zmqplay.run.options import read_setup

    return read_setup(name, **given)


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
@command_options.setup
@command_options.count
@command_options.seconds
@click.option("--at", multiple=True, metavar="SECONDS:COMMAND", help="Do a command of the screen at that time.")
@click.option("--why", multiple=True, metavar="[NODE:]N", help="Say what became of message N, and why.")
@command_options.as_json
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
    --endpoint, --bind, --at and --why.
    """
    from zmqplay.finding import import_patterns

    for sentence in import_patterns():
        streams.tell(sentence)
    from zmqplay.run.options import read_options
    from zmqplay.run.run import play

    ctx.exit(play(read_options(**options)))


zmqplay.add_command(join)
zmqplay.add_command(new)
zmqplay.add_command(trace)


@zmqplay.command("bench", epilog=examples.BENCH)
@click.argument("cases", nargs=-1, metavar="[CASE]...")
@click.option("--short", is_flag=True, help="About a minute: fewer and shorter runs, and only what shows in them.")
@click.option("--list", "lists", is_flag=True, help="The cases, and what each measures.")
@command_options.as_json
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
