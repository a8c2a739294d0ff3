"""Checks that nodes have counted exactly the messages that passed."""

from __future__ import annotations

from zmqplay.bench.kit.matches import Match
from zmqplay.model.sockets import SocketTraffic
from zmqplay.model.traffic import Traffic
from zmqplay.wire import Tally

ROUTING_ID_BYTES = 5
"""The length of a routing id that libzmq generates (zmq_socket(3), ZMQ_ROUTER)."""


def are_right(match: Match, traffic: Traffic, passed: Tally) -> bool:
    """Whether each watched socket has counted exactly `passed` in each direction, and the right part by each key."""
    sockets = [socket for node in traffic.nodes.values() for socket in node.sockets.values()]
    keyed = [keys for socket in sockets for keys in (socket.sent_by_key, socket.received_by_key) if keys]
    alike = all(keys == keyed[0] for keys in keyed)
    return bool(sockets) and alike and all(_is_right(match, socket, passed) for socket in sockets)


def _is_right(match: Match, socket: SocketTraffic, passed: Tally) -> bool:
    routed = ROUTING_ID_BYTES * passed.messages if socket.routes else 0
    expected = Tally(passed.messages, passed.bytes + routed)
    speaks = socket.node == f"{match.speaker}-1"
    counted = []
    if speaks or match.echoes:
        counted += [socket.sent, *_whole(socket.sent_by_key)]
    if not speaks or match.echoes:
        counted += [socket.received, *_whole(socket.received_by_key)]
    return all(tally == expected for tally in counted)


def _whole(keys: dict[bytes, Tally]) -> list[Tally]:
    if not keys:
        return []
    return [Tally(sum(tally.messages for tally in keys.values()), sum(tally.bytes for tally in keys.values()))]
