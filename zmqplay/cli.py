"""The commands. Textual is imported only when the screen opens, ZeroMQ only when something is played."""

from __future__ import annotations

import os
import sys
from functools import partial
from importlib import import_module
from importlib.machinery import PathFinder
from types import ModuleType
from typing import TYPE_CHECKING, Any

import click

from zmqplay import __version__

if TYPE_CHECKING:
    from zmqplay.control.source import Source
    from zmqplay.patterns.pattern import Pattern


class CommandGroup(click.Group):
    """`zmqplay PATTERN` opens a pattern: a first word that is no command is taken as a pattern's name."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            return super().resolve_command(ctx, ["open", *args])
        return super().resolve_command(ctx, args)


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
)
@click.option("--version", is_flag=True, callback=_print_version, expose_value=False, is_eager=True, help="Versions.")
@click.option("--theme", default="", metavar="NAME", help="dark, light, contrast or colourblind.")
@click.pass_context
def zmqplay(ctx: click.Context, theme: str) -> None:
    """A playground for ZeroMQ in the terminal.

    Without a command it opens the menu; with the name of a PATTERN, that pattern at once; with the path of a Python
    file, such as ./mine.py, the pattern in it.
    """
    ctx.obj = theme
    if ctx.invoked_subcommand is None:
        _open_screen(ctx, None, theme)


@zmqplay.command("open", hidden=True)
@click.argument("pattern")
@click.option("--theme", default="", metavar="NAME", help="dark, light, contrast or colourblind.")
@click.pass_context
def open_pattern(ctx: click.Context, pattern: str, theme: str) -> None:
    """Open one pattern."""
    _open_screen(ctx, pattern, theme or ctx.obj)


def _open_screen(ctx: click.Context, name: str | None, theme: str) -> None:
    from zmqplay.ui.terminal import open_terminal

    first = partial(_play, _pattern(name)) if name else None
    try:
        status = open_terminal(_play, first, warm_up=_warm_up, theme=theme)
    finally:
        from zmqplay.session.hosts import fork_server  # loaded by now; the first paint did not wait for it

        fork_server.of_this_process().close()
    ctx.exit(status)


def _play(pattern: Pattern) -> Source:
    """The source that plays a pattern."""
    from zmqplay.session.session import Session  # imports zmq, which the first paint need not wait for

    return Session(pattern)


def _warm_up() -> None:
    """Prepare what the first session needs, including its imports."""
    from zmqplay.session.hosts import fork_server

    fork_server.of_this_process().start()


def _pattern(name: str) -> Pattern:
    _import_patterns()
    from zmqplay.patterns import UnknownPattern, find  # imports zmq, which the menu's first paint does not wait for
    from zmqplay.registry import BrokenFile

    try:
        return find(name)
    except (UnknownPattern, BrokenFile) as error:
        raise click.UsageError(str(error)) from None


def _import_patterns() -> list[str]:
    """Import the patterns; return a sentence for each file that is broken, and so left out."""
    from zmqplay.registry import BrokenFile, import_patterns

    try:
        return import_patterns()
    except BrokenFile as error:
        raise click.ClickException(str(error)) from None


class _DeferredZmq(ModuleType):
    """Stands for zmq until a name of it is used; then imports zmq, and passes its names on."""

    def __getattr__(self, name: str) -> Any:
        if sys.modules.get("zmq") is self:
            del sys.modules["zmq"]
        return getattr(import_module("zmq"), name)


def _defer_zmq() -> None:
    """Let the patterns be read without importing zmq, which only the code of their roles uses.

    A pattern file is plain pyzmq, with `import zmq` at its top; `list` runs no role, and takes 5 × `python -c pass`
    instead of 6. (Before CPython 3.13, importlib.util.LazyLoader loads a module when it is imported for a second time.)
    """
    if "zmq" not in sys.modules:
        stand_in = _DeferredZmq("zmq")
        stand_in.__spec__ = PathFinder.find_spec("zmq")  # for a pattern that looks whether zmq is there
        sys.modules["zmq"] = stand_in


@zmqplay.command("list")
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option("--json", "as_json", is_flag=True, help="One JSON array.")
def list_patterns(files: tuple[str, ...], as_json: bool) -> None:
    """Show the patterns, and those in FILEs of one's own."""
    _defer_zmq()
    broken = _import_patterns()
    from zmqplay.listing import print_patterns
    from zmqplay.patterns import PATTERNS

    print_patterns(PATTERNS, files, broken, as_json)


def _print_schema(ctx: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if not wanted:
        return
    import json

    from zmqplay.model.summary.shapes import schema

    click.echo(json.dumps(schema(), indent=1))
    ctx.exit()


@zmqplay.command("run")
@click.argument("pattern")
@click.option("--nodes", multiple=True, metavar="ROLE=N", help="How many of a role.")
@click.option(
    "--count", type=int, metavar="N", help="Stop when the speaking nodes have sent N messages of traffic in all."
)
@click.option("--seconds", type=float, metavar="S", help="Stop after S seconds at the latest.")
@click.option("--rate", type=float, metavar="R", help="Messages a second for each speaking node.")
@click.option("--message", "messages", multiple=True, metavar="TEXT", help="What to send; | parts frames, {n} counts.")
@click.option("--size", type=int, default=0, metavar="BYTES", help="Pad each body to this size.")
@click.option("--work", multiple=True, metavar="ROLE[-N]=MS", help="Work time.")
@click.option(
    "--topics", multiple=True, metavar="ROLE-N=A,B", help=r"Subscriptions of a subscriber; \x00 is a byte, \, a comma."
)
@click.option("--option", "options", multiple=True, metavar="ROLE.NAME=VALUE", help="A socket option.")
@click.option("--endpoint", "endpoints", multiple=True, metavar="NAME=ADDRESS", help="Where a wire runs.")
@click.option("--at", multiple=True, metavar="SECONDS:COMMAND", help="Do a command at that time: '0.3:kill worker-1'.")
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
    """Play a PATTERN without a screen, then print what happened. `./mine.py` is the pattern in a file of one's own."""
    for sentence in _import_patterns():
        click.echo(f"zmqplay: {sentence}", err=True)
    from zmqplay.run.options import read_options
    from zmqplay.run.run import play

    ctx.exit(play(read_options(**options)))


@zmqplay.command("bench")
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


def main() -> None:
    """Run a command; errors are one line on stderr and an exit status of 2, or what the command says."""
    try:
        status = zmqplay.main(standalone_mode=False)
    except click.ClickException as error:
        click.echo(f"zmqplay: {_sentence(error.format_message())}", err=True)
        status = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        status = 130
    except BrokenPipeError:  # the reader of the output has gone
        sys.stderr.close()
        status = 1
    sys.exit(status if isinstance(status, int) else 0)


def _sentence(text: str) -> str:
    return " ".join(text.split())
