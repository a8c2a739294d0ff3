"""Tasks dealt to workers, and the ledger's figures for them."""

from __future__ import annotations

from tests.telling import Telling
from zmqplay.model.ledger.accounts import Link, Totals
from zmqplay.patterns.push_pull import PUSH_PULL


def dealt(count: int, *, workers: int = 3, slow: str = "") -> Telling:
    """Tasks dealt in turn, each done at once, except by the slow worker, which has done only its first."""
    telling = Telling(PUSH_PULL, {"worker": workers})
    deal(telling, count, workers, slow)
    return telling


def deal(telling: Telling, count: int, workers: int = 3, slow: str = "", first: int = 1) -> None:
    for number in range(first, first + count):
        worker = f"worker-{(number - 1) % workers + 1}"
        telling.send("producer-1", [worker] * (worker != slow or number <= workers), b"Task %d" % number)
    telling.report()


def links(telling: Telling) -> dict[str, Link]:
    """The links of the only sender, by receiver."""
    telling.traffic.ledger.update(telling.now_ns)
    return {link.receiver: link for link in telling.traffic.ledger.find_links()}


def totals(telling: Telling) -> Totals:
    telling.traffic.ledger.update(telling.now_ns)
    return telling.traffic.ledger.totals


def waiting(telling: Telling) -> list[int | None]:
    return [link.waiting for link in links(telling).values()]
