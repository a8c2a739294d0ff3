"""The palette's own rows: what the screen below offers, and what the app offers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, Protocol, runtime_checkable

from textual.command import DiscoveryHit, Hit, Hits, Provider

FEW, MANY = 4, 64
"""Rows of one command: before anything is typed, and of those that are searched in."""


class PaletteRow(NamedTuple):
    """One row of the palette."""

    text: str
    about: str
    act: Callable[[], object]


@runtime_checkable
class Offers(Protocol):
    """A screen or an app that has rows for the palette."""

    def palette_rows(self, most: int) -> Sequence[PaletteRow]:
        """The rows; of one command no more than `most`."""


class OfferedCommands(Provider):
    """Finds the rows of the screen and of the app."""

    def rows(self, most: int) -> Iterator[PaletteRow]:
        """All rows; of one command no more than `most`."""
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
