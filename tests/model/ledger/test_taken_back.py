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


def test_what_waits_for_a_frozen_node_is_not_lost_before_the_node_has_had_time_to_take_it() -> None:
    telling = Telling(two_roles(("worker", "PULL", 1), ("producer", "PUSH", 1)))
    telling.report()
    telling.freeze("worker-1")
    telling.sends("producer-1", b"task")
    telling.tell("producer-1")
    telling.kill("producer-1")
    telling.tick(2_000)
    telling.tick(200)
    telling.thaw("worker-1")
    telling.tick(60)
    totals = telling.traffic.ledger.totals
    assert (totals.in_flight, totals.lost) == (1, 0)
    telling.receives("worker-1", b"task")
    telling.report()
    totals = telling.traffic.ledger.totals
    assert (totals.delivered, totals.lost) == (1, 0)


def test_what_a_frozen_sender_may_have_sent_before_is_not_taken_to_be_counted() -> None:
    telling = Telling(two_roles(("worker", "PULL", 1), ("producer", "PUSH", 2)))
    telling.sends("producer-1", b"task")
    telling.report()
    telling.kill("producer-1")
    telling.tick(500)
    assert telling.traffic.ledger.totals.lost == 1
    telling.sends("producer-2", b"another")
    telling.freeze("producer-2")
    telling.tick(1_500)
    telling.receives("worker-1", b"another")
    telling.tell("worker-1")
    telling.tick()
    totals = telling.traffic.ledger.totals
    assert totals.lost == 1, totals


def test_a_loss_stays_when_the_last_receiver_ends_and_has_counted_what_its_sender_has_yet_to_report() -> None:
    telling = Telling(two_roles(("producer", "PUSH", 1), ("worker", "PULL", 2)))
    for number in range(6):
        telling.send("producer-1", [f"worker-{1 + number % 2}"], b"task %d" % number)
    for number in range(6, 9):
        telling.sends("producer-1", b"task %d" % number)
    telling.tell("producer-1")
    telling.receives("worker-2", b"task 7")
    telling.report()
    telling.kill("worker-1")
    telling.tick()
    assert telling.traffic.ledger.totals.lost == 2
    for number in range(9, 12):
        telling.sends("producer-1", b"task %d" % number)
        telling.receives("worker-2", b"task %d" % number)
    telling.stop("worker-2")
    telling.tick()
    assert telling.traffic.ledger.totals.lost == 2
    telling.report()
    totals = telling.traffic.ledger.totals
    assert (totals.sent, totals.delivered, totals.lost) == (12, 10, 2)
