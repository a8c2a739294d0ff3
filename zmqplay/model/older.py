"""Peers that speak ZMTP 1.0 or 2.0: no event tells of their handshake, so only messages prove that they are peers."""

from __future__ import annotations

from zmqplay.model.connections import Connection
from zmqplay.model.roster import Roster
from zmqplay.model.sockets import SocketTraffic

PROOF_NS = 200_000_000
"""How long messages must exceed what our nodes have sent: a sender may report that much later than its receiver."""


def has_spoken(roster: Roster, socket: SocketTraffic, connection: Connection, now_ns: int) -> bool:
    """Whether messages prove that the other side of a connection without a handshake is a ZeroMQ socket.

    The connection must be the only one to a foreign program. Either more has arrived than our nodes have sent, or the
    socket binds and has dealt a message while nobody else was connected: it would have waited otherwise.
    """
    surplus = _surplus(roster, socket) > 0
    connection.surplus_ns = (connection.surplus_ns or now_ns) if surplus else 0
    alone = socket.connections.handshakes == connection.handshakes_before and not socket.connections.shaken
    if socket.binds and socket.deals and alone and socket.numbered > connection.sent_before:
        return True
    return surplus and now_ns - connection.surplus_ns > PROOF_NS


def _surplus(roster: Roster, socket: SocketTraffic) -> int:
    """By how much the messages received in a direction exceed those that our nodes have sent there."""
    way, sockets = socket.from_way, list(roster.all_sockets())
    senders = [one for one in sockets if one.way == way and one.sends_messages]
    sent = sum(one.sent.messages for one in senders)
    if any(one.publishes for one in senders):
        return socket.received.messages - sent
    return sum(one.received.messages for one in sockets if one.from_way == way) - sent
