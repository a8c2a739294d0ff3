"""The keys that mark messages, note something at them, go from mark to mark, and compare two frame by frame."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from zmqplay.control.source import Source
from zmqplay.model.messages.filters import row_of
from zmqplay.model.messages.messages import Message
from zmqplay.text import readable, safe
from zmqplay.ui.draw.content import NOT_MINE
from zmqplay.ui.keys.key import Key
from zmqplay.ui.opens import Says
from zmqplay.ui.panes.log.log_pane import LogPane
from zmqplay.ui.panes.log.marks import MARKS_MOST, Marks, hiding, how_many, next_marked, toggled
from zmqplay.ui.panes.log.meant import criteria_of, meant, selected, way_to_all, why_none
from zmqplay.ui.play.deck import Deck
from zmqplay.ui.play.message_keys import MESSAGES, ROWS, rows_name
from zmqplay.ui.play.opened import open_frames
from zmqplay.ui.view import View

NO_NOTE = "what is to be noted? /note TEXT notes it at the selected message; without a text it takes the note off"
Notes = tuple[tuple[int, str], ...]


class MarkKeys:
    """Acts on the marks of the view."""

    def __init__(self, source: Source, view: View, deck: Deck, *, say: Says, begin: Callable[[str], None]) -> None:
        """`begin` puts the beginning of a command into the input line."""
        self._traffic, self._view, self._deck = source.traffic, view, deck
        self._say, self._begin = say, begin

    def mark(self) -> None:
        """Mark the selected message, or else the newest, which is selected; a second time takes the mark off."""
        view = self._view
        if message := meant(view, self._traffic):
            view.select(message)
            marks = toggled(view.marks, message)
            if len(marks) > MARKS_MOST:
                self._say(_too_many(), wrong=True)
            else:
                is_on, note = len(marks) > len(view.marks), view.note_of(message)
                self._take(marks)
                self._leave_comparison()
                self._say(_told(len(marks), note, is_on=is_on))

    def _take(self, marks: Marks, notes: Notes | None = None) -> None:
        """Let these be the marks, and these the notes; a note goes with its mark."""
        rows = {message.row for message in marks}
        self._view.marks = marks
        self._view.notes = tuple(note for note in (self._view.notes if notes is None else notes) if note[0] in rows)

    def begin_note(self) -> None:
        """Select the message, so that it stays the one meant, and begin to type a note at it."""
        if message := meant(self._view, self._traffic):
            self._view.select(message)
            self._begin(f"/note {self._view.note_of(message)}")

    def note(self, text: str) -> bool:
        """Note a text at the selected message, or else the newest, and mark it; return whether that was done.

        An empty text takes the note off.
        """
        view = self._view
        message = meant(view, self._traffic)
        why = self.why_no_mark()
        if message is None or (not text and not view.note_of(message)):
            self._say(why or NO_NOTE, wrong=True)
            return False
        marks = view.marks if message in view.marks else (*view.marks, message)
        if len(marks) > MARKS_MOST:
            self._say(_too_many(), wrong=True)
            return False
        others = tuple(note for note in view.notes if note[0] != message.row)
        self._take(marks, (*others, (message.row, text)) if text else others)
        self._say(
            f"noted at {_named(message)}; ' goes from mark to mark" if text else "the note is off; the mark stays"
        )
        return True

    def why_no_mark(self) -> str:
        """Why there is no message to mark; empty if there is one."""
        return why_none(self._view, self._traffic)

    def next(self) -> None:
        """Select the next marked message that the filter shows, the oldest after the newest."""
        view = self._view
        passes = criteria_of(view, self._traffic)
        shown = tuple(message for message in view.marks if passes(message))
        message = next_marked(shown, selected(view, self._traffic))
        if message is None:
            self._say(f"{how_many(view.marks, passes, hiding(view.filter))}; {way_to_all(view)}", wrong=True)
        else:
            if self._deck.active == "frames" or not self._went_to(message):
                view.select(message)
            if note := view.note_of(message):
                self._say(f"the note: {note}")

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
        marks, first = self._view.marks, self._traffic.messages.first
        if not any(message.row < first for message in marks):
            return
        left = tuple(message for message in marks if message.row >= first or self._is_held(message))
        if gone := len(marks) - len(left):
            self._take(left)
            many = "a marked message has" if gone == 1 else f"{gone} marked messages have"
            self._say(f"{many} left the list, and {'its mark' if gone == 1 else 'their marks'} too")

    def _is_held(self, message: Message) -> bool:
        panes = (self._deck.content(name) for name in ROWS)
        return any(isinstance(pane, LogPane) and pane.holds(message) for pane in panes)


def _too_many() -> str:
    return f"{MARKS_MOST} are marked, the most: * takes a mark off"


def _named(message: Message) -> str:
    """A message by its sender and the beginning of its last frame."""
    return f"{safe(message.sender or '?', 20)}'s {readable(message.heads[-1], 24) if message.heads else 'message'}"


def _told(marked: int, note: str, *, is_on: bool) -> str:
    """What is said after a mark was set, or taken off with this note, with so many marks now."""
    if not is_on:
        both = "the mark and its note are off" if note else "the mark is off"
        return f"{both}; {marked} left" if marked else both
    if marked == 1:
        return "marked: * on another message, and = compares the two"
    if marked == 2:
        return "2 marked: = compares them, ' goes between them"
    return f"{marked} marked: ' goes from one to the next"


MARK_KEYS: tuple[Key[MarkKeys], ...] = (
    Key("asterisk", "*", "marks.mark", MESSAGES, "mark the selected message, or take its mark off", "mark",
        do=MarkKeys.mark, why_not=MarkKeys.why_no_mark),
    Key("quotation_mark", '"', "marks.note", MESSAGES, "note something at the selected message, which marks it", "note",
        do=MarkKeys.begin_note, why_not=MarkKeys.why_no_mark),
    Key("apostrophe", "'", "marks.next", MESSAGES, "the next marked message, the oldest after the newest", "next mark",
        do=MarkKeys.next, why_not=MarkKeys.why_no_next),
    Key("equals_sign", "=", "marks.compare", MESSAGES, "compare two marked messages frame by frame", "compare",
        do=MarkKeys.compare, why_not=MarkKeys.why_not_compared),
)  # fmt: skip
