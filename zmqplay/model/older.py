"""Peers that speak ZMTP 1.0 or 2.0: no event tells of their handshake, so only messages prove that they are peers.

libzmq takes every program that does not greet as ZMTP 3 does for such a peer: an HTTP request of some length is dealt
tasks, too.
"""

from __future__ import annotations

from zmqplay.model.connections import Connection, Stage
from zmqplay.model.refusals import GREETING_BYTES
from zmqplay.model.roster import Roster
from zmqplay.model.sockets import SocketTraffic

PROOF_NS = 200_000_000
"""How long messages must exceed what our nodes have sent: a sender may report that much later than its receiver."""


OLD_GREETING_BYTES = 14
"""The most that libzmq sends to greet a peer of ZMTP 1.0 or 2.0, besides its routing id (RFC 13, RFC 15)."""
SECURE = ("CURVE_", "PLAIN_", "GSSAPI_")
ANNOUNCE_AN_ID = ("REQ", "DEALER", "ROUTER")


def has_taken(socket: SocketTraffic, connection: Connection) -> bool:
    """Whether the bytes sent on a connection that has ended without a handshake are more than greetings: messages.

    With security (PLAIN, CURVE) libzmq speaks ZMTP 3 only, and its handshakes have other lengths.
    """
    sent = connection.carried[1]
    if any(name.startswith(SECURE) for name in socket.facts.options):
        return False
    greeting = OLD_GREETING_BYTES + len(socket.facts.routing_id)
    return sent > greeting and sent not in (GREETING_BYTES, GREETING_BYTES + _ready_bytes(socket))


def _ready_bytes(socket: SocketTraffic) -> int:
    """The length of the READY command that libzmq sends for a socket, with the names and values of its two properties.

    RFC 23: flags and size, the command's name, and for each property the sizes of its name and value.
    """
    own_type = 1 + len("Socket-Type") + 4 + len(socket.type)
    own_id = 1 + len("Identity") + 4 + len(socket.facts.routing_id) if socket.type in ANNOUNCE_AN_ID else 0
    return 2 + 1 + len("READY") + own_type + own_id


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


def is_decided(roster: Roster, socket: SocketTraffic, connection: Connection, now_ns: int, *, is_only: bool) -> bool:
    """Whether it is known what a connection is, other than ours, that has had its time to be claimed.

    `is_only` tells whether no other foreign program has been connected to the socket.
    """
    if connection.stage in (Stage.SHAKEN, Stage.REFUSED):
        return True
    if has_taken(socket, connection):
        connection.is_old = True
        return True
    if is_only and has_spoken(roster, socket, connection, now_ns):
        socket.knows_older(connection)
        return True
    return bool(connection.left_ns) and now_ns - connection.left_ns > 2 * PROOF_NS
