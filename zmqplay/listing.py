"""`zmqplay list`: the patterns, and those in files of one's own, without a role being run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import click

from zmqplay import streams
from zmqplay.patterns.pattern import Pattern
from zmqplay.registry import BrokenFile


def print_patterns(house: Iterable[Pattern], files: Sequence[str], broken: Sequence[str], as_json: bool) -> int:
    """Print the patterns, and a line on stderr for each file that is broken; return the exit status.

    What can be listed is listed; the status is 1 if one of `files` is not.
    """
    told, shown = list(broken), list(house)
    for file in files:
        from zmqplay.pattern_files import patterns_in

        try:
            with streams.aside():
                shown += patterns_in(file)
        except BrokenFile as error:
            told.append(str(error))
    for sentence in told:
        streams.tell(sentence)
    _print(shown, as_json)
    return int(len(told) > len(broken))


def _print(shown: Sequence[Pattern], as_json: bool) -> None:
    if as_json:
        click.echo(streams.as_json([pattern.as_json() for pattern in shown]))
        return
    width = max((len(pattern.name) for pattern in shown), default=0)
    for pattern in shown:
        click.echo(streams.printable(f"{pattern.name:<{width}}  {pattern.summary}"))
        if pattern.aliases:
            click.echo(streams.printable(f"{'':<{width}}  also: {', '.join(pattern.aliases)}"))
