"""Programs of which no topology was declared, as traced ones: their nodes with the sockets that each has.

found({"server-1": [("REP", BINDS, 1)], "client-1": [("REQ", CONNECTS, 1)]})     # the number is the port
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.telling import Telling
from zmqplay.patterns.push_pull import PUSH_PULL

BINDS, CONNECTS = "binds", "connects"
Opened = tuple[str, str, int]
"""The type of a socket, what it does, and the port."""

PAIRS: dict[str, list[Opened]] = {
    "server-1": [("REP", BINDS, 1)],
    "client-1": [("REQ", CONNECTS, 1)],
    "weather-1": [("PUB", BINDS, 2)],
    "reader-1": [("SUB", CONNECTS, 2)],
}
PROXY: dict[str, list[Opened]] = {
    "broker-1": [("ROUTER", BINDS, 1), ("DEALER", BINDS, 2)],
    "client-1": [("REQ", CONNECTS, 1)],
    "client-2": [("REQ", CONNECTS, 1)],
    "rrworker-1": [("REP", CONNECTS, 2)],
    "rrworker-2": [("REP", CONNECTS, 2)],
}
FARM: dict[str, list[Opened]] = {
    "taskvent-1": [("PUSH", BINDS, 1), ("PUSH", CONNECTS, 2)],
    "taskwork-1": [("PULL", CONNECTS, 1), ("PUSH", CONNECTS, 2)],
    "taskwork-2": [("PULL", CONNECTS, 1), ("PUSH", CONNECTS, 2)],
    "tasksink-1": [("PULL", BINDS, 2)],
}
ROOMS: dict[str, list[Opened]] = {
    "chat-1": [("PAIR", BINDS, 1)],
    "chat-2": [("PAIR", CONNECTS, 1)],
    "chat-3": [("PAIR", BINDS, 2)],
    "chat-4": [("PAIR", CONNECTS, 2)],
}
TWO_AUDIENCES: dict[str, list[Opened]] = {
    "server-1": [("PUSH", BINDS, 1), ("PUB", BINDS, 2)],
    "worker-1": [("PULL", CONNECTS, 1)],
    "worker-2": [("PULL", CONNECTS, 1)],
    "reader-1": [("SUB", CONNECTS, 2)],
    "reader-2": [("SUB", CONNECTS, 2)],
}


def found(opened: Mapping[str, Sequence[Opened]]) -> Telling:
    """These nodes, which have connected and have met."""
    telling = Telling()
    telling.pattern = PUSH_PULL  # for its guide alone
    for name, sockets in opened.items():
        role, _, number = name.rpartition("-")
        telling.start(role, int(number))
        for type_, does, port in sockets:
            address = (f"tcp://127.0.0.1:{port}",)
            bound, connected = (address, ()) if does == BINDS else ((), address)
            telling.nodes[name].open(type_, bound=bound, connected=connected)
        telling.report()
    telling.meet()
    telling.join()
    return telling
