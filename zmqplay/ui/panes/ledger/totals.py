"""The totals of the ledger as an equation, with the losses by reason, and the messages in flight lately."""

from __future__ import annotations

from collections.abc import Iterator

from zmqplay.model.ledger.ledger import Ledger
from zmqplay.text import count, safe
from zmqplay.ui.draw.bars import spark
from zmqplay.ui.draw.ink import Ink, Line, Piece
from zmqplay.ui.draw.wrapping import wrap
from zmqplay.ui.look.colours import LOST, WAITING


def draw_totals(ink: Ink, ledger: Ledger, width: int) -> Iterator[Line]:
    """Draw the equation, and a line for each part that needs an explanation."""
    totals = ledger.totals
    terms = [
        ("", "sent", totals.sent, "text"),
        ("→", "expected", totals.expected, "text"),
        ("=", "delivered", totals.delivered, "text"),
        ("+", "in flight", totals.in_flight, WAITING),
        ("+", "lost", totals.lost, LOST),
    ]
    if totals.sent == totals.expected:
        del terms[1]
    yield from wrap([piece for term in terms for piece in _term(ink, *term)], width)
    for reason, number in totals.lost_by_reason.items():
        if number:
            yield [(f"  lost {count(number)} ", ink(LOST)), (safe(reason, 40), ink(LOST, bold=True))]
    if totals.unheard:
        yield [(f"  unheard {count(totals.unheard)}", ink()), (": no subscription matched", ink("muted"))]
    if totals.elsewhere:
        yield [(f"  elsewhere {count(totals.elsewhere)}", ink()), (": taken by peers that are not ours", ink("muted"))]
    if any(ledger.history):
        yield _in_flight(ink, ledger, width)


def _term(ink: Ink, sign: str, word: str, number: int, shade: str) -> list[Piece]:
    muted = ink("muted")
    style = ink(shade, bold=True) if number else muted
    return [*([(sign, muted)] if sign else []), *((part, muted) for part in word.split()), (count(number), style)]


def _in_flight(ink: Ink, ledger: Ledger, width: int) -> Line:
    """Draw the number of messages in flight over the last seconds, as bars."""
    most = max(ledger.history)
    said = f"  most {count(most)}"
    recent = list(ledger.history)[-max(4, min(64, width - 10 - len(said))) :]
    return [("in flight ", ink("muted")), (spark(recent, most), ink(WAITING)), (said, ink("muted"))]
