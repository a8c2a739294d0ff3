"""The totals of the ledger as an equation, with the losses by reason, and the messages in flight lately."""

from __future__ import annotations

from collections.abc import Iterator

from zmqplay.model.ledger.accounts import Totals
from zmqplay.model.ledger.ledger import Ledger
from zmqplay.text import count, safe
from zmqplay.ui.draw.bars import spark
from zmqplay.ui.draw.ink import Ink, Line, Piece
from zmqplay.ui.draw.wrapping import wrap, wrap_pieces
from zmqplay.ui.look.colours import LOST, WAITING

INDENT = "  "
UNHEARD = (":", "no subscription of our nodes matched"), (":", "a foreign or joining subscriber may have heard them")
HANDED_OVER = ("", "to foreign peers"), (":", "foreign peers may have had the rest")
"""What follows a figure: a stop, and what it means; first of a number, then of a dash."""


def draw_totals(ink: Ink, ledger: Ledger, width: int) -> Iterator[Line]:
    """Draw the equation, and a line for each part that needs an explanation; the links add up to it."""
    totals = ledger.totals_of_links
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
    yield from _apart(ink, totals, width)
    if any(ledger.history):
        yield _in_flight(ink, ledger, width)


def _apart(ink: Ink, totals: Totals, width: int) -> Iterator[Line]:
    """Draw the figures that stand beside the equation, each with what it means; a long line goes on below."""
    figures = (
        ("unheard", totals.unheard, *UNHEARD[totals.unheard is None]),
        ("handed over", totals.handed_over, *HANDED_OVER[totals.handed_over is None]),
        ("from elsewhere", totals.from_elsewhere, ":", "received from foreign peers"),
        ("waiting to be sent", totals.waiting_to_be_sent, "", "in their nodes"),
    )
    for word, number, stop, meaning in figures:
        if number == 0:
            continue
        shade = ink(WAITING) if word == "waiting to be sent" else ink()
        figure: list[Line] = [[(f"{word} {'–' if number is None else count(number)}", shade), (stop, ink("muted"))]]
        lines = wrap_pieces([*figure, *([(each, ink("muted"))] for each in meaning.split())], width - len(INDENT))
        yield from ([(INDENT, ink()), *line] for line in lines)


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
