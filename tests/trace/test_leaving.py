"""A subscriber that leaves is told to have left before what was published meanwhile: that may not be due to it."""

from __future__ import annotations

from tests.telling import Telling
from zmqplay.model.facts import Reported
from zmqplay.patterns.publish_subscribe import PUBLISH_SUBSCRIBE
from zmqplay.trace.leaving import farewells
from zmqplay.wire import Activity, Report


def report(telling: Telling, name: str) -> Report:
    return telling.nodes[name].report(telling.now_ns, Activity.IDLE, final=False)


def told_with(telling: Telling, *, closed: bool) -> int:
    """What is lost when a subscriber leaves, and its publisher has gone on."""
    [topic] = telling.nodes["subscriber-1"].sockets[0].facts.subscriptions
    telling.send("publisher-1", ["subscriber-1"], topic, b"heard")
    telling.report()
    telling.sends("publisher-1", topic, b"published when it had left")
    if closed:
        telling.change("subscriber-1", closed=True)
    told = [report(telling, "publisher-1"), report(telling, "subscriber-1")]
    for each in [*farewells(told, set() if closed else {"subscriber-1"}, telling.traffic.nodes), *told]:
        telling.take(Reported(telling.now_ns, each))
    telling.kill("subscriber-1")
    for _ in range(3):
        telling.report()
    totals = telling.traffic.ledger.totals
    assert totals.delivered == 1
    return totals.lost


def test_what_was_published_since_a_subscriber_closed_is_not_lost() -> None:
    assert told_with(Telling(PUBLISH_SUBSCRIBE, {"subscriber": 1}), closed=True) == 0


def test_what_was_published_since_a_subscriber_was_killed_is_not_lost() -> None:
    assert told_with(Telling(PUBLISH_SUBSCRIBE, {"subscriber": 1}), closed=False) == 0


def test_who_neither_closes_nor_ends_says_no_farewell() -> None:
    telling = Telling(PUBLISH_SUBSCRIBE, {"subscriber": 1})
    told = [report(telling, name) for name in telling.nodes]
    assert farewells(told, {"publisher-1"}, telling.traffic.nodes) == []
