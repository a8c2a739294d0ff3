"""The palette: all that can be done now, found by a word; its rows are those of the screen below, the app, the manual.

The palette is Textual's, in the form of our dialogs: a row is one line, with the key at its right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple, Protocol, runtime_checkable

from rich.cells import cell_len
from textual.command import DiscoveryHit, Hit, Hits, Provider, SearchIcon
from textual.content import Content
from textual.errors import NoWidget
from textual.geometry import Region
from textual.widget import Widget

from zmqplay.text import cell_fit, safe
from zmqplay.ui.dialogs.manual_rows import LongText, manual_rows
from zmqplay.ui.dialogs.ranking import IN_LONG_TEXT, LETTERS, NOTHING, rank
from zmqplay.ui.look.theme import MUTED
from zmqplay.ui.textual_private import ClosedInTime

FEW, MANY = 4, 64
"""At most this many rows for one command: before anything is typed (FEW), and to search among (MANY)."""
WIDEST = 92
"""Columns of the palette with its border, where the terminal has them."""
AROUND_ROW = 5
"""Columns for the border, one cell beside a row on either side, and the scroll bar."""
TEXT_WIDTH = 28
"""Cells for the text of a row, if it is not longer; two fifths of a narrow row."""
MARK = "underline"
PLACEHOLDER = "a command, a key, a pane, a theme, a pattern, a word of the manual"


class PaletteRow(NamedTuple):
    """One row of the palette."""

    text: str
    about: str
    act: Callable[[], object]
    key: str = ""
    """The key that does the same."""
    long_text: LongText | None = None
    """Finds the line with the query in the text to which the row leads."""


@runtime_checkable
class Offers(Protocol):
    """A screen or an app that has rows for the palette."""

    def palette_rows(self, most: int) -> Sequence[PaletteRow]:
        """The rows, at most `most` for one command."""


class OfferedCommands(Provider):
    """Finds palette rows of the screen, of the app, and of the manual."""

    def rows(self, most: int) -> Iterator[PaletteRow]:
        """All rows, at most `most` for one command."""
        for offering in (self.screen, self.app):
            if isinstance(offering, Offers):
                yield from offering.palette_rows(most)
        for page in manual_rows(self.app.push_screen):
            yield PaletteRow(page.text, page.about, page.act, "", page.line_with)

    async def discover(self) -> Hits:
        for row in self.rows(FEW):
            yield DiscoveryHit(one_line(row, self.room), row.act, row.text)

    async def search(self, query: str) -> Hits:
        found = [(score, row) for score, row in self._ranked(query) if score > NOTHING]
        is_said = any(score > LETTERS for score, _ in found)
        for score, row in found:
            if score != LETTERS or not is_said:
                yield Hit(score, one_line(row, self.room, query), row.act, row.text)

    def _ranked(self, query: str) -> Iterator[tuple[float, PaletteRow]]:
        for row in self.rows(MANY):
            score = rank(query, row.text, row.about)
            if score == NOTHING and row.long_text is not None and (line := row.long_text(query)):
                yield IN_LONG_TEXT, row._replace(about=line)
            else:
                yield score, row

    @property
    def room(self) -> int:
        """Cells of a row."""
        return min(WIDEST, self.app.size.width) - AROUND_ROW


def one_line(row: PaletteRow, width: int, query: str = "") -> Content:
    """The row as one line: its text with the query marked, what it does, and at the right the key."""
    text, key = safe(row.text, width), f"  {row.key}" if row.key else ""
    column = max(min(TEXT_WIDTH, width * 2 // 5), cell_len(text))
    first = cell_fit(text, min(column, width - cell_len(key)))
    about = cell_fit(f"  {safe(row.about, 200)}", max(0, width - cell_len(first) - cell_len(key)))
    at = text.lower().find(query.lower()) if query else -1
    marked = Content(first).stylize(MARK, at, at + len(query)) if at >= 0 else Content(first)
    return Content.assemble(marked, (about, MUTED), (key, "bold $primary"))


class Palette(ClosedInTime):
    """The palette over a screen."""

    def __init__(self) -> None:
        super().__init__(placeholder=PLACEHOLDER, id="--command-palette")

    def on_mount(self) -> None:
        box = self.query_one("#--container")
        box.border_title, box.border_subtitle = "Palette", "enter does it · esc closes"
        self.query_one(SearchIcon).icon = "/"

    def get_widget_at(self, x: int, y: int) -> tuple[Widget, Region]:
        """The widget at a cell; beyond the screen, which has shrunk since a click, what is around the palette."""
        try:
            return super().get_widget_at(x, y)
        except NoWidget:
            return self, self.region


def system_rows(run: Callable[[str], object], *, is_animated: bool) -> Iterator[PaletteRow]:
    """Rows for what the app itself can do; `run` runs an action of the app."""
    to, says = ("off", "let nothing move") if is_animated else ("on", "let traffic run along the wires")
    yield PaletteRow("Help", "all keys, commands and the message syntax", partial(run, "help"), "F1")
    yield PaletteRow("Log", "notices, answers and what failed, with times", partial(run, "journal"), "F2")
    yield PaletteRow("Theme", "change the colours: dark, light, contrast and others", partial(run, "change_theme"))
    yield PaletteRow(f"Animations {to}", says, partial(run, "toggle_animations"))
    yield PaletteRow("Screenshot", "save the screen as SVG in the working directory", partial(run, "screenshot"))
    yield PaletteRow("Quit", "end the nodes and leave zmqplay", partial(run, "quit"), "ctrl+q")


def theme_row(name: str, wear: Callable[[], object]) -> PaletteRow:
    """A row for a theme; `wear` changes to the theme."""
    return PaletteRow(f"Theme {name}", "colours", wear)
