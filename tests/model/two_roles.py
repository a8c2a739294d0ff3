"""A pattern of two roles on one wire, with sockets of any type, for cases that no built-in pattern shows.

telling = Telling(two_roles(("producer", "PUSH", 1), ("worker", "PULL", 2)))     # the first role binds
"""

from __future__ import annotations

from tests.telling import Telling
from zmqplay.patterns.pattern import End, Node, Pattern, Role, Wire

ADDRESS = "tcp://127.0.0.1:5557"
Party = tuple[str, str, int]
"""A role, the type of its socket, and its number of nodes."""

PRODUCER: Party = "producer", "PUSH", 1
PUBLISHER: Party = "publisher", "PUB", 1
SERVER: Party = "server", "ROUTER", 1


def workers(count: int = 2, socket: str = "PULL") -> Party:
    return "worker", socket, count


def subscribers(count: int = 1) -> Party:
    return "subscriber", "SUB", count


def nothing(node: Node) -> None:
    """A role that is told of, and never played."""
    raise AssertionError(node.name)


def two_roles(binding: Party, connecting: Party) -> Pattern:
    """The pattern; its SUB sockets subscribe to everything, and the first role speaks."""
    roles = [
        Role(name, nothing, count, speaks=name == binding[0], topics=(("",),))
        for name, _, count in (binding, connecting)
    ]
    wire = Wire("wire", ADDRESS, End(*binding[:2]), End(*connecting[:2]))
    return Pattern("two-roles", "", "", "", "", tuple(roles), (wire,))


def routed(*routing_ids: bytes) -> Telling:
    """A ROUTER, and a DEALER for each of these routing ids; libzmq generates an id where it is empty."""
    telling = Telling(two_roles(SERVER, ("client", "DEALER", 0)))
    for number, routing_id in enumerate(routing_ids, 1):
        name = telling.start("client", number)
        telling.change(name, routing_id=routing_id)
        telling.meet(name)
        telling.join(name)
    return telling


def subscribed(*subscriptions: bytes) -> Telling:
    """A publisher, and a subscriber with these subscriptions."""
    telling = Telling(two_roles(PUBLISHER, subscribers(0)))
    name = telling.start("subscriber")
    telling.change(name, subscriptions=subscriptions)
    telling.meet(name)
    telling.join(name)
    return telling
