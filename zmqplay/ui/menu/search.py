"""The menu's search: the line in which the user types, and how well a pattern matches the text."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.fuzzy import Matcher
from textual.widgets import Input

if TYPE_CHECKING:
    from zmqplay.patterns.pattern import Pattern


class Search(Input):
    """Narrows the list while the user types; the arrows still move in the list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "screen.move(1)", show=False),
        Binding("up", "screen.move(-1)", show=False),
        Binding("escape", "screen.back", show=False),
        Binding("tab,shift+tab", "screen.to_list", show=False),
    ]

    def __init__(self) -> None:
        super().__init__(id="search", compact=True, placeholder="type to search", select_on_focus=False)

    async def action_submit(self) -> None:
        await self.run_action("screen.open")


def best_first(query: str, patterns: list[Pattern]) -> list[Pattern]:
    """The patterns that match, the best first; all of them if the query is empty."""
    if not query:
        return list(patterns)
    scored = sorted(((_score(query, pattern), pattern) for pattern in patterns), key=lambda pair: -pair[0])
    return [pattern for score, pattern in scored if score > 0]


def _score(query: str, pattern: Pattern) -> float:
    """How well a pattern matches, 0 for not at all: names by letters in order, texts by whole words of the query."""
    matcher = Matcher(query)
    names = max(matcher.match(text) for text in (pattern.name, pattern.title, *pattern.aliases))
    texts = f"{pattern.summary} {pattern.use_case} {' '.join(role.name for role in pattern.roles)}".lower()
    sockets = " ".join(end.socket for wire in pattern.wires for end in wire.ends).lower()
    return names or (0.1 if all(word in f"{texts} {sockets}" for word in query.lower().split()) else 0.0)
