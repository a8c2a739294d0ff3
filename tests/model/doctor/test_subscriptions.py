"""The Doctor's rules about subscriptions and topics."""

from __future__ import annotations

import pytest

from tests.model.doctor.findings import findings
from tests.model.two_roles import PUBLISHER, subscribed, subscribers, two_roles
from tests.telling import Telling
from zmqplay.model.doctor import Level
from zmqplay.wire import Activity, Tally


def published(topics: dict[bytes, int], *subscriptions: bytes) -> Telling:
    """A publisher that has sent these numbers of messages by topic, and a subscriber, a while later."""
    telling = subscribed(*subscriptions)
    told = telling.nodes["publisher-1"].sockets[0]
    told.sent = Tally(sum(topics.values()), 100)
    told.sent_by_key = {topic: Tally(messages, 10) for topic, messages in topics.items()}
    telling.report(after_ms=2_000)
    return telling


def test_a_subscriber_without_subscription() -> None:
    assert set(findings(published({b"a": 20}))) == {"no-subscription"}


def test_a_subscription_that_matches_nothing_has_the_nearest_topic() -> None:
    found = findings(published({b"weather": 20}, b"Wether"))["matches-nothing"]
    assert "the nearest topic is 'weather'" in found.says
    assert found.level is Level.NOTE
    assert findings(published({b"weather": 20}, b"qqq"))["matches-nothing"].level is Level.NOTE


def test_a_subscription_that_differs_in_case_alone_is_wrong() -> None:
    found = findings(published({b"weather.oslo": 20, b"Weather": 0}, b"rare", b"Weather."))["matches-nothing"]
    assert found.level is Level.WRONG
    assert "'weather.oslo', which differs in upper and lower case alone" in found.says


def test_a_rare_topic_beside_its_like_is_a_note() -> None:
    found = findings(published({b"topic1": 20, b"topic2": 20}, b"topic3", b"KILL"))["matches-nothing"]
    assert found.level is Level.NOTE


def test_composed_and_decomposed_topics_are_told_apart_by_their_bytes() -> None:
    composed, decomposed = "ét".encode(), "e\u0301te\u0301".encode()
    found = findings(published({decomposed: 20}, composed))["matches-nothing"]
    assert found.level is Level.WRONG
    assert "(65 cc 81 74 65 cc 81)" in found.says
    assert "(c3 a9 74)" in found.says


def test_what_came_from_a_foreign_publisher_matches_too() -> None:
    telling = published({b"ours": 20}, b"foreign", b"nothing")
    telling.count_received("subscriber-1", b"foreign.1", 93)
    telling.report()
    assert "'nothing', and none" in findings(telling)["matches-nothing"].says
    telling.change("subscriber-1", subscriptions=(b"foreign",))
    telling.report(after_ms=2_000)
    assert findings(telling) == {}


def test_a_subscriber_that_has_unsubscribed_is_not_called_new() -> None:
    telling = published({b"a": 20}, b"a")
    telling.send("publisher-1", ["subscriber-1"], b"a", b"1")
    telling.change("subscriber-1", subscriptions=())
    telling.report()
    assert "subscribes to nothing any more" in findings(telling)["no-subscription"].says


def test_a_subscription_that_is_the_beginning_of_another_topic() -> None:
    telling = published({b"a1": 5, b"a10": 5, b"a1/x": 5}, b"a1")
    telling.nodes["subscriber-1"].sockets[0].received_by_key = {
        topic: Tally(5, 10) for topic in (b"a1", b"a10", b"a1/x")
    }
    telling.report()
    assert "got 'a10' too (5 messages)" in findings(telling)["prefix-caught-more"].says


def test_matching_that_is_inverted_on_one_side_only() -> None:
    telling = published({b"a": 20}, b"a")
    telling.change("publisher-1", options={"INVERT_MATCHING": 1})
    telling.report()
    assert "half-inverted" in findings(telling)


def test_a_subscriber_that_joined_late() -> None:
    telling = Telling(two_roles(PUBLISHER, subscribers()))
    for number in range(3):
        telling.sends("publisher-1", b"a", b"%d" % number)
    telling.report()
    telling.start("subscriber", 2)
    telling.report()
    telling.meet("subscriber-2")
    telling.join("subscriber-2")
    telling.report()
    assert "slow-joiner" not in findings(telling), "what it has received may be told in a moment"
    telling.send("publisher-1", ["subscriber-2"], b"a", b"3")
    telling.report()
    found = findings(telling)["slow-joiner"]
    assert "subscriber-2 joined after 3 messages" in found.says
    assert found.level is Level.NOTE


@pytest.mark.parametrize("reported", ["at once", "later"])
@pytest.mark.parametrize("early", [3, 0], ids=["all", "some"])
def test_what_a_subscriber_received_before_it_was_known_to_have_joined_it_did_not_miss(
    reported: str, early: int
) -> None:
    telling = Telling(two_roles(PUBLISHER, subscribers()))
    telling.start("subscriber", 2)
    telling.meet("subscriber-2")
    for number in range(5):
        telling.sends("publisher-1", b"a", b"%d" % number)
        if number >= 3 - early:
            telling.receives("subscriber-2", b"a", b"%d" % number)
    telling.tell("publisher-1")
    if reported == "at once":
        telling.tell("subscriber-2")
    telling.join("subscriber-2")
    telling.report(after_ms=600)
    telling.report(after_ms=2_000)
    said = findings(telling).get("slow-joiner")
    assert said is None if early else said and "subscriber-2 joined after 3 messages" in said.says


def test_what_came_after_the_first_that_a_subscriber_received_it_did_not_miss_though_not_all_are_shown() -> None:
    telling = Telling(two_roles(PUBLISHER, subscribers()))
    telling.start("subscriber", 2)
    telling.meet("subscriber-2")
    for number in range(20):
        telling.sends("publisher-1", b"a", b"%d" % number)
        if number >= 4:
            telling.receives("subscriber-2", b"a", b"%d" % number)
    del telling.nodes["subscriber-2"].samples[1:]
    telling.tell("publisher-1")
    telling.tell("subscriber-2")
    telling.join("subscriber-2")
    telling.report(after_ms=2_000)
    assert "subscriber-2 joined after 4 messages" in findings(telling)["slow-joiner"].says


def test_what_a_later_publisher_sends_nobody_missed() -> None:
    telling = Telling(two_roles(("publisher", "PUB", 0), subscribers(0)))
    telling.start("publisher")
    telling.start("subscriber")
    telling.meet()
    telling.sends("publisher-1", b"a", b"missed")
    telling.report()
    telling.join("publisher-1", "subscriber-1")
    telling.start("publisher", 2)
    telling.meet("publisher-2")
    telling.join("publisher-2")
    telling.send("publisher-2", ["subscriber-1"], b"a", b"1")
    telling.send("publisher-2", ["subscriber-1"], b"a", b"2")
    telling.report(after_ms=2_000)
    assert "subscriber-1 joined after 1 message" in findings(telling)["slow-joiner"].says


def test_a_bound_subscriber_that_does_not_use_its_socket() -> None:
    telling = Telling(two_roles(("subscriber", "SUB", 1), ("publisher", "PUB", 0)))
    telling.nodes["subscriber-1"].does(Activity.BUSY, telling.now_ns)
    telling.start("publisher")
    telling.meet("publisher-1")
    telling.join("publisher-1")
    telling.report(after_ms=2_000)
    assert "idle-bound-sub" in findings(telling)


def test_a_topic_that_is_subscribed_to_is_not_the_one_that_was_meant() -> None:
    found = findings(published({b"k07": 20, b"K": 20}, b"k07", b"k08", b"K"))["matches-nothing"]
    assert found.level is Level.NOTE
    assert "nearest" not in found.says
    assert "matches-nothing" not in findings(published({b"k07": 20}, b"k07", b"k0"))
    assert findings(published({b"k07": 20}, b"k07", b"K07"))["matches-nothing"].level is Level.NOTE
