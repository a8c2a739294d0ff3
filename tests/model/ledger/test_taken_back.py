"""A loss that was told too early is taken back once the counts show that all has arrived, whosever messages it was."""

from __future__ import annotations

import pytest

from tests.model.two_roles import two_roles
from tests.telling import Telling


@pytest.mark.parametrize("order", ["producer-1 producer-2 worker-1", "worker-1 producer-1 producer-2"])
def test_what_seemed_lost_with_its_sender_is_not_when_all_has_arrived_though_another_sent_the_same(order: str) -> None:
    telling = Telling(two_roles(("worker", "PULL", 1), ("producer", "PUSH", 2)))
    for producer in ("producer-1", "producer-2"):
        for _ in range(3):
            telling.sends(producer, b"task")
    for _ in range(3):
        telling.receives("worker-1", b"task")
    for name in order.split():
        telling.tell(name)
    telling.stop("producer-1")
    telling.report()
    telling.tick(1_000)
    assert telling.traffic.ledger.totals.lost == 3
    for _ in range(3):
        telling.receives("worker-1", b"task")
    telling.report()
    totals = telling.traffic.ledger.totals
    assert (totals.sent, totals.expected, totals.delivered, totals.lost) == (6, 6, 6, 0)
    telling.tick(1_000)
    assert telling.traffic.ledger.totals == totals
    assert not any(row.lost for row in telling.traffic.messages.rows)
    assert not telling.traffic.queues.lost_between("producer-1", "worker-1", "wire")
