"""The routing ids that a ROUTER knows."""

from __future__ import annotations

from tests.model.story import Story
from zmqplay.model.event_numbers import EventNumber
from zmqplay.model.reading.routing_ids import FOREIGN, NOBODY, routing_ids
from zmqplay.wire import OTHER


def test_each_id_has_its_owner_its_counts_and_whether_libzmq_made_it_up() -> None:
    story = Story(("server", "ROUTER", 1), ("client", "DEALER", 2), met=False)
    story.change("client-1", routing_id=b"Client1")
    story.meet()
    made_up = b"\0abcd"
    digest = story.send("client-2", b"hello")
    story.receive("server-1", digest, made_up, b"hello", key=made_up)
    story.send("server-1", b"Client1", b"hi", to=b"Client1")
    story.send("server-1", b"Nobody", b"hi", to=b"Nobody")
    story.told["server-1"].sent_by_key = {OTHER: story.told["server-1"].sent, **story.told["server-1"].sent_by_key}
    story.tell()
    told = {
        known.routing_id: (known.owner(story.traffic.peers), known.received, known.is_generated)
        for known in routing_ids(story.traffic.sockets())
    }
    assert told == {
        made_up: ("client-2", 1, True),
        b"Client1": ("client-1", 0, False),
        b"Nobody": (NOBODY, 0, False),
        OTHER: ("", 0, False),
    }
    assert list(told)[-1] == OTHER


def test_an_id_that_is_not_ours_is_the_only_foreign_peers_or_some_foreign_ones() -> None:
    story = Story(("server", "ROUTER", 1), ("client", "DEALER", 0))
    for port, owner in ((50_001, "127.0.0.1:50001"), (50_002, FOREIGN)):
        story.event("server-1", EventNumber.ACCEPTED, peer=f"127.0.0.1:{port}")
        story.receive("server-1", port, b"Them", b"hello", key=b"Them")
        story.tell()
        story.tell()
        (known,) = routing_ids(story.traffic.sockets())
        assert known.owner(story.traffic.peers) == owner
