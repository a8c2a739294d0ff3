"""The output of `zmqplay run` for a person: a progress bar during the run, and tables of the results."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from zmqplay.control.schedule import Outcome
from zmqplay.model.doctor import Doctor
from zmqplay.model.nodes import NodeTraffic
from zmqplay.model.reading.waits import wait_of, waits_in_words
from zmqplay.model.summary.shapes import Explained
from zmqplay.model.traffic import Traffic
from zmqplay.run.options import RunOptions
from zmqplay.text import safe

OUTPUT_SHOWN = 5
NUMBERS_SHOWN = 8


@contextmanager
def progress(options: RunOptions) -> Iterator[Callable[[int], None]]:
    """Show a progress bar on stderr until the run is over; tell the yielded function the number of messages sent."""
    columns = SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(options.pattern.title, total=options.count)
        yield lambda sent: bar.update(task, completed=sent)


def print_tables(
    traffic: Traffic,
    doctor: Doctor,
    seconds: float,
    outcomes: Iterable[Outcome] = (),
    explained: Iterable[Explained] = (),
) -> None:
    """Print the nodes, the ledger, the commands' outcomes, what was asked, the findings, and the nodes' output."""
    console = Console(highlight=False)
    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in ("node", "state", "sockets"):
        table.add_column(heading)
    for heading in ("sent", "received", "bytes", "busy"):
        table.add_column(heading, justify="right")
    for node in traffic.nodes.values():
        table.add_row(*_row(node))
    console.print(table)
    console.print()
    for line in (
        _totals(traffic, seconds),
        *_losses(traffic),
        *_waits(traffic),
        *_done(outcomes),
        *_explained(explained),
        *_diagnosis(doctor),
        *_output(traffic),
    ):
        console.print(Text(line), soft_wrap=True)


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


def _diagnosis(doctor: Doctor) -> Iterator[str]:
    for found in (diagnosis.finding for diagnosis in doctor.diagnoses.values()):
        yield f"Doctor: {safe(found.says, 2_000)}" + (f" [{found.source}]" if found.source else "")


def _output(traffic: Traffic) -> Iterator[str]:
    for node in traffic.nodes.values():
        for line in list(node.output)[-OUTPUT_SHOWN:]:
            yield f"{node.name}: {safe(line)}"


def _row(node: NodeTraffic) -> list[Text]:
    sockets = node.sockets.values()
    size = sum(socket.sent.bytes + socket.received.bytes for socket in sockets)
    busy, idle, blocked = node.times_ns(node.doing.reported_ns)
    cells = [
        node.name,
        str(node.state),
        " ".join(socket.type for socket in sockets),
        f"{node.sent:,}",
        f"{node.received:,}",
        f"{size:,}",
        f"{busy / max(1, busy + idle + blocked):.0%}",
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
        text += "; unheard –, since a foreign subscriber may have heard them"
    for word, number in (
        ("unheard", totals.unheard),
        ("handed over", totals.handed_over),
        ("from elsewhere", totals.from_elsewhere),
        ("waiting to be sent", totals.waiting_to_be_sent),
    ):
        text += f"; {word} {number:,}" if number else ""
    return text
