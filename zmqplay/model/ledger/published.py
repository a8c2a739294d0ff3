"""What publishers have published, counted by topic, and which of them keep it for a subscriber that has left."""

from __future__ import annotations

from collections.abc import Iterator

from zmqplay.model.sockets import SocketTraffic
from zmqplay.wire import OTHER

NO_SUBSCRIPTION = b"\x00zmqplay:no subscription"
"""Stands for the topics beyond the first thousand with which no subscription matches."""


def forgetful(publishers: list[SocketTraffic]) -> list[SocketTraffic]:
    """Those that keep nothing for a subscriber that has left. One that connects queues for it until it comes again."""
    return [publisher for publisher in publishers if publisher.binds]


def by_topic(publisher: SocketTraffic) -> Iterator[tuple[bytes, int]]:
    """The publications by topic; those of topics beyond the first thousand as OTHER, unless `beyond` has them."""
    for topic, tally in publisher.sent_by_key.items():
        if topic != OTHER or not publisher.sent_beyond:
            yield topic, tally.messages


def beyond(publisher: SocketTraffic) -> Iterator[tuple[bytes, int]]:
    """The publications beyond the first thousand topics, by the longest subscription that matches.

    That subscription stands for the topic: every other one matches both or neither.
    """
    for prefix, tally in publisher.sent_beyond.items():
        yield NO_SUBSCRIPTION if prefix == OTHER else prefix, tally.messages
