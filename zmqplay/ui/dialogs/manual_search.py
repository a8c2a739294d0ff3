"""A search in a page of the manual: all hits are marked, and one of them is the present one."""

from __future__ import annotations

import re
from typing import NamedTuple

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

HIT, PRESENT = "on $accent 30%", "bold $background on $accent"


class Hit(NamedTuple):
    """One place in which the text stands."""

    widget: Static
    start: int
    end: int

    @property
    def line(self) -> int:
        """The line of the widget on which the hit is: exact in code, and close to it in a wrapped paragraph."""
        plain = str(self.widget.content)
        above = plain.count("\n", 0, self.start)
        return above or self.start * self.widget.region.height // max(1, len(plain))


class PageSearch:
    """The hits in the widgets below `root`."""

    def __init__(self, root: Widget) -> None:
        self._root = root
        self.text = ""
        self.hits: list[Hit] = []
        self.at = 0
        """The present hit."""
        self._unmarked: dict[Static, Content] = {}

    def find(self, text: str) -> None:
        """Mark each place in which the text stands, in whatever case; the first is the present one."""
        for widget, content in self._unmarked.items():
            if widget.is_attached:
                widget.update(content, layout=False)
        self._unmarked = {}
        self.text, self.at = text, 0
        self.hits = list(self._found(re.compile(re.escape(text), re.IGNORECASE))) if text else []
        self._mark()

    def _found(self, pattern: re.Pattern[str]) -> list[Hit]:
        hits = []
        for widget in self._root.query(Static):
            content = widget.content
            if isinstance(content, Content) and widget.display:
                places = [Hit(widget, match.start(), match.end()) for match in pattern.finditer(content.plain)]
                if places:
                    self._unmarked[widget] = content
                    hits += places
        return hits

    def step(self, by: int) -> None:
        """Make the next hit (1), or the one before (-1), the present one, round and round."""
        if self.hits:
            self.at = (self.at + by) % len(self.hits)
            self._mark()

    @property
    def present(self) -> Hit | None:
        """The present hit; None if there is no hit."""
        return self.hits[self.at] if self.hits else None

    def _mark(self) -> None:
        marked = dict(self._unmarked)
        for hit in self.hits:
            style = PRESENT if hit is self.present else HIT
            marked[hit.widget] = marked[hit.widget].stylize(style, hit.start, hit.end)
        for widget, content in marked.items():
            widget.update(content, layout=False)
