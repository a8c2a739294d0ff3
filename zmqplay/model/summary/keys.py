"""The topics and routing ids of a summary. `OTHER` stands for those past the first thousand of a socket: no key.

A killed node leaves its last counts behind, but not those by topic and routing id: what these lack is not listed.
"""

from __future__ import annotations

from collections.abc import Mapping

from zmqplay.model.summary.shapes import RoutingId, Topic, Unlisted
from zmqplay.model.traffic import Traffic
from zmqplay.template import as_literal
from zmqplay.wire import OTHER, Tally

NOTHING = Tally()


def lacking(whole: Tally, by_key: Mapping[bytes, Tally]) -> int:
    """The messages of a whole that are counted by no key, not even by `OTHER`."""
    return max(0, whole.messages - sum(tally.messages for tally in by_key.values()))


def topics(traffic: Traffic) -> tuple[list[Topic], Unlisted | None]:
    """The topics that were published, and the messages of those that are not listed."""
    listed: dict[bytes, Topic] = {}
    sent = received = 0
    for socket in traffic.all_sockets():
        if socket.publishes:
            sent += lacking(socket.sent, socket.sent_by_key)
            for topic, tally in socket.sent_by_key.items():
                listed.setdefault(topic, Topic(as_literal(topic), 0, {})).sent += tally.messages
    for socket in traffic.all_sockets():
        if socket.subscribes:
            received += lacking(socket.received, socket.received_by_key)
            for topic, tally in socket.received_by_key.items():
                if topic in listed:
                    by_node = listed[topic].received
                    by_node[socket.node] = by_node.get(socket.node, 0) + tally.messages
    if other := listed.pop(OTHER, None):
        sent, received = sent + other.sent, received + sum(other.received.values())
    return list(listed.values()), Unlisted(sent, received) if sent or received else None


def routing_ids(traffic: Traffic) -> tuple[list[RoutingId], Unlisted | None]:
    """The routing ids that each node sent to or received from, and the messages of those that are not listed."""
    listed: dict[tuple[str, bytes], RoutingId] = {}
    sent = received = 0
    for socket in traffic.all_sockets():
        if not socket.routes:
            continue
        sent += lacking(socket.sent, socket.sent_by_key)
        received += lacking(socket.received, socket.received_by_key)
        for routing_id in dict.fromkeys((*socket.received_by_key, *socket.sent_by_key)):
            peer = traffic.peers.owner(routing_id)
            blank = RoutingId(as_literal(routing_id), routing_id.hex(), socket.node, peer, 0, 0)
            known = listed.setdefault((socket.node, routing_id), blank)
            known.sent += socket.sent_by_key.get(routing_id, NOTHING).messages
            known.received += socket.received_by_key.get(routing_id, NOTHING).messages
    for other in [listed.pop(key) for key in list(listed) if key[1] == OTHER]:
        sent, received = sent + other.sent, received + other.received
    return list(listed.values()), Unlisted(sent, received) if sent or received else None
