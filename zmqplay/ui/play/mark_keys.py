"""The keys that mark messages, go from mark to mark, and compare two marked messages frame by frame."""

from __future__ import annotations

from functools import partial

from zmqplay.control.source import Source
from zmqplay.model.messages.filters import Criteria, row_of
from zmqplay.model.messages.messages import Message
from zmqplay.ui.draw.content import NOT_MINE
from zmqplay.ui.keys.key import Key
from zmqplay.ui.opens import Says
from zmqplay.ui.panes.log.log_pane import LogPane
from zmqplay.ui.panes.log.marks import MARKS_MOST, hiding, how_many, next_marked, toggled
from zmqplay.ui.play.deck import Deck
from zmqplay.ui.play.message_keys import MESSAGES, ROWS, rows_name
from zmqplay.ui.play.opened import open_frames
from zmqplay.ui.view import View


class MarkKeys:
    """Acts on the marks of the view."""

    def __init__(self, source: Source, view: View, deck: Deck, say: Says) -> None:
        self._log, self._view, self._deck, self._say = source.traffic.messages, view, deck, say

    def mark(self) -> None:
        """Mark the selected message, or else the newest; a second time takes the mark off."""
        view = self._view
        if message := view.message_in(self._log):
            marks = toggled(view.marks, message)
            if len(marks) > MARKS_MOST:
                self._say(f"{MARKS_MOST} are marked, the most: * takes a mark off", wrong=True)
            else:
                is_on = len(marks) > len(view.marks)
                view.marks = marks
                self._leave_comparison()
                self._say(_told(len(marks), is_on=is_on))

    def why_no_mark(self) -> str:
        """Why there is no message to mark; empty if there is one."""
        return "" if self._view.message_in(self._log) else "there is no message yet"

    def next(self) -> None:
        """Select the next marked message that the filter shows, the oldest after the newest."""
        view = self._view
        passes = Criteria(view.filter, view.link)
        shown = tuple(message for message in view.marks if passes(message))
        message = next_marked(shown, view.message_in(self._log) if view.row is not None else None)
        if message is None:
            self._say(f"{how_many(view.marks, passes, hiding(view.filter))}; esc shows all", wrong=True)
        elif self._deck.active == "frames" or not self._went_to(message):
            view.select(message)

    def _went_to(self, message: Message) -> bool:
        """Bring the pane that lists messages to the front, with this one selected; False if the pane cannot do that."""
        name = rows_name(self._deck)
        self._deck.bring(name)
        pane = self._deck.panes.get(name)
        if pane is None or not isinstance(pane.content, LogPane):
            return False
        pane.redraw()  # lists the messages for the present filter
        return pane.act(partial(pane.content.go_to, message=message)) is not NOT_MINE

    def why_no_next(self) -> str:
        """Why there is no mark to go to; empty if there is one."""
        return "" if self._view.marks else "none is marked: * marks the selected message"

    def compare(self) -> None:
        """Compare the two marked messages in the Frames pane, or end that."""
        view = self._view
        if view.compared is not None:
            self._leave_comparison()
            return
        older, newer = sorted(view.marks, key=row_of)
        view.compared = older, newer
        open_frames(self._deck)

    def why_not_compared(self) -> str:
        """Why there is nothing to compare, and what to do; empty if two messages are marked, or are compared now."""
        marked = len(self._view.marks)
        if marked == 2 or self._view.compared is not None:
            return ""
        if marked > 2:
            return f"{marked} marked: * takes marks off; = compares two"
        return (
            "mark one more with *, then = compares the two"
            if marked
            else "mark two messages with *, then = compares them"
        )

    def _leave_comparison(self) -> None:
        self._view.compared = None

    def look(self) -> None:
        """Take the marks off messages that have left the list, and say so."""
        marks, first = self._view.marks, self._log.first
        if not any(message.row < first for message in marks):
            return
        left = tuple(message for message in marks if message.row >= first or self._is_held(message))
        if gone := len(marks) - len(left):
            self._view.marks = left
            many = "a marked message has" if gone == 1 else f"{gone} marked messages have"
            self._say(f"{many} left the list, and {'its mark' if gone == 1 else 'their marks'} too")

    def _is_held(self, message: Message) -> bool:
        panes = (self._deck.content(name) for name in ROWS)
        return any(isinstance(pane, LogPane) and pane.holds(message) for pane in panes)


def _told(marked: int, *, is_on: bool) -> str:
    """What is said after a mark was set, or taken off, with so many marks now."""
    if not is_on:
        return f"the mark is off; {marked} left" if marked else "the mark is off"
    if marked == 1:
        return "marked: * on another message, and = compares the two"
    if marked == 2:
        return "2 marked: = compares them, ' goes between them"
    return f"{marked} marked: ' goes from one to the next"


MARK_KEYS: tuple[Key[MarkKeys], ...] = (
    Key("asterisk", "*", "marks.mark", MESSAGES, "mark the selected message, or take its mark off", "mark",
        do=MarkKeys.mark, why_not=MarkKeys.why_no_mark),
    Key("apostrophe", "'", "marks.next", MESSAGES, "the next marked message, the oldest after the newest", "next mark",
        do=MarkKeys.next, why_not=MarkKeys.why_no_next),
    Key("equals_sign", "=", "marks.compare", MESSAGES, "compare two marked messages frame by frame", "compare",
        do=MarkKeys.compare, why_not=MarkKeys.why_not_compared),
)  # fmt: skip
