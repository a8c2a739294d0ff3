"""The topics and routing ids of a summary. `OTHER` stands for those past the first thousand of a socket: no key."""

from __future__ import annotations

from zmqplay.model.summary.shapes import RoutingId, Topic, Unlisted
from zmqplay.model.traffic import Traffic
from zmqplay.template import as_literal
from zmqplay.wire import OTHER, Tally

NOTHING = Tally()


def topics(traffic: Traffic) -> tuple[list[Topic], Unlisted | None]:
    """The topics that were published, and the messages of those that are not listed."""
    listed: dict[bytes, Topic] = {}
    for socket in traffic.all_sockets():
        if socket.publishes:
            for topic, tally in socket.sent_by_key.items():
                listed.setdefault(topic, Topic(as_literal(topic), 0, {})).sent += tally.messages
    for socket in traffic.all_sockets():
        if socket.subscribes:
            for topic, tally in socket.received_by_key.items():
                if topic in listed:
                    received = listed[topic].received
                    received[socket.node] = received.get(socket.node, 0) + tally.messages
    other = listed.pop(OTHER, None)
    unlisted = Unlisted(other.sent, sum(other.received.values())) if other else None
    return list(listed.values()), unlisted


def routing_ids(traffic: Traffic) -> tuple[list[RoutingId], Unlisted | None]:
    """The routing ids that each node sent to or received from, and the messages of those that are not listed."""
    listed: dict[tuple[str, bytes], RoutingId] = {}
    for socket in traffic.all_sockets():
        if not socket.routes:
            continue
        for routing_id in dict.fromkeys((*socket.received_by_key, *socket.sent_by_key)):
            peer = traffic.peers.owner(routing_id)
            blank = RoutingId(as_literal(routing_id), routing_id.hex(), socket.node, peer, 0, 0)
            known = listed.setdefault((socket.node, routing_id), blank)
            known.sent += socket.sent_by_key.get(routing_id, NOTHING).messages
            known.received += socket.received_by_key.get(routing_id, NOTHING).messages
    others = [listed.pop(key) for key in list(listed) if key[1] == OTHER]
    unlisted = Unlisted(sum(known.sent for known in others), sum(known.received for known in others))
    return list(listed.values()), unlisted if others else None
