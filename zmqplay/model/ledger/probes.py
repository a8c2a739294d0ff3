"""Probes: with PROBE_ROUTER, libzmq itself sends an empty message by each new pipe, which no `send` of ours has made.

A ROUTER receives it before all else that comes by the pipe (zmq_setsockopt(3)), so it has one of each routing id that
it heard of, up to the number of pipes that such sockets have made. It is no delivery of anybody's message.
"""

from __future__ import annotations

from collections.abc import Iterable

from zmqplay.model.sockets import SocketTraffic
from zmqplay.wire import OTHER


def probes_received(senders: Iterable[SocketTraffic], receivers: Iterable[SocketTraffic]) -> int:
    """How many of the messages that these receivers got were probes of these senders."""
    if not (pipes := sum(map(_probing_pipes, senders))):
        return 0
    return min(pipes, sum(len(receiver.received_by_key.keys() - {OTHER}) for receiver in receivers if receiver.routes))


def _probing_pipes(socket: SocketTraffic) -> int:
    """The pipes by which a socket has sent a probe; one that outlives its connection is not probed again."""
    facts = socket.facts
    if not facts.options.get("PROBE_ROUTER"):
        return 0
    return max(len(facts.connected), socket.connections.begun if facts.options.get("IMMEDIATE") else 0)
