"""Who plays the stories of the Doctor's rules."""

from __future__ import annotations

from tests.model.story import Party

PRODUCER: Party = "producer", "PUSH", 1
PUBLISHER: Party = "publisher", "PUB", 1
SERVER: Party = "server", "ROUTER", 1


def workers(count: int = 2, socket: str = "PULL") -> Party:
    return "worker", socket, count


def subscribers(count: int = 1) -> Party:
    return "subscriber", "SUB", count
