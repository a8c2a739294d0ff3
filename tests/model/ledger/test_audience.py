"""Which publications are due to which subscribers."""

from __future__ import annotations

import pytest

from tests.telling import Telling
from zmqplay.model.ledger.audience import Listener
from zmqplay.patterns.publish_subscribe import PUBLISH_SUBSCRIBE
from zmqplay.wire import OTHER

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
    assert telling.traffic.audience.missed[name] == 3


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
