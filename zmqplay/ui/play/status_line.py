"""The status line at the top of a play screen: pattern, addresses, rates, and the ledger as an equation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from textual.content import Content
from textual.widgets import Static

from zmqplay.control.source import Rate, Source
from zmqplay.model.kinds import kind_of
from zmqplay.model.ledger.accounts import Totals
from zmqplay.text import count, rate, safe
from zmqplay.ui.draw.wires import forms_of, named_wires
from zmqplay.ui.look.theme import MUTED


@dataclass(frozen=True, slots=True)
class Status:
    """Everything that the status line shows."""

    title: str
    wires: tuple[tuple[str, str], ...]
    rate: float
    """Messages that are sent in a second; where no node of ours can send, those received."""
    totals: Totals
    published: bool
    """Whether there is a publisher, so that one message may be due to many nodes."""
    state: str
    """One of: live, starting, paused, over, disconnected, failed."""
    new: int = 0
    """Messages since the view was paused."""
    set_rate: str = ""
    """The rate that is set, in words; empty without generated traffic."""
    behind_s: int = 0
    """Whole seconds by which everything shown is older than it could be: this machine is too busy to read it sooner."""


def status_of(source: Source, state: str, new: int, now_ns: int, *, shows_addresses: bool) -> Status:
    """The status at `now_ns`; `state` and `new` are fields of it.

    Unless it `shows_addresses`, the wires are left out, since they stand elsewhere on the screen.
    """
    traffic = source.traffic
    named = traffic.topology.wires if shows_addresses else ()
    wires = tuple(named_wires(named, traffic.addresses))
    totals = traffic.ledger.totals
    published = any(kind_of(end.socket).publishes for wire in traffic.topology.wires for end in wire.ends)
    sends = any(socket.sends_messages for socket in traffic.sockets())
    passed = sum(node.rates.sent if sends else node.rates.received for node in traffic.nodes.values())
    behind_s = traffic.roster.lateness.behind_ns(now_ns) // 1_000_000_000
    return Status(
        traffic.topology.title, wires, round(passed, 1), totals, published, state, new, set_rate_of(source), behind_s
    )


def set_rate_of(source: Source) -> str:
    """The rate that is set for the nodes that generate traffic: `of 5/s each`, `of 5/s to 20/s`, `flat out`.

    Where other nodes send too, so that the measured rate is more than theirs: `· set 5/s each`.
    """
    speech = source.controls.speech if source.controls else None
    if speech is None:
        return ""
    speaking = {role.name for role in source.guide.roles.values() if role.speaks}
    living = (node.name for node in source.traffic.nodes.values() if node.role in speaking and node.state.alive)
    rates = [speech.rate_of(name) for name in living]
    if not rates or None in rates:
        return "flat out" if rates else ""
    least, most = min(map(_number, rates)), max(map(_number, rates))
    if not most:
        return ""
    roles = {source.traffic.nodes[socket.node].role for socket in source.traffic.sockets() if socket.sends_messages}
    word = "of" if roles <= speaking else "· set"
    each = " each" if len(rates) > 1 else ""
    return f"{word} {rate(most)}{each}" if least == most else f"{word} {rate(least)} to {rate(most)}"


def _number(rate: Rate) -> float:
    return rate or 0.0


NARROW = 100
"""Columns of the terminal below which the ledger has a line of its own."""


def lines(status: Status, width: int) -> Content:
    """Draw the status in one line, or in two below NARROW; parts that do not fit are left out, the ledger last."""
    title = Content.assemble((f" {safe(status.title)} ", "bold $background on $primary"), "  ")
    wires, rates = _wires(status), [_rate(status, " msg/s"), _rate(status, "/s")]
    ledgers = map(_drawn, _ledgers(status))
    wanted = Content.styled(f" {status.set_rate}", MUTED) if status.set_rate else Content("")
    ahead = [Content.assemble(title, wire, rates[0], wanted) for wire in wires]
    ahead += [Content.assemble(title, wire, rates[0]) for wire in (*wires, Content(""))]
    ahead += [Content.assemble(title, rates[1]), title]
    right = _state(status)
    if width < NARROW:
        return Content("\n").join((_fitted(ahead, right, width), _fitted(ledgers, Content(""), width)))
    first = next(ledgers)
    whole = (Content.assemble(left, "  ", first) for left in ahead)
    parts = (Content.assemble(left, "  ", ledger) for ledger in ledgers for left in ahead[-2:])
    return _fitted(chain(whole, parts), right, width)


def _fitted(forms: Iterable[Content], right: Content, width: int) -> Content:
    """The first form that leaves room for `right`, with `right` at the end of the line; if none does, the last one."""
    left, end = Content(""), Content.assemble(" ", right, " ") if right else right
    for left in forms:
        space = width - left.cell_length - end.cell_length
        if space >= 0:
            return Content.assemble(left, " " * space, end)
    return Content.assemble(left, " ", end)


def _wires(status: Status) -> list[Content]:
    """All wires with their addresses, the fullest form first."""
    return [
        Content.assemble(
            *(part for name, address in form for part in ((f"{name} " if name else "", MUTED), f"{safe(address)}   "))
        )
        for form in forms_of(status.wires)
    ]


def _rate(status: Status, unit: str) -> Content:
    number = (count(round(status.rate)), "bold" if status.rate else MUTED)
    return Content.assemble(number, (unit, MUTED))


HANDED_OVER = "handed over"


class Term(NamedTuple):
    """A figure of the ledger with its name, and the sign between it and the one before."""

    sign: str
    word: str
    number: int | None
    style: str = "$foreground"


def _ledgers(status: Status) -> Iterator[list[Term]]:
    """The ledger as an equation, from the longest form to the shortest: each one holds, and names every figure."""
    totals = status.totals
    given = totals.expected + (totals.handed_over or 0)
    # a receiver may report before its sender: a message that arrived was sent
    sent = Term("", "sent", totals.sent if status.published else max(totals.sent, given), "bold")
    expected = Term(" → ", "expected", totals.expected, "bold")
    due = [
        Term(" = ", "delivered", totals.delivered, "$success"),
        Term(" + ", "in flight", totals.in_flight, "$warning"),
        Term(" + ", "lost", totals.lost, "bold $error"),
    ]
    apart = _apart(totals)
    equation = [sent, *due]
    if totals.handed_over and sent.number == given and not status.published:
        equation.append(Term(" + ", HANDED_OVER, totals.handed_over))
        apart = [term for term in apart if term.word != HANDED_OVER]
    elif sent.number != totals.expected or status.published:
        equation.insert(1, expected)
    yield equation + apart
    if not given and not sent.number and totals.from_elsewhere:
        yield [sent, *apart]
    yield from (equation + apart[:number] for number in range(len(apart) - 1, -1, -1))
    if sent.number != totals.expected:
        yield [sent, expected, *due]
        yield [expected, *due]
    yield due
    yield due[1:]


def _apart(totals: Totals) -> list[Term]:
    """The figures that stand beside the equation."""
    figures = (
        ("unheard", totals.unheard),
        (HANDED_OVER, totals.handed_over),
        ("from elsewhere", totals.from_elsewhere),
        ("waiting to be sent", totals.waiting_to_be_sent),
    )
    return [Term("   ", word, number) for word, number in figures if number != 0]


def _drawn(terms: list[Term]) -> Content:
    parts: list[str | tuple[str, str]] = [" "]
    for sign, word, number, style in terms:
        parts.append((f"{sign if len(parts) > 1 else ''}{word} ", MUTED))
        parts.append(("–" if number is None else count(number), style if number else MUTED))
    return Content.assemble(*parts)


def _state(status: Status) -> Content:
    if status.state == "live" and status.behind_s:
        return Content.styled(f"● {status.behind_s} s behind", "bold $warning")
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
            self._shown = wanted
            self.styles.height = 2 if self.size.width < NARROW else 1  # Textual may keep a height that it found itself
            self.update(lines(status, self.size.width), layout=False)
