"""What the shell completes after a tab: patterns, files of one's own, themes, and topics of the manual.

Click calls these while the user types, so they import what the words come from, and no more.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def complete_pattern(_ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The patterns that begin so; for a path, files."""
    from click.shell_completion import CompletionItem

    if incomplete.startswith((".", "/", "~")):
        return [CompletionItem(incomplete, type="file")]
    return patterns_beginning(incomplete)


def complete_own(_ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The patterns of zmqplay's own that begin so."""
    return patterns_beginning(incomplete)


def complete_file(_ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Files and directories."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="file")]


def patterns_beginning(incomplete: str) -> list[CompletionItem]:
    """The patterns that begin so, each with its summary."""
    from zmqplay.deferred_zmq import defer_zmq
    from zmqplay.registry import BrokenFile, import_patterns

    defer_zmq()
    try:
        import_patterns()
    except BrokenFile:  # said when a pattern is opened
        return []
    from zmqplay.patterns import PATTERNS

    return _beginning(incomplete, ((pattern.name, pattern.summary) for pattern in PATTERNS))


def complete_type(_ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The types of sockets that begin so, in the case in which the user types."""
    from zmqplay.model.kinds import KINDS

    name = str.lower if incomplete.islower() else str.upper
    return _beginning(incomplete, ((name(kind.name), " or ".join(kind.peers)) for kind in KINDS.values()))


def complete_theme(_ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The themes that begin so."""
    from textual.theme import BUILTIN_THEMES

    from zmqplay.ui.look.theme import THEMES

    ours = {theme.name for theme in THEMES}
    return _beginning(incomplete, ((name, "") for name in (*sorted(ours), *sorted(BUILTIN_THEMES))))


def complete_topic(_ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The topics of the manual that begin so."""
    from zmqplay import manual

    return _beginning(incomplete, ((topic.name, topic.title) for topic in manual.topics()))


def _beginning(incomplete: str, words: Iterable[tuple[str, str]]) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    return [CompletionItem(word, help=about or None) for word, about in words if word.startswith(incomplete)]
