"""What happened while a pattern was played, for a person: after `zmqplay run`, and after the screen was left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from rich.console import Console
from rich.table import Table
from rich.text import Text

from zmqplay.control.schedule import Outcome
from zmqplay.model.doctor import Diagnosis, Doctor
from zmqplay.model.nodes import NodeTraffic
from zmqplay.model.reading.waits import wait_of, waits_in_words
from zmqplay.model.summary.shapes import Explained
from zmqplay.model.traffic import Traffic
from zmqplay.text import safe

OUTPUT_SHOWN = 5
NUMBERS_SHOWN = 8
FEW, FEW_NODES = 3, 8
"""Lines of one kind, and nodes, in a short account."""


class Account(NamedTuple):
    """What happened, ready to be printed; it keeps nothing of the traffic."""

    nodes: Table
    lines: Sequence[str]

    def print(self, console: Console) -> None:
        """Print to a terminal with the lines wrapped at words, elsewhere with each line whole, for pipes and grep."""
        console.print(self.nodes)
        console.print()
        is_whole = not console.file.isatty()
        for line in self.lines:
            console.print(Text(line), soft_wrap=is_whole)


def print_tables(
    traffic: Traffic,
    doctor: Doctor,
    seconds: float,
    outcomes: Iterable[Outcome] = (),
    explained: Iterable[Explained] = (),
) -> None:
    """Print the nodes, the ledger, the commands' outcomes, what was asked, the findings, and the nodes' output."""
    lines = (
        _totals(traffic, seconds),
        *_losses(traffic),
        *_waits(traffic),
        *_done(outcomes),
        *_explained(explained),
        *_diagnosis(doctor, traffic.live_ns),
        *_output(traffic),
    )
    Account(_nodes(traffic), lines).print(Console(highlight=False))


def short_account(traffic: Traffic, doctor: Doctor, left_ns: int) -> Account:
    """The nodes, the ledger and the findings, at most a few lines of each, as they were at `left_ns`."""
    seconds = (left_ns - traffic.live_ns) / 1e9
    lines = (_totals(traffic, seconds), *_few(_losses(traffic)), *_few(_diagnosis(doctor, traffic.live_ns)))
    return Account(_nodes(traffic, FEW_NODES, left_ns), lines)


def _few(lines: Iterator[str]) -> Iterator[str]:
    yield from islice(lines, FEW)
    left = sum(1 for _ in lines)
    if left:
        yield f"… and {left} more such lines"


def _nodes(traffic: Traffic, most: int | None = None, now_ns: int = 0) -> Table:
    """A row for each node, or for the first so many of them; `now_ns` where they live on after their last report."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in ("node", "state", "sockets"):
        table.add_column(heading)
    for heading in ("sent", "received", "bytes", "busy"):
        table.add_column(heading, justify="right")
    for node in islice(traffic.nodes.values(), most):
        table.add_row(*_row(node, now_ns))
    if most is not None and len(traffic.nodes) > most:
        table.add_row(f"… and {len(traffic.nodes) - most} more")
    return table


def _losses(traffic: Traffic) -> Iterator[str]:
    for link in traffic.ledger.find_links():
        if link.lost:
            reasons = ", ".join(f"{reason} {count:,}" for reason, count in link.lost.items())
            first = ", ".join(f"{number:,}" for number in link.lost_numbers[:NUMBERS_SHOWN])
            more = ", …" * (len(link.lost_numbers) > NUMBERS_SHOWN or sum(link.lost.values()) > len(link.lost_numbers))
            yield f"{link.sender} → {link.receiver}: lost by {reasons}" + f" (number {first}{more})" * bool(first)


def _waits(traffic: Traffic) -> Iterator[str]:
    for node in traffic.nodes.values():
        if words := waits_in_words(node, wait_of(traffic, node)):
            yield f"{node.name}: {safe(words)}"


def _done(outcomes: Iterable[Outcome]) -> Iterator[str]:
    for outcome in outcomes:
        if outcome.done:
            yield f"at {outcome.seconds:.2f} s: {safe(outcome.says)}"


def _explained(explained: Iterable[Explained]) -> Iterator[str]:
    for one in explained:
        of = f" of {one.node} on {one.wire}" if one.wire else f" of {one.node}" if one.node else ""
        yield f"message {one.number:,}{of}: {safe(one.says, 2_000)}" + (f" [{one.source}]" if one.source else "")


def _diagnosis(doctor: Doctor, live_ns: int) -> Iterator[str]:
    """`live_ns`: when the run began."""
    for diagnosis in doctor.diagnoses.values():
        found = diagnosis.finding
        source = f" [{found.source}]" if found.source else ""
        yield f"Doctor{_held(diagnosis, live_ns)}: {safe(found.says, 2_000)}{source}"
        if found.rule == "frozen" and diagnosis.present:
            yield f"{found.node} was thawed at the end, so that it could stop; the figures above are of after that"


def _held(diagnosis: Diagnosis, live_ns: int) -> str:
    """When a state was so that is over, in brackets; an event is told as what has happened."""
    if diagnosis.present or not diagnosis.is_state:
        return ""
    since, until = (f"{max(0, at_ns - live_ns) / 1e9:.1f}" for at_ns in (diagnosis.since_ns, diagnosis.seen_ns))
    return f" ({since}–{until} s, over)" if since != until else f" (at {since} s, over)"


def _output(traffic: Traffic) -> Iterator[str]:
    for node in traffic.nodes.values():
        for line in list(node.output)[-OUTPUT_SHOWN:]:
            yield f"{node.name}: {safe(line)}"


def _row(node: NodeTraffic, now_ns: int) -> list[Text]:
    sockets = node.sockets.values()
    size = sum(socket.sent.bytes + socket.received.bytes for socket in node.all_sockets)
    cells = [
        node.name,
        str(node.state),
        " ".join(socket.type for socket in sockets),
        f"{node.sent:,}",
        f"{node.received:,}",
        f"{size:,}",
        f"{node.busy_share(now_ns or node.doing.reported_ns):.0%}",
    ]
    return [Text(safe(cell)) for cell in cells]


def _totals(traffic: Traffic, seconds: float) -> str:
    totals = traffic.ledger.totals
    text = (
        f"sent {totals.sent:,}; of {totals.expected:,} deliveries due: delivered {totals.delivered:,}"
        f" + in flight {totals.in_flight:,} + lost {totals.lost:,}; in {seconds:.2f} s"
    )
    if totals.lost_by_reason:
        text += "; lost by " + ", ".join(f"{reason} {count:,}" for reason, count in totals.lost_by_reason.items())
    if totals.unheard is None:
        text += "; unheard –, since a foreign or joining subscriber may have heard them"
    if totals.handed_over is None:
        text += "; handed over –, since foreign peers may have had the rest"
    for word, number in (
        ("unheard", totals.unheard),
        ("handed over", totals.handed_over),
        ("from elsewhere", totals.from_elsewhere),
        ("waiting to be sent", totals.waiting_to_be_sent),
    ):
        text += f"; {word} {number:,}" if number else ""
    return text
