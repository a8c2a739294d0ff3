"""Counts are exact, however a message passes, and whether or not it is sampled."""

import pytest

from tests.node.outcomes import outcomes, scripts
from zmqplay import wire
from zmqplay.node.tap.tally import KEYS_KEPT, OTHER, Keys


@pytest.mark.parametrize(("module", "script", "way"), scripts("counting"))
def test_whole_messages_and_the_bytes_of_all_their_frames_are_counted(module: str, script: str, way: str) -> None:
    outcome = outcomes(module)[way][script]
    assert outcome["counts"] == outcome["result"]


def test_the_key_of_all_other_topics_is_that_of_the_wire() -> None:
    assert OTHER == wire.OTHER


def test_topics_after_the_first_thousand_are_counted_together() -> None:
    keys = Keys()
    for number in range(3_000):
        keys.add(b"topic %d" % (number % 1_500), number)
    told = keys.changed()
    assert len(told) == KEYS_KEPT + 1
    assert told[OTHER][0] == 1_000
    assert sum(messages for messages, _ in told.values()) == 3_000
    assert sum(size for _, size in told.values()) == sum(range(3_000))
    assert keys.changed_beyond() == {}


def test_topics_after_the_first_thousand_are_counted_by_the_longest_subscription_that_matches() -> None:
    keys = Keys()
    for number in range(KEYS_KEPT):
        keys.add(b"first %d" % number, 1)
    keys.expect([b"a", b"", b"abc"])
    for topic in (b"a1", b"abcd", b"abc", b"ab", b"b", b"abcd"):
        keys.add(topic, 2)
    keys.expect([b"b", b"a"])
    keys.add(b"b", 2)
    keys.add(b"b2", 2)
    assert keys.changed_beyond() == {b"a": (2, 4), b"": (1, 2), b"abc": (3, 6), b"b": (2, 4), OTHER: (0, 0)}
    assert keys.changed()[OTHER] == (8, 16)


def test_topics_that_no_subscription_matches_are_counted_too() -> None:
    keys = Keys()
    for number in range(KEYS_KEPT + 5):
        keys.add(b"%d" % number, 1)
    keys.expect([b"nobody's"])
    assert keys.changed_beyond() == {OTHER: (5, 5)}


def test_a_topic_that_begins_before_the_thousand_is_full_keeps_its_own_count() -> None:
    keys = Keys()
    keys.add(b"first", 1)
    for number in range(2_000):
        keys.add(b"%d" % number, 1)
    keys.add(b"first", 1)
    assert (keys[b"first"].messages, keys[b"first"].bytes) == (2, 2)


def test_only_changed_topics_are_reported_again() -> None:
    keys = Keys()
    keys.add(b"a", 1)
    keys.add(b"b", 1)
    keys.tell(keys.changed())
    assert keys.changed() == {}
    keys.add(b"b", 5)
    assert keys.changed() == {b"b": (2, 6)}


def test_counts_made_while_a_report_is_under_way_come_with_the_next_one() -> None:
    keys = Keys()
    keys.add(b"a", 1)
    report = keys.changed()
    keys.add(b"a", 1)
    assert report == {b"a": (1, 1)}
    keys.tell(report)
    assert keys.changed() == {b"a": (2, 2)}


def test_bytes_counted_after_their_message_was_reported_are_reported_too() -> None:
    keys = Keys()
    keys.add(b"a", 0)
    keys.tell(keys.changed())
    keys[b"a"].bytes += 5
    assert keys.changed() == {b"a": (1, 5)}
