"""A first word of the command line that is no command, and is near to one: `zmqplay runn`."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

NEAR = 0.7
"""How similar the word has to be: `runn` and `hlep` are near, `rpc` is not."""


def command_near(word: str, commands: Iterable[str]) -> str:
    """The command that was probably meant; empty if none was, or if the word names a pattern or a file."""
    near = difflib.get_close_matches(word.lower(), list(commands), n=1, cutoff=NEAR)
    return near[0] if near and word.isalpha() and not _names_pattern(word) else ""


def _names_pattern(word: str) -> bool:
    from zmqplay.registry import BrokenFile, import_patterns

    try:
        import_patterns()
        from zmqplay.patterns import UnknownPattern, find
    except BrokenFile:  # said when a pattern is opened
        return True
    try:
        find(word)
    except UnknownPattern:
        return False
    except BrokenFile:
        return True
    return True
