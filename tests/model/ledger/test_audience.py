"""Which publications are due to which subscribers."""

from __future__ import annotations

import pytest

from tests.model.two_roles import nothing
from tests.telling import Telling
from zmqplay.model.ledger.audience import Listener
from zmqplay.model.ledger.published import NO_SUBSCRIPTION
from zmqplay.patterns.pattern import End, Pattern, Role, Wire
from zmqplay.patterns.publish_subscribe import PUBLISH_SUBSCRIBE
from zmqplay.wire import OTHER, Tally

WAY = ("news", "binding")


@pytest.mark.parametrize(
    ("prefixes", "inverted", "topic", "by_inverted", "wants"),
    [
        ((b"a",), False, b"abc", False, True),
        ((b"a",), False, b"b", False, False),
        ((b"",), False, b"b", False, True),
        ((), False, b"b", False, False),
        ((b"a", b"b"), False, b"b", False, True),
        ((b"a",), True, b"abc", True, False),
        ((b"a",), True, b"b", True, True),
        ((b"a",), True, b"b", False, False),  # both must have INVERT_MATCHING
        ((b"a",), False, b"a", True, False),
        ((b"",), False, OTHER, False, True),  # a subscription to everything includes the topics counted as OTHER
        ((b"a",), False, OTHER, False, False),
        ((b"",), False, NO_SUBSCRIPTION, False, False),
        ((b"a",), True, NO_SUBSCRIPTION, True, True),
    ],
)
def test_a_listener_wants_what_its_subscriptions_match(
    prefixes: tuple[bytes, ...], inverted: bool, topic: bytes, by_inverted: bool, wants: bool
) -> None:
    assert Listener("subscriber-1", WAY, prefixes, inverted).wants(topic, by_inverted) is wants


def publishing(count: int, telling: Telling | None = None) -> Telling:
    telling = telling or Telling(PUBLISH_SUBSCRIBE)
    for number in range(count):
        telling.sends("publisher-1", b"topic1", b"%d" % number)
    telling.report()
    return telling


def due(telling: Telling) -> dict[str, int]:
    return {node: count for (node, _), count in telling.traffic.audience.due.items() if count}


def test_each_publication_is_due_to_each_subscriber_of_its_topic() -> None:
    assert due(publishing(4)) == {"subscriber-1": 4, "subscriber-3": 4}


def test_a_publication_without_subscriber_is_unheard() -> None:
    telling = Telling(PUBLISH_SUBSCRIBE)
    telling.sends("publisher-1", b"nobody's", b"x")
    telling.report()
    assert telling.traffic.ledger.totals.unheard == 1
    assert due(telling) == {}


def test_a_late_subscriber_is_due_later_publications_and_missed_the_earlier_ones() -> None:
    telling = publishing(3)
    name = telling.start("subscriber", 4)
    telling.meet(name)
    telling.join(name)
    publishing(2, telling)
    assert due(telling)[name] == 2
    assert telling.traffic.audience.missed.of(name) == 3


def change(telling: Telling, name: str, subscriptions: tuple[bytes, ...]) -> None:
    """Let a node subscribe to other topics; they have arrived."""
    telling.change(name, subscriptions=subscriptions)
    telling.tell(name)
    telling.join(name)


def test_a_subscriber_that_comes_again_has_missed_what_came_between_and_nothing_from_before_it_subscribed() -> None:
    telling, name = publishing(3), "subscriber-1"
    at_first = telling.nodes[name].sockets[0].facts.subscriptions
    change(telling, name, (b"other",))
    publishing(2, telling)
    change(telling, name, at_first)
    for came_between, missed in (0, 0), (4, 4), (1, 5):
        telling.stop(name)
        publishing(came_between, telling)
        telling.meet(telling.start("subscriber", 1))
        telling.join(name)
        assert telling.traffic.audience.missed.of(name) == missed


def test_what_a_publisher_that_connects_keeps_for_a_subscriber_is_neither_missed_nor_said_to_be_unheard() -> None:
    telling = Telling(PUBLISH_SUBSCRIBE.turn("news"), {"subscriber": 1})
    topic = telling.nodes["subscriber-1"].sockets[0].facts.subscriptions[0]
    telling.stop("subscriber-1")
    for number in range(3):
        telling.sends("publisher-1", topic, b"%d" % number)
    telling.report()
    assert telling.traffic.ledger.totals.unheard is None
    telling.meet(telling.start("subscriber", 1))
    telling.join("subscriber-1")
    assert telling.traffic.audience.missed.of("subscriber-1") == 0


def test_nothing_more_is_due_to_a_subscriber_that_has_ended() -> None:
    telling = publishing(3)
    telling.kill("subscriber-1")
    publishing(2, telling)
    assert due(telling) == {"subscriber-1": 3, "subscriber-3": 5}


def test_publications_before_a_change_of_subscription_are_due_by_the_old_one() -> None:
    telling = publishing(3)
    telling.change("subscriber-1", subscriptions=(b"elsewhere",))
    telling.report()
    telling.join("subscriber-1")
    publishing(2, telling)
    assert due(telling) == {"subscriber-1": 3, "subscriber-3": 5}


def test_a_publisher_that_starts_again_is_counted_from_the_beginning() -> None:
    telling = publishing(3)
    telling.kill("publisher-1")
    telling.start("publisher", 1)
    telling.meet("publisher-1")
    telling.join("publisher-1")
    publishing(2, telling)
    assert due(telling) == {"subscriber-1": 5, "subscriber-3": 5}


def publish_beyond(telling: Telling, **counts: int) -> Telling:
    """The publisher sends more topics than it counts one by one; `counts` by subscription, `none` for no match."""
    socket = telling.nodes["publisher-1"].sockets[0]
    for name, count in counts.items():
        prefix = OTHER if name == "none" else name.encode()
        socket.sent_beyond[prefix] = Tally(socket.sent_beyond.get(prefix, Tally()).messages + count)
    socket.sent.messages += sum(counts.values())
    socket.count_key(OTHER, 0, sum(counts.values()), sent=True)
    telling.report()
    return telling


def subscribed(*prefixes: tuple[bytes, ...]) -> Telling:
    telling = Telling(PUBLISH_SUBSCRIBE, {"subscriber": len(prefixes)})
    for number, own in enumerate(prefixes, 1):
        telling.change(f"subscriber-{number}", subscriptions=own)
    telling.report()
    telling.join()
    return telling


def test_beyond_the_first_thousand_topics_each_publication_is_due_to_those_whose_subscription_matches() -> None:
    telling = subscribed((b"t",), (b"t1", b"x"), (b"",))
    publish_beyond(telling, t=5, t1=3, x=2, none=0)
    assert due(telling) == {"subscriber-1": 8, "subscriber-2": 5, "subscriber-3": 8 + 2}
    assert telling.traffic.ledger.totals.unheard == 0


def test_beyond_the_first_thousand_topics_what_no_subscription_matches_is_unheard() -> None:
    telling = subscribed((b"t",))
    publish_beyond(telling, t=5, none=7)
    assert (due(telling), telling.traffic.ledger.totals.unheard) == ({"subscriber-1": 5}, 7)


def test_a_topic_that_is_named_like_a_subscription_is_counted_apart_from_what_lies_beyond() -> None:
    telling = subscribed((b"t",))
    telling.sends("publisher-1", b"t", b"x")
    publish_beyond(telling, t=5)
    assert due(telling) == {"subscriber-1": 6}


def test_beyond_the_first_thousand_topics_nothing_more_is_due_to_a_subscriber_that_was_killed() -> None:
    telling = publish_beyond(subscribed((b"t",)), t=5)
    telling.kill("subscriber-1")
    publish_beyond(telling, t=4)
    assert (due(telling), telling.traffic.ledger.totals.unheard) == ({"subscriber-1": 5}, 4)


def test_topics_that_a_publisher_counts_by_no_subscription_may_have_been_heard() -> None:
    telling = subscribed((b"t",))
    telling.nodes["publisher-1"].sockets[0].count_key(OTHER, 0, 9, sent=True)
    telling.report()
    assert telling.traffic.ledger.totals.unheard is None


FORWARDER = Pattern(
    "forwarder", "", "", "", "",
    (Role("publisher", nothing, speaks=True), Role("broker", nothing), Role("subscriber", nothing, topics=(("a",),))),
    (
        Wire("up", "tcp://127.0.0.1:7001", End("broker", "XSUB"), End("publisher", "PUB")),
        Wire("down", "tcp://127.0.0.1:7002", End("broker", "XPUB"), End("subscriber", "SUB")),
    ),
)  # fmt: skip


def test_an_xsub_subscribes_by_sending_and_unsubscribes_likewise() -> None:
    telling = Telling(FORWARDER)
    telling.sends("broker-1", b"\x01a")
    telling.report()
    for number in range(3):
        telling.sends("publisher-1", b"a", b"%d" % number)
    telling.sends("publisher-1", b"b", b"x")
    telling.report()
    telling.sends("broker-1", b"\x00a")
    telling.report()
    telling.sends("publisher-1", b"a", b"x")
    telling.report()
    assert due(telling) == {"broker-1": 3}
    assert telling.traffic.ledger.totals.unheard == 2


def test_what_an_xsub_forwards_to_an_xpub_is_due_on_both_wires() -> None:
    telling = Telling(FORWARDER)
    telling.receives("broker-1", b"\x01a", socket=1)
    telling.sends("broker-1", b"\x01a")
    telling.report()
    for number in range(4):
        telling.send("publisher-1", ["broker-1"], b"a", b"%d" % number)
        telling.sends("broker-1", b"a", b"%d" % number, socket=1)
        telling.receives("subscriber-1", b"a", b"%d" % number)
    telling.report()
    totals = telling.traffic.ledger.totals
    assert (totals.sent, totals.expected, totals.delivered, totals.unheard) == (8, 8, 8, 0)
    assert {(link.sender, link.delivered) for link in telling.traffic.ledger.find_links()} == {
        ("publisher-1", 4),
        ("broker-1", 4),
    }
