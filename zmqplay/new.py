"""`zmqplay new`: a pattern file of one's own, to begin with."""

from __future__ import annotations

from pathlib import Path

import click

from zmqplay import examples, streams
from zmqplay.completing import complete_file, complete_own


@click.command("new", epilog=examples.NEW)
@click.argument("file", shell_complete=complete_file)
@click.option(
    "--from", "name", default="push-pull", metavar="PATTERN", shell_complete=complete_own, help="The pattern to copy."
)
def new(file: str, name: str) -> None:
    """Write a pattern to a new FILE, to be changed: a copy of push-pull, or of another."""
    from zmqplay.finding import pattern_named
    from zmqplay.new_file import how_to_play, why_no_name, write
    from zmqplay.pattern_files import is_file

    if why := why_no_name(file):
        raise click.UsageError(why)
    if is_file(name):
        raise click.UsageError(f"--from takes a pattern that comes with zmqplay; `cp {name} {file}` copies a file")
    pattern, path = pattern_named(name), Path(file)
    if not path.parent.is_dir():
        raise click.UsageError(f"there is no directory {path.parent}; make it first")
    try:
        write(path, pattern)
    except FileExistsError:
        raise click.UsageError(f"{file} is there already, and stays as it is; give the new file another name") from None
    except OSError as error:
        raise click.ClickException(f"{file} cannot be written: {error.strerror}") from None
    click.echo(streams.printable(f"{file} is written, from {pattern.name}. Play it: {how_to_play(file)}"))
