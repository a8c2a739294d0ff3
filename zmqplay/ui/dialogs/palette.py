"""Our rows of Textual's command palette: those of the screen below, and those of the app."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple, Protocol, runtime_checkable

from textual.app import SystemCommand
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
                whole = query.lower() in f"{text} {about}".lower()  # before rows that only have the letters in order
                yield Hit(score + whole, matcher.highlight(text), act, help=about)


def system_rows(run: Callable[[str], object], *, is_animated: bool) -> Iterator[SystemCommand]:
    """Rows for what the app itself can do; `run` runs an action of the app."""
    to, says = ("off", "Let nothing move") if is_animated else ("on", "Let traffic run along the wires")
    yield SystemCommand("Help", "All keys, commands and the message syntax", partial(run, "help"))
    yield SystemCommand("Log", "Notices, answers and what failed, with times: F2", partial(run, "journal"))
    yield SystemCommand("Theme", "Change the colours: dark, light, contrast", partial(run, "change_theme"))
    yield SystemCommand(f"Animations {to}", says, partial(run, "toggle_animations"))
    yield SystemCommand("Quit", "End the nodes and leave zmqplay", partial(run, "quit"))
    yield SystemCommand("Screenshot", "Save the screen as SVG in the working directory", partial(run, "screenshot"))


def theme_row(name: str, wear: Callable[[], object]) -> PaletteRow:
    """A row for a theme; `wear` changes to the theme."""
    return PaletteRow(f"Theme {name}", "colours", wear)
