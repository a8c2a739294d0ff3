"""The status line at the top of a play screen: pattern, addresses, rates, and the ledger as an equation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.widgets import Static

from zmqplay.model.kinds import kind_of
from zmqplay.model.ledger.accounts import Totals
from zmqplay.model.traffic import Traffic
from zmqplay.text import count, safe
from zmqplay.ui.look.theme import FAINT, MUTED


@dataclass(frozen=True, slots=True)
class Status:
    """Everything that the status line shows."""

    title: str
    wires: tuple[tuple[str, str], ...]
    rate: float
    totals: Totals
    published: bool
    """Whether there is a publisher, so that one message may be due to many nodes."""
    state: str
    """One of: live, starting, paused, over, disconnected, failed."""
    new: int = 0
    """Messages since the view was paused."""


def status_of(traffic: Traffic, state: str, new: int) -> Status:
    """The status of the traffic; `state` and `new` are fields of it."""
    wires = tuple((wire.name, traffic.addresses.get(wire.name, wire.address)) for wire in traffic.topology.wires)
    totals = traffic.ledger.totals
    published = any(kind_of(end.socket).publishes for wire in traffic.topology.wires for end in wire.ends)
    rate = sum(node.rates.sent for node in traffic.nodes.values())
    return Status(traffic.topology.title, wires, round(rate, 1), totals, published, state, new)


NARROW = 100
"""Columns of the terminal below which the ledger has a line of its own."""


def lines(status: Status, width: int) -> Content:
    """Draw the status in one line, or in two below NARROW; parts that do not fit are left out, the ledger last."""
    title = Content.assemble((f" {status.title} ", "bold $background on $primary"), "  ")
    wires, rates = _wires(status), [_rate(status, " msg/s"), _rate(status, "/s")]
    ledgers = [Content.assemble(" ", _ledger(status, brief)) for brief in (False, True)]
    ahead = [Content.assemble(title, wire, rates[0]) for wire in (*wires, Content(""))]
    ahead += [Content.assemble(title, rates[1]), title]
    right = _state(status)
    if width < NARROW:
        return Content("\n").join((_fitted(ahead, right, width), _fitted(ledgers, Content(""), width)))
    whole = [Content.assemble(left, "  ", ledgers[0]) for left in ahead]
    return _fitted([*whole, Content.assemble(title, ledgers[1])], right, width)


def _fitted(forms: Sequence[Content], right: Content, width: int) -> Content:
    """The first form that leaves room for `right`, with `right` at the end of the line."""
    for left in forms:
        space = width - left.cell_length - right.cell_length - 2
        if space >= 0:
            return Content.assemble(left, " " * (space + 1), right, " ")
    return Content.assemble(forms[-1], "  ", right)


def _wires(status: Status) -> list[Content]:
    each = [Content.assemble((name + " ", MUTED), safe(address), "   ") for name, address in status.wires]
    rest = Content.styled(f"+{len(each) - 1}   ", FAINT) if len(each) > 1 else Content("")
    return [Content.assemble(*each), Content.assemble(each[0], rest)] if each else [Content("")]


def _rate(status: Status, unit: str) -> Content:
    number = (count(round(status.rate)), "bold" if status.rate else MUTED)
    return Content.assemble(number, (unit, MUTED))


def _ledger(status: Status, brief: bool) -> Content:
    """Draw the equation sent (→ expected) = delivered + in flight + lost, and beside it messages without a receiver."""
    totals = status.totals
    # a receiver may report before its sender: a message that arrived was sent
    sent = totals.sent if status.published else max(totals.sent, totals.expected)
    due = [(" → ", "expected", totals.expected, "bold")] if status.published else []
    terms: list[tuple[str, str, int | None, str]] = [
        ("", "sent", sent, "bold"),
        *due,
        (" = ", "" if brief else "delivered", totals.delivered, "$success"),
        (" + ", "" if brief else "in flight", totals.in_flight, "$warning"),
        (" + ", "lost", totals.lost, "bold $error"),
        *(("   ", word, number, "$foreground") for word, number in _apart(totals) if number != 0),
    ]
    parts = [Content.assemble((sign, MUTED), _term(word, number, style)) for sign, word, number, style in terms]
    return Content.assemble(*parts)


def _apart(totals: Totals) -> tuple[tuple[str, int | None], ...]:
    return (
        ("unheard", totals.unheard),
        ("handed over", totals.handed_over),
        ("from elsewhere", totals.from_elsewhere),
        ("waiting to be sent", totals.waiting_to_be_sent),
    )


def _term(word: str, number: int | None, style: str) -> Content:
    label = (f"{word} " if word else "", MUTED)
    return Content.assemble(label, ("–" if number is None else count(number), style if number else MUTED))


def _state(status: Status) -> Content:
    if status.state == "live":
        return Content.styled("● live", "$success")
    if status.state == "paused":
        new = f" · {count(status.new)} new" if status.new else ""
        return Content.styled(f"‖ paused{new}", "bold $warning")
    if status.state == "starting":
        return Content.styled("◌ starting", "$warning")
    if status.state == "over":
        return Content.styled("■ over", MUTED)
    return Content.styled(f"✗ {status.state}", "bold $error")


class StatusLine(Static):
    """Shows the status; draws only if the status changed."""

    def __init__(self) -> None:
        super().__init__(markup=False, id="status")
        self._shown: tuple[Status, int] | None = None

    def show(self, status: Status) -> None:
        """Show a status."""
        wanted = (status, self.size.width)
        if wanted != self._shown and self.size.width:
            was, self._shown = self._shown, wanted
            self.update(lines(status, self.size.width), layout=was is None or was[1] != self.size.width)
