"""Our rows of Textual's command palette: those of the screen below, and those of the app."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, Protocol, runtime_checkable

from textual.command import DiscoveryHit, Hit, Hits, Provider

FEW, MANY = 4, 64
"""At most this many rows for one command: before anything is typed (FEW), and to search among (MANY)."""


class PaletteRow(NamedTuple):
    """One row of the palette."""

    text: str
    about: str
    act: Callable[[], object]


@runtime_checkable
class Offers(Protocol):
    """A screen or an app that has rows for the palette."""

    def palette_rows(self, most: int) -> Sequence[PaletteRow]:
        """The rows, at most `most` for one command."""


class OfferedCommands(Provider):
    """Finds palette rows of the screen and of the app."""

    def rows(self, most: int) -> Iterator[PaletteRow]:
        """All rows, at most `most` for one command."""
        for offering in (self.screen, self.app):
            if isinstance(offering, Offers):
                yield from offering.palette_rows(most)

    async def discover(self) -> Hits:
        for text, about, act in self.rows(FEW):
            yield DiscoveryHit(text, act, help=about)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for text, about, act in self.rows(MANY):
            score = matcher.match(f"{text} {about}")
            if score > 0:
                yield Hit(score, matcher.highlight(text), act, help=about)
