"""What became of a message: told where it is known, and never guessed."""

from __future__ import annotations

import pytest

from tests.model.story import Party, Story
from zmqplay.model.causes import EndCause
from zmqplay.model.event_numbers import EventNumber
from zmqplay.model.reading.fate import Fate, fate_of
from zmqplay.wire import Tally

PRODUCER: Party = "producer", "PUSH", 1
SERVER: Party = "server", "ROUTER", 1


def fates(story: Story) -> list[Fate]:
    """Of all messages, in their order, when the ledger has been added up."""
    story.tell()
    return [fate_of(story.traffic, message) for message in story.traffic.messages.rows]


def test_what_arrived_and_what_waits_in_a_queue() -> None:
    story = Story(PRODUCER, ("worker", "PULL", 1))
    story.pass_on("producer-1", "worker-1", b"a")
    story.send("producer-1", b"b")
    assert fates(story) == [Fate.ARRIVED, Fate.WAITING]


def test_what_nobody_subscribed_to_is_unheard_and_what_was_overtaken_is_lost() -> None:
    story = Story(("publisher", "PUB", 1), ("subscriber", "SUB", 1), met=False)
    story.change("subscriber-1", subscriptions=(b"a",))
    story.meet()
    story.send("publisher-1", b"b", to=b"b")
    story.send("publisher-1", b"a1", to=b"a1")
    story.receive("subscriber-1", story.send("publisher-1", b"a2", to=b"a2"), b"a2", key=b"a2")
    assert fates(story) == [Fate.UNHEARD, Fate.LOST, Fate.ARRIVED]


def test_what_was_dealt_and_cannot_be_placed_waits_as_long_as_nothing_else_can_have_become_of_it() -> None:
    story = Story(PRODUCER, ("worker", "PULL", 2))
    story.send("producer-1", b"a")
    story.tell()
    (message,) = story.traffic.messages.rows
    assert message.waits_at == ()
    assert fates(story) == [Fate.WAITING]


def test_what_a_router_sent_to_nobody_is_lost() -> None:
    story = Story(SERVER, ("client", "DEALER", 1))
    story.send("server-1", b"Nobody", b"hello", to=b"Nobody")
    assert fates(story) == [Fate.LOST]


def test_beside_a_foreign_peer_what_has_left_for_good_is_elsewhere() -> None:
    story = Story(PRODUCER, ("worker", "PULL", 0))
    story.event("producer-1", EventNumber.ACCEPTED, peer="127.0.0.1:50001")
    story.event("producer-1", EventNumber.HANDSHAKE_SUCCEEDED)
    story.tell(500)
    story.send("producer-1", b"a")
    story.tell(500)
    assert fates(story) == [Fate.ELSEWHERE]


def test_where_some_were_lost_and_some_are_on_their_way_nobody_can_tell() -> None:
    story = Story(SERVER, ("client", "DEALER", 2))
    story.send("server-1", b"Nobody", b"1", to=b"Nobody")
    story.send("server-1", b"Stranger", b"2", to=b"Stranger")
    story.told["server-1"].received_by_key[b"Stranger"] = Tally(1, 1)
    assert fates(story) == [Fate.UNKNOWN, Fate.UNKNOWN]


@pytest.mark.parametrize("sampled", [False, True])
def test_where_not_all_is_seen_nothing_is_claimed(sampled: bool) -> None:
    story = Story(PRODUCER, ("worker", "PULL", 2))
    story.send("producer-1", b"a")
    story.tell()
    story.told["producer-1"].sampled = sampled
    assert fates(story) == [Fate.UNKNOWN if sampled else Fate.WAITING]


def test_what_waited_at_a_node_that_died_is_lost() -> None:
    story = Story(PRODUCER, ("worker", "PULL", 1))
    story.pass_on("producer-1", "worker-1", b"a")
    story.send("producer-1", b"b")
    story.tell()
    story.end("worker-1", EndCause.KILLED, -9)
    assert fates(story) == [Fate.ARRIVED, Fate.LOST]
