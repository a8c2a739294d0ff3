"""What libzmq's manual says of each socket type, in a few words: zmq_socket(3)."""

from __future__ import annotations

from typing import NamedTuple


class SocketFact(NamedTuple):
    """One type's box in the manual."""

    peers: str
    """Compatible peer sockets."""
    sends: str
    """Outgoing routing strategy."""
    receives: str
    """Incoming routing strategy."""
    full: str
    """Action in mute state: when every queue is full, or nobody is there."""


SOCKET_FACTS = {
    "REQ": SocketFact("REP ROUTER", "to each in turn, then waits for the reply", "from the last peer", "send waits"),
    "REP": SocketFact("REQ DEALER", "to the last peer", "from all in turn", "the reply is dropped"),
    "DEALER": SocketFact("ROUTER REP DEALER", "to each in turn", "from all in turn", "send waits"),
    "ROUTER": SocketFact("DEALER REQ ROUTER", "by routing id", "from all in turn", "dropped, or refused if mandatory"),
    "PUB": SocketFact("SUB XSUB", "to all who subscribed", "nothing", "dropped for who is full"),
    "SUB": SocketFact("PUB XPUB", "nothing", "from all in turn", "its publisher drops"),
    "XPUB": SocketFact("SUB XSUB", "to all who subscribed", "subscriptions", "dropped for who is full"),
    "XSUB": SocketFact("PUB XPUB", "subscriptions", "from all in turn", "subscriptions are dropped"),
    "PUSH": SocketFact("PULL", "to each in turn", "nothing", "send waits"),
    "PULL": SocketFact("PUSH", "nothing", "from all in turn", "its pusher waits"),
    "PAIR": SocketFact("PAIR", "to its one peer", "from its one peer", "send waits"),
}
"""By type."""
