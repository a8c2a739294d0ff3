"""What became of the messages in the queue of a socket that its program has closed: LINGER decides."""

from __future__ import annotations

from zmqplay.model.sockets import SocketTraffic


def discarded(socket: SocketTraffic) -> bool:
    """Whether a socket was closed with LINGER 0, so that it threw away what had not left."""
    facts = socket.facts
    if not facts.closed or facts.options.get("LINGER") != 0:
        return False
    return not any(address.startswith("inproc://") for address in (*facts.bound, *facts.connected))


def threw_away(socket: SocketTraffic, time_ns: int) -> bool:
    """Whether a message sent at this time is one that the closed socket threw away, since no peer was there."""
    return socket.facts.closed and discarded(socket) and never_left(socket, time_ns)


def never_left(socket: SocketTraffic, time_ns: int) -> bool:
    """Whether a message that a socket, which is gone, sent at this time was still in its queue: no peer was there."""
    return not socket.first_handshake_ns or time_ns > socket.last_disconnect_ns > socket.last_handshake_ns


def has_one_pipe(socket: SocketTraffic) -> bool:
    """Whether the socket connects to one address, so that its queue outlives the connection, which is reported."""
    facts = socket.facts
    return not facts.bound and len(facts.connected) == 1 and not facts.connected[0].startswith("inproc://")


def lingers(socket: SocketTraffic) -> bool:
    """Whether a socket was closed with a LINGER that lets what it has sent leave, however long that takes."""
    return socket.facts.closed and socket.facts.options.get("LINGER", -1) == -1


def has_sent(socket: SocketTraffic, number: int) -> bool:
    """Whether the message with this number on the socket's stream is one of this socket's."""
    return socket.before < number <= socket.numbered
