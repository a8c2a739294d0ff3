"""Patterns for the commands, by name or file; what cannot be had is an error of the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from zmqplay import streams

if TYPE_CHECKING:
    from zmqplay.patterns.pattern import Pattern


def pattern_named(name: str) -> Pattern:
    """The pattern with this name, or the one in this file."""
    import_patterns()
    from zmqplay.patterns import UnknownPattern, find  # imports zmq, which the menu's first paint does not wait for
    from zmqplay.registry import BrokenFile

    try:
        with streams.aside():
            return find(name)
    except (UnknownPattern, BrokenFile) as error:
        raise click.UsageError(str(error)) from None


def import_patterns() -> list[str]:
    """Import the patterns; return a sentence for each file that is broken, and so left out."""
    from zmqplay import registry

    try:
        return registry.import_patterns()
    except registry.BrokenFile as error:
        raise click.ClickException(str(error)) from None
