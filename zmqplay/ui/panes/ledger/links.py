"""The links as a table: for each the messages delivered, in flight and lost, the reasons of loss, and latencies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from rich.cells import cell_len

from zmqplay.model.ledger.accounts import Link
from zmqplay.model.traffic import Traffic
from zmqplay.model.words import milliseconds
from zmqplay.text import cell_fit, count, safe
from zmqplay.ui.draw.bars import spark
from zmqplay.ui.draw.ink import Ink, Line
from zmqplay.ui.draw.wrapping import wrap
from zmqplay.ui.look.colours import LOST, WAITING

NOT_TOLD = "not told"
HISTOGRAM_WIDTH = 12
HISTORY_LEAST, HISTORY_MOST = 8, 32
FIRST_LOST = 40
"""Lost messages that are listed by number; the rest are counted."""


class LinkColumn(NamedTuple):
    """A column and its least width in cells; in a narrow pane the first columns stay."""

    title: str
    width: int


DELIVERED, WAITING_AT, LOST_BY, P50, P99 = (
    LinkColumn(title, len(title) + 1) for title in ("delivered", "waiting", "lost", "p50", "p99")
)
FIGURES = (DELIVERED, WAITING_AT, LOST_BY, P50, P99)
LATENCIES = LinkColumn("latencies", HISTOGRAM_WIDTH + 2)
HISTORY = LinkColumn("waited", HISTORY_LEAST + 2)


class LinkTable:
    """Draws the links of a ledger."""

    def __init__(self, ink: Ink, traffic: Traffic, links: list[Link], width: int) -> None:
        self._ink, self._traffic, self._links, self._width = ink, traffic, links, width
        most = 12 if width < 70 else 16
        self._sender = min(most, max(cell_len(safe(link.sender, 40)) for link in links))
        self._receiver = min(most, max(cell_len(safe(link.receiver, 40)) for link in links))
        self._only = safe(links[0].sender, 40) if len({link.sender for link in links}) == 1 else ""
        """The only sender, named once above the lines; empty if there are several."""
        if self._only:
            self._sender, self._receiver = 0, max(self._receiver, len(self._only))
        figures = [LinkColumn(column.title, self._width_of(column)) for column in FIGURES]
        self._columns: list[LinkColumn] = []
        left = width - self._sender - self._receiver - 3
        for column in (*figures, LATENCIES, HISTORY):
            if column.width > left:
                break
            self._columns.append(column)
            left -= column.width
        self._history = min(HISTORY_MOST, HISTORY_LEAST + left)

    def _width_of(self, column: LinkColumn) -> int:
        return max(column.width, *(len(self._figure(link, column.title)[0]) + 1 for link in self._links))

    def lines(self) -> Iterator[tuple[Line, Link | None]]:
        """Draw titles, a line for each link and its losses, and why figures are missing; each line with its link."""
        faint = self._ink("faint")
        names = cell_fit("" if self._only else "link", self._sender + self._receiver + 3)
        titles = ""
        for column in self._columns:
            is_drawn = column in (LATENCIES, HISTORY)
            titles += cell_fit(f"  {column.title}" if is_drawn else column.title, column.width, right=not is_drawn)
        first = [(self._only, self._ink.node(self._links[0].sender))] if self._only else []
        yield [*first, (names[len(self._only) :] + titles, faint)], None
        for link in self._links:
            yield self._line(link), link
            yield from ((line, link) for line in self._losses(link))
        if any(None in (link.delivered, link.waiting, link.lost) for link in self._links):
            words = [(word, faint) for word in self._why_not_told().split()]
            yield from ((line, None) for line in wrap(words, self._width))

    def _why_not_told(self) -> str:
        if self._traffic.sampled:
            return f"{NOT_TOLD}: sampled; so many messages pass that only some are followed. The totals are exact."
        return f"{NOT_TOLD}: nothing that was seen says through which link it went. The totals are exact."

    def _line(self, link: Link) -> Line:
        ink = self._ink
        line = ink.name(link.sender, self._sender) if self._sender else []
        line += [(" → ", ink("faint")), *ink.name(link.receiver, self._receiver)]
        for column in self._columns:
            if column is LATENCIES:
                bars = link.latencies.histogram()
                line.append(("  " + cell_fit(spark(bars, max(bars)), HISTOGRAM_WIDTH), ink("soft")))
            elif column is HISTORY:
                recent = list(link.history)[-self._history :]
                line.append(("  " + spark(recent, max(recent, default=0)), ink(WAITING)))
            else:
                text, shade = self._figure(link, column.title)
                line.append((cell_fit(text, column.width, right=True), ink(shade)))
        return line

    @staticmethod
    def _figure(link: Link, title: str) -> tuple[str, str]:
        """The text of a column, and its shade; an unknown figure is never shown as 0."""
        if title in (P50.title, P99.title):
            ms = link.latencies.percentile_ms(0.5 if title == P50.title else 0.99)
            return ("–", "faint") if ms is None else (milliseconds(int(ms * 1e6)), "muted")
        if title == DELIVERED.title:
            number, shade = link.delivered, "text"
        elif title == WAITING_AT.title:
            number, shade = link.waiting, WAITING
        else:
            number, shade = None if link.lost is None else sum(link.lost.values()), LOST
        return (NOT_TOLD, "faint") if number is None else (count(number), shade if number else "faint")

    def _losses(self, link: Link) -> Iterator[Line]:
        """Draw the reasons of loss, and the numbers of the first lost messages."""
        if not link.lost or not any(link.lost.values()):
            return
        ink = self._ink
        by_reason = ", ".join(f"{count(number)} {safe(reason, 40)}" for reason, number in link.lost.items() if number)
        line: Line = [("  lost ", ink("muted")), (by_reason, ink(LOST))]
        left = self._width - 7 - cell_len(by_reason) - 4
        numbers = ""
        for number in list(link.lost_numbers)[:FIRST_LOST]:
            if len(numbers) + len(f" #{number}") > left:
                numbers += " …"
                break
            numbers += f" #{number}"
        yield [*line, (f"  {numbers.strip()}" if numbers else "", ink("muted"))]
