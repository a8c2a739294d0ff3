"""The manual's rows in the palette: a row a page, found by any word of the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from textual.screen import Screen

from zmqplay import manual

SHORTEST = 3
"""Letters of a query that is looked for in the pages' texts: fewer stand everywhere."""
LongText = Callable[[str], str]
"""Finds a query in a long text: the line that has it, or an empty text."""


class ManualRow(NamedTuple):
    """A page of the manual."""

    text: str
    about: str
    act: Callable[[], object]
    line_with: LongText


def manual_rows(show: Callable[[Screen[None]], object]) -> Iterator[ManualRow]:
    """A row for each page; `show` shows the screen of the page."""
    for page in manual.topics():
        yield ManualRow(f"Manual: {page.title}", page.about, partial(_open, show, page.name), partial(_line_with, page))


def _open(show: Callable[[Screen[None]], object], name: str) -> None:
    from zmqplay.ui.dialogs.manual_screen import ManualScreen  # Textual's Markdown is heavy

    show(ManualScreen(name))


def _line_with(page: manual.Topic, query: str) -> str:
    return page.line_with(query) if len(query) >= SHORTEST else ""
