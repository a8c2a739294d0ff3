"""The ledger's pane shows everything as of one moment, so that its lines add up while messages pass."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.telling import Telling
from tests.ui.panes.looking import Looking
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.ui.panes.ledger.ledger import LedgerPane

WORKERS = ("worker-1", "worker-2", "worker-3")


def flowing() -> Iterator[Telling]:
    """For two seconds ten messages pass in each frame; the last one of each frame still waits."""
    telling = Telling(PUSH_PULL)
    waiting: list[tuple[str, bytes]] = []
    for number in range(600):
        task, worker = b"Task %d" % number, WORKERS[number % 3]
        for late in waiting:
            telling.receives(*late)
        waiting.clear()
        if number % 10 == 9:
            telling.sends("producer-1", task)
            waiting.append((worker, task))
            for name in telling.nodes:
                telling.tell(name)
            telling.tick(23)
            yield telling
        else:
            telling.send("producer-1", [worker], task)


def shown_figures(rows: list[str]) -> tuple[int, ...]:
    """Sent, delivered and in flight of the first line; delivered and waiting of the links together."""
    figures = re.search(r"sent ([\d,]+) = delivered ([\d,]+) \+ in flight ([\d,]+)", "\n".join(rows))
    assert figures
    sent, delivered, in_flight = (int(figure.replace(",", "")) for figure in figures.groups())
    links = [row.split() for row in rows if re.search(r"→ worker-\d +\d", row)]
    assert len(links) == len(WORKERS)
    place = links[0].index("→") + 2
    return sent, delivered, in_flight, *(sum(int(link[place + at]) for link in links) for at in (0, 1))


def add_up(rows: list[str]) -> bool:
    _, *totals, delivered, waiting = shown_figures(rows)
    return totals == [delivered, waiting]


def test_while_messages_pass_the_links_add_up_to_the_first_line() -> None:
    app = Looking(LedgerPane(), (120, 40))
    seen = set()
    for telling in flowing():
        rows = app.shown(telling)
        if telling.traffic.ledger.totals_of_links.sent:
            assert add_up(rows)
            seen.add(shown_figures(rows)[0])
    assert len(seen) >= 7  # it did go on, four times a second


def test_the_nodes_and_the_sequence_are_of_the_same_moment_as_the_links() -> None:
    app = Looking(LedgerPane(), (120, 40))
    for telling in flowing():
        rows = app.shown(telling)
    sent, delivered, *_ = shown_figures(rows)
    nodes = re.findall(r"│ (\S+-\d) +([\d,]+) +([\d,]+)", "\n".join(rows))
    assert nodes[0] == ("producer-1", f"{sent:,}", "0")
    received = [int(took) for name, _, took in nodes if name in WORKERS]
    assert sum(received) == delivered
    assert any(f"– #{sent}" in row for row in rows)


def test_a_pane_that_is_opened_in_a_pause_adds_up_too() -> None:
    for at, telling in enumerate(flowing()):
        if at > 20:
            opened = Looking(LedgerPane(), (120, 40))
            opened.view.paused = True
            assert add_up(opened.shown(telling))
