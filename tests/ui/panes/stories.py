"""Short sessions, each told in a few reports, for a pane to show."""

from __future__ import annotations

from tests.telling import Telling
from tests.ui.hostile import HOSTILE
from zmqplay.model.nodes import NodeState
from zmqplay.patterns.dealer_router import DEALER_ROUTER
from zmqplay.patterns.publish_subscribe import PUBLISH_SUBSCRIBE
from zmqplay.patterns.push_pull import PUSH_PULL

SIZES = ((30, 8), (58, 14), (120, 36))


def tasks(messages: int = 60, workers: int = 3) -> Telling:
    """A producer that deals messages to workers, of which the first is slow."""
    telling = Telling(PUSH_PULL, {"worker": workers})
    for number in range(messages):
        worker = number % workers
        telling.send("producer-1", [f"worker-{worker + 1}"], b"Task %d" % number, took_ms=0.2 if worker else 9.8)
        if number % 15 == 14:
            telling.work("worker-1", 0.98)
            telling.work("worker-2", 0.09)
            telling.report()
    telling.report()
    return telling


def news() -> Telling:
    """A publisher with three topics, one of them without a subscriber."""
    telling = Telling(PUBLISH_SUBSCRIBE)
    for number in range(10):
        body = b"Hello %d" % number
        telling.send("publisher-1", ["subscriber-1", "subscriber-3"], b"topic1", body)
        telling.send("publisher-1", ["subscriber-2", "subscriber-3"], b"topic2", body)
        telling.send("publisher-1", [], b"nobody", body)
    telling.report()
    return telling


def requests() -> Telling:
    """Three clients of a ROUTER, which puts their routing ids in front of their messages."""
    telling = Telling(DEALER_ROUTER)
    for client, routing_id in (("client-1", b"Client1"), ("client-3", b"\x00\x6b\x8b\x45\x67")):
        telling.send(client, ["server-1"], b"Hello", got=[routing_id, b"Hello"])
    telling.report()
    return telling


def hostile(telling: Telling) -> Telling:
    """Make every foreign text hostile: frames, topics, routing ids, printed lines, addresses of peers."""
    first, *others = telling.nodes
    host = next(name for name, node in telling.nodes.items() if node.sockets[0].facts.bound)
    for payload in HOSTILE:
        telling.send(first, others[:1], payload, payload[::-1], b"", payload)
        for name in others:
            telling.count_received(name, payload)
        text = payload.decode("utf-8", "surrogateescape")
        telling.traffic.nodes[first].output.append(text)
        if text:
            telling.visit(host, text)
    telling.report()
    telling.end(others[-1], NodeState.CRASHED, "\x1b[2J[/]")
    return telling
