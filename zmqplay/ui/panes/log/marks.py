"""The marks of messages: a sign in the row, the way from mark to mark, and what is said of those that are hidden."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from zmqplay.model.messages.filters import row_of
from zmqplay.model.messages.messages import Message
from zmqplay.text import count
from zmqplay.ui.draw.ink import Ink, Piece
from zmqplay.ui.view import View

MARKS_MOST = 50
"""Messages that can be marked at the same time."""
SIGN, NOTED = "*", '"'
"""Signs of a marked message, and of one that has a note as well."""

Marks = tuple[Message, ...]


def sign_of(view: View, message: Message) -> str:
    """The sign of a message's mark; empty if the message is not marked."""
    if message not in view.marks:
        return ""
    return NOTED if view.note_of(message) else SIGN


def toggled(marks: Marks, message: Message) -> Marks:
    """The marks with one for `message`, or without it if the message is marked."""
    left = tuple(marked for marked in marks if marked is not message)
    return left if len(left) < len(marks) else (*marks, message)


def next_marked(marks: Marks, message: Message | None) -> Message | None:
    """The marked message after `message` in the log, wrapping around; the oldest if there is no `message`."""
    in_order = sorted(marks, key=row_of)
    if message is None or not in_order:
        return in_order[0] if in_order else None
    return next((marked for marked in in_order if marked.row > message.row), in_order[0])


def how_many(marks: Sequence[Message], passes: Callable[[Message], bool], hidden_by: str) -> str:
    """How many messages are marked, and how many of them `hidden_by` keeps out of the list; empty without marks."""
    if not marks:
        return ""
    hidden = len(marks) - sum(map(passes, marks))
    told = f"{count(len(marks))} marked"
    if not hidden:
        return told
    return f"{told}, {'' if hidden == len(marks) else f'{count(hidden)} '}hidden by {hidden_by}"


def hiding(filter_text: str) -> str:
    """What hides messages from the list, in words: the filter, or else the selected link."""
    return "the filter" if filter_text else "the selected link"


def time_piece(ink: Ink, time: str, ground: str, *, sign: str) -> Piece:
    """The column of times and the gap after it; the gap of a marked message has the sign."""
    if sign:
        return time + sign, ink("accent", ground, bold=True)
    return time + " ", ink("muted", ground)
