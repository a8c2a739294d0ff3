"""Publications that reach a subscriber before it is known to have met its publisher, or after it has left."""

from __future__ import annotations

from tests.telling import Telling
from zmqplay.model.reading.fate import Fate, fate_of
from zmqplay.patterns.publish_subscribe import PUBLISH_SUBSCRIBE


def joining(subscribers: int) -> tuple[Telling, bytes]:
    """Some subscribers, and one more that has connected and has not met the publisher; and its topic."""
    telling = Telling(PUBLISH_SUBSCRIBE, {"publisher": 1, "subscriber": subscribers})
    name = telling.start("subscriber", subscribers + 1)
    telling.connect(name)
    telling.tell(name)
    common = telling.nodes[name].sockets[0].facts.subscriptions[0]
    for node in list(telling.nodes):
        if node.startswith("subscriber"):
            telling.change(node, subscriptions=(common,))
            telling.tell(node)
    for node in list(telling.nodes)[1:-1]:
        telling.join(node)
    return telling, common


def fates(telling: Telling) -> set[Fate]:
    return {fate_of(telling.traffic, row) for row in telling.traffic.messages.rows}


def test_what_a_joining_subscriber_hears_first_is_not_lost_to_the_others() -> None:
    telling, topic = joining(1)
    for body in (b"1", b"2", b"3"):
        telling.sends("publisher-1", topic, body)
        telling.receives("subscriber-2", topic, body)
    telling.tell("publisher-1")
    telling.tell("subscriber-2")
    for body in (b"1", b"2", b"3"):
        telling.receives("subscriber-1", topic, body, after_ms=1)
    telling.tell("subscriber-1")
    telling.tick()
    totals = telling.traffic.ledger.totals
    assert (totals.sent, totals.delivered, totals.lost) == (3, 6, 0)
    assert [[one.node for one in row.deliveries] for row in telling.traffic.messages.rows] == [
        ["subscriber-2", "subscriber-1"]
    ] * 3


def test_what_a_joining_subscriber_hears_first_leaves_what_is_lost_to_it_later_lost() -> None:
    telling, topic = joining(1)
    for body in (b"1", b"2"):
        telling.send("publisher-1", ["subscriber-1", "subscriber-2"], topic, body)
    telling.report()
    telling.join("subscriber-2")
    for body in (b"3", b"4"):
        telling.send("publisher-1", ["subscriber-1"], topic, body)
    telling.send("publisher-1", ["subscriber-1", "subscriber-2"], topic, b"5")
    telling.report()
    assert telling.traffic.ledger.totals.lost == 2
    telling.tick(1_000)
    telling.tick(1_000)
    totals = telling.traffic.ledger.totals
    assert (totals.sent, totals.expected, totals.delivered, totals.lost) == (5, 10, 8, 2)


def test_equal_publications_are_not_taken_for_those_that_a_joining_subscriber_has_not_heard() -> None:
    telling, topic = joining(1)
    for _ in range(30):
        telling.sends("publisher-1", topic, b"same")
        telling.receives("subscriber-1", topic, b"same")
    telling.tell("publisher-1")
    telling.tell("subscriber-1")
    telling.join("subscriber-2")
    for body in (b"same", b"last"):
        telling.sends("publisher-1", topic, body)
        telling.receives("subscriber-1", topic, body)
        telling.receives("subscriber-2", topic, body)
    for name in telling.nodes:
        telling.tell(name)
    telling.tick()
    totals = telling.traffic.ledger.totals
    assert (totals.sent, totals.delivered, totals.lost) == (32, 34, 0)
    assert fates(telling) == {Fate.ARRIVED}


def test_a_publication_that_only_a_joining_subscriber_hears_is_one_row_and_not_unheard() -> None:
    telling, topic = joining(0)
    telling.send("publisher-1", ["subscriber-1"], topic, b"first")
    telling.tell("publisher-1")
    telling.tell("subscriber-1")
    telling.report()
    telling.report()
    assert [row.sender for row in telling.traffic.messages.rows] == ["publisher-1"]
    assert fates(telling) == {Fate.ARRIVED}
    assert telling.traffic.ledger.totals.unheard is None


def test_what_a_publisher_sends_before_it_has_met_its_subscribers_is_due_to_none_of_them() -> None:
    telling = Telling(PUBLISH_SUBSCRIBE, {"publisher": 1, "subscriber": 1})
    [topic] = telling.nodes["subscriber-1"].sockets[0].facts.subscriptions
    name = telling.start("publisher", 2)
    telling.connect(name)
    telling.sends(name, topic, b"too early")
    telling.tell(name)
    telling.join(name)
    telling.send(name, ["subscriber-1"], topic, b"in time")
    for _ in range(3):
        telling.report()
    totals = telling.traffic.ledger.totals
    assert (totals.sent, totals.expected, totals.delivered, totals.lost) == (2, 1, 1, 0)


def test_what_a_subscriber_took_before_it_closed_is_matched_though_it_is_reported_later() -> None:
    telling = Telling(PUBLISH_SUBSCRIBE, {"publisher": 1, "subscriber": 1})
    [topic] = telling.nodes["subscriber-1"].sockets[0].facts.subscriptions
    telling.change("subscriber-1", closed=True)
    telling.tell("subscriber-1")
    telling.send("publisher-1", ["subscriber-1"], topic, b"just in time")
    telling.sends("publisher-1", topic, b"too late")
    telling.tell("publisher-1")
    telling.tell("subscriber-1")
    telling.report()
    totals = telling.traffic.ledger.totals
    assert (totals.delivered, totals.lost) == (1, 0)
    first, second = telling.traffic.messages.rows
    assert (fate_of(telling.traffic, first), fate_of(telling.traffic, second)) == (Fate.ARRIVED, Fate.UNHEARD)
