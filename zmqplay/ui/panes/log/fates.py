"""What became of a message, in a word: in the last column of Messages and of the ladder, and where others say it."""

from __future__ import annotations

from zmqplay.model.causes import LossReason
from zmqplay.model.messages.messages import Message
from zmqplay.model.reading.fate import Fate, fate_of, handed_to, losses_of
from zmqplay.model.reading.waiting import waiting_at
from zmqplay.model.traffic import Traffic
from zmqplay.model.words import milliseconds
from zmqplay.text import cell_fit, count, safe
from zmqplay.ui.look.colours import LOST, WAITING

NOT_KNOWN = "–"
HANDED_OVER, HANDED, UNHEARD = "handed over", "handed", "unheard"
FATES = {
    Fate.LATE: ("late", LOST),
    Fate.UNHEARD: (UNHEARD, "muted"),
    Fate.WAITING: ("waiting", WAITING),
    Fate.HANDED_OVER: (HANDED_OVER, "faint"),
    Fate.UNKNOWN: (NOT_KNOWN, "faint"),
}
"""The fate of a message that has not arrived: its word in the line, and the shade."""
FATE_LEAST, FATE_MOST = 8, 11
"""Cells of a latency or a fate; `handed over` is cut to `handed` where the preview needs the cells."""


def fate(traffic: Traffic, message: Message) -> tuple[str, str]:
    """A message's latency, or its fate in a word; and the shade."""
    became = fate_of(traffic, message)
    if became is Fate.LOST:
        some = count(len(message.lost)) + " " if message.lost and message.expected > 1 else ""
        return f"{some}lost", LOST
    if became is Fate.ARRIVED:
        if waiting := len(waiting_at(traffic, message)):
            return f"{count(waiting)} wait{'s' * (waiting == 1)}", WAITING
        time_ns = message.latency_ns
        return (NOT_KNOWN, "faint") if time_ns is None else (milliseconds(time_ns), "muted")
    return FATES[became]


def without_receiver(traffic: Traffic, message: Message) -> str:
    """The text in place of a receiver where no node of ours has, or should have had, the message."""
    match fate_of(traffic, message):
        case Fate.HANDED_OVER:
            return safe(handed_to(traffic, message), 60)
        case Fate.UNHEARD:
            return "nobody"
        case Fate.LOST if LossReason.UNROUTABLE in losses_of(traffic, message):
            return "nobody"
    return NOT_KNOWN


def fate_fit(text: str, width: int) -> str:
    """A fate or a latency on the right of `width` cells."""
    return cell_fit(HANDED if text == HANDED_OVER and len(text) > width else text, width, right=True)
