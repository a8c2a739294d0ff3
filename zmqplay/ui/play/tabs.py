"""The tabs in a pane's border: the names of all panes that share its place; a click on one brings that pane.

In each name the letter is underlined that brings the pane after the key g.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual.content import Content
from textual.style import Style

from zmqplay.ui.look.theme import MUTED


class Tab(NamedTuple):
    """A pane as it is named in a border."""

    name: str
    title: str
    letter: str
    """The letter of the title to underline, in lower case; empty if there is none."""
    wrong: int = 0
    """How much is wrong by the pane's account: a number in amber behind the title; 0 shows none."""

    @property
    def number(self) -> str:
        """The number behind the title."""
        return f" {self.wrong}" if self.wrong else ""


PANES_MARK = "≡"
"""The sign on which a click opens the list of all panes."""
OTHER = f"not bold {MUTED}"


def tabs(stack: Sequence[Tab], front: str, room: int, marked: bool) -> Content:
    """The names of a stack's panes in at most `room` cells; if not all fit, as many around the front one as do."""
    names = [tab.name for tab in stack]
    lengths = [len(tab.title + tab.number) for tab in stack]
    end = 2 * marked
    for gap in (2, 1):
        if sum(lengths) + gap * (len(stack) - 1) + end <= room:
            return _drawn(stack, front, " " * gap, marked)
    at = names.index(front)
    first, last = _window(lengths, at, room - end - 4)
    shown = _drawn(stack[first : last + 1], front, " ", marked and last == len(stack) - 1)
    if first:
        shown = Content.assemble(_link("screen.do('panes.before')", "‹"), " ", shown)
    if last < len(stack) - 1:
        shown = Content.assemble(shown, " ", _link("screen.do('panes.next')", "›"), _mark(marked))
    return shown


def _window(lengths: Sequence[int], at: int, room: int) -> tuple[int, int]:
    """The indices of the first and the last name that fit around name `at`, which is in the middle if possible."""
    first = last = at
    used = lengths[at]
    while True:
        grown = False
        if last + 1 < len(lengths) and used + 1 + lengths[last + 1] <= room:
            last, used, grown = last + 1, used + 1 + lengths[last + 1], True
        if first and used + 1 + lengths[first - 1] <= room:
            first, used, grown = first - 1, used + 1 + lengths[first - 1], True
        if not grown:
            return first, last


def _drawn(stack: Sequence[Tab], front: str, gap: str, marked: bool) -> Content:
    shown = Content(gap).join(_tab(tab, tab.name == front) for tab in stack)
    return Content.assemble(shown, _mark(marked))


def _tab(tab: Tab, front: bool) -> Content:
    at = tab.title.lower().index(tab.letter)  # 0 if there is no letter
    text = tab.title + tab.number
    drawn = Content.styled(text, "bold") if front else _link(f"screen.show_pane('{tab.name}')", text)
    return drawn.stylize("underline", at, at + len(tab.letter)).stylize("bold $warning", len(tab.title))


def _link(action: str, text: str) -> Content:
    return Content.styled(text, OTHER).stylize(Style.from_meta({"@click": action}))


def _mark(marked: bool) -> Content:
    return _link("screen.do('panes.list')", f" {PANES_MARK}") if marked else Content("")
