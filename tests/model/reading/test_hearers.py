"""Which topics exist, and who hears them."""

from __future__ import annotations

import time

from tests.model.two_roles import subscribed
from zmqplay.model.nodes import NodeState
from zmqplay.model.reading.hearers import hearers, messages, published
from zmqplay.model.reading.known_topics import KnownTopics
from zmqplay.wire import OTHER, Tally


def test_new_topics_are_found_without_going_through_the_known_ones() -> None:
    counts = {b"topic%d" % number: Tally(1, 1) for number in range(200_000)}
    heard = {b"topic1": Tally(1, 1)}
    known = KnownTopics()
    begun = time.perf_counter()
    assert known.update({("publisher-1", 0): counts}, {("subscriber-1", 0): heard})
    first = time.perf_counter() - begun
    begun = time.perf_counter()
    for _ in range(100):
        assert not known.update({("publisher-1", 0): counts}, {("subscriber-1", 0): heard})
    assert (time.perf_counter() - begun) / 100 < first / 20
    counts[b"new"] = Tally(1, 1)
    assert known.update({("publisher-1", 0): counts}, {("subscriber-1", 0): heard})
    assert b"new" in known.names
    assert b"new" in known.unheard([b"topic"])
    assert known.unheard([b""]) == set()


def test_topics_counted_as_other_come_last_and_have_no_hearer() -> None:
    known = KnownTopics()
    known.update({("publisher-1", 0): {b"b": Tally(1, 1), OTHER: Tally(9, 9), b"a": Tally(1, 1)}}, {})
    assert known.names == [b"a", b"b"]
    assert known.unheard([]) == {b"a", b"b"}


def test_an_ended_subscriber_keeps_its_counts_and_loses_its_subscriptions() -> None:
    telling = subscribed(b"a", b"a/", b"b")
    telling.send("publisher-1", ["subscriber-1"], b"a/1")
    telling.report()
    nodes = telling.traffic.nodes
    (hearer,) = hearers(nodes.values())
    assert (hearer.got(b"a/1"), hearer.matching(b"a/1"), hearer.matching(OTHER)) == (1, [b"a", b"a/"], [])
    assert messages(published(nodes.values()).values(), b"a/1") == 1
    telling.end("subscriber-1", NodeState.KILLED)
    (hearer,) = hearers(nodes.values())
    assert (hearer.got(b"a/1"), hearer.subscriptions) == (1, ())
