"""A history of each pattern, told in reports as its nodes would send them; always the same."""

from __future__ import annotations

from collections.abc import Callable

from tests.telling import MS, Telling
from zmqplay.model.nodes import NodeState
from zmqplay.patterns.dealer_router import DEALER_ROUTER
from zmqplay.patterns.pair import PAIR
from zmqplay.patterns.pattern import Pattern
from zmqplay.patterns.pipeline import PIPELINE
from zmqplay.patterns.publish_subscribe import PUBLISH_SUBSCRIBE
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.patterns.request_reply import REQUEST_REPLY
from zmqplay.patterns.survey import SURVEY

QUARTER = 15
"""Messages between two measurements of the rates."""
GENERATED = b"\x00\x6b\x8b\x45\x67"
"""A routing id as a ROUTER makes one."""


def apart(pattern: Pattern, counts: dict[str, int] | None = None) -> Telling:
    """Nodes that have started and reported, before any binding socket has accepted a connection."""
    telling = Telling()
    telling.declare(pattern)
    for role in pattern.roles:
        for number in range(1, (counts or {}).get(role.name, role.count) + 1):
            telling.start(role.name, number)
    telling.report()
    telling.join()
    return telling


def _met(pattern: Pattern, counts: dict[str, int] | None = None) -> Telling:
    telling = apart(pattern, counts)
    telling.meet()
    for number, node in enumerate(telling.traffic.nodes.values()):
        node.usage.cpu_percent, node.usage.memory_bytes = 1.0 + number, 21_500_000 + 100_000 * number
        node.work_ms = pattern.role(node.role).work_ms
    return telling


def push_pull() -> Telling:
    """Four workers: tasks wait at the slow first one, and the last was killed with three tasks."""
    telling = _met(PUSH_PULL, {"worker": 4})
    telling.traffic.nodes["worker-1"].work_ms = 150.0
    for number in range(120):
        worker = f"worker-{number % 4 + 1}"
        stays = (worker == "worker-1" and number > 60) or (worker == "worker-4" and number > 110)
        took_ms = 9.8 + number if worker == "worker-1" else 0.2 + number % 7 / 100
        telling.send("producer-1", [] if stays else [worker], b"Task %d" % (number + 1), took_ms=took_ms)
        telling.nodes[worker].services_ns.append(150 * MS if worker == "worker-1" else 2 * MS + number % 5 * MS // 10)
        if number % QUARTER == QUARTER - 1:
            for name, share in (("worker-1", 0.98), ("worker-2", 0.31), ("worker-3", 0.3), ("worker-4", 0.28)):
                telling.work(name, share)
            telling.report()
    telling.end("worker-4", NodeState.KILLED, "killed by you")
    telling.report()
    return telling


def publish_subscribe() -> Telling:
    """Three topics, one of them without a subscriber, and a foreign subscriber."""
    telling = _met(PUBLISH_SUBSCRIBE)
    telling.visit("publisher-1", "127.0.0.1:50123")
    for number in range(45):
        body, topic = b"Hello %d" % (number + 1), (b"topic1", b"topic2", b"sports")[number % 3]
        hear = {b"topic1": ["subscriber-1", "subscriber-3"], b"topic2": ["subscriber-2", "subscriber-3"]}.get(topic, [])
        telling.send("publisher-1", hear, topic, body, took_ms=0.15 + number % 9 / 100)
        if number % QUARTER == QUARTER - 1:
            telling.report()
    telling.report()
    return telling


def request_reply() -> Telling:
    """Two clients send requests in turn; the server still works on the last one."""
    telling = _met(REQUEST_REPLY)
    telling.traffic.nodes["server-1"].work_ms = 20.0
    for number in range(31):
        client = f"client-{number % 2 + 1}"
        request = b"Hello %d from %s" % (number // 2 + 1, client.encode())
        telling.send(client, ["server-1"], request, took_ms=0.2)
        if number < 30:
            telling.pass_time(20)
            telling.send("server-1", [client], b"Reply to " + request, took_ms=0.25)
            telling.nodes["server-1"].services_ns.append(20 * MS)
        if number % QUARTER == QUARTER - 1:
            telling.work("server-1", 0.95)
            telling.report()
    telling.report()
    return telling


def dealer_router() -> Telling:
    """Requests wait for replies, one client has a generated routing id, and one reply had no receiver."""
    telling = _met(DEALER_ROUTER)
    ids = {"client-1": b"Client1", "client-2": b"Client2", "client-3": GENERATED}
    for number in range(24):
        client = f"client-{number % 3 + 1}"
        routing_id, request = ids[client], b"Hello %d from %s" % (number // 3 + 1, client.encode())
        telling.send(client, ["server-1"], request, got=[routing_id, request], took_ms=0.2)
        if number < 18:
            reply = b"Reply to " + request
            telling.send("server-1", [client], routing_id, reply, got=[reply], took_ms=0.3)
        if number % QUARTER == QUARTER - 1:
            telling.work("server-1", 0.4)
            telling.report()
    telling.send("server-1", [], b"Nobody", b"Is anybody there?")
    telling.report()
    return telling


def pair() -> Telling:
    """Both peers have sent messages."""
    telling = _met(PAIR)
    for number in range(20):
        speaks, hears = ("peer-1", "peer-2") if number % 2 else ("peer-2", "peer-1")
        telling.send(speaks, [hears], b"Hello %d from %s" % (number // 2 + 1, speaks.encode()), took_ms=0.12)
        if number % QUARTER == QUARTER - 1:
            telling.report()
    telling.report()
    return telling


def pipeline() -> Telling:
    """A batch is done, and one worker is frozen with its task."""
    telling = _met(PIPELINE)
    telling.send("ventilator-1", ["sink-1"], b"batch begins", wire=1, took_ms=0.2)
    for number in range(45):
        worker, task = f"worker-{number % 3 + 1}", b"Task %d" % (number + 1)
        stays = worker == "worker-2" and number > 40
        telling.send("ventilator-1", [] if stays else [worker], task, took_ms=0.2)
        if not stays:
            telling.pass_time(20)
            telling.send(worker, ["sink-1"], task, b"0.020114", wire=1, took_ms=0.24)
            telling.nodes[worker].services_ns.append(20 * MS)
        if number % QUARTER == QUARTER - 1:
            for name in ("worker-1", "worker-2", "worker-3"):
                telling.work(name, 0.8)
            telling.report()
    telling.traffic.nodes["sink-1"].output.append("batch of 44 in 0.31 s, speed-up 2.8")
    telling.traffic.nodes["worker-2"].life.state = NodeState.FROZEN
    telling.report()
    return telling


def survey() -> Telling:
    """Two surveys: all nodes answered the first, and one answered the second too late."""
    telling = _met(SURVEY)
    respondents = [f"respondent-{number}" for number in (1, 2, 3)]
    for _ in respondents:
        telling.subscribe("surveyor-1", b"S")
    for number in (1, 2):
        question, identity = b"Question %d?" % number, number.to_bytes(4)
        telling.send("surveyor-1", respondents, b"S", identity, question, took_ms=0.3)
        for respondent in respondents:
            telling.pass_time(2 if respondent != "respondent-3" else 1_200 * (number - 1))
            answer = identity, respondent.encode(), b"Answer to " + question
            telling.send(respondent, ["surveyor-1"], *answer, wire=1, took_ms=0.25)
        if number == 2:
            telling.nodes["surveyor-1"].discard("late", telling.now_ns + MS)
        telling.report()
    telling.traffic.nodes["surveyor-1"].output += [
        f"survey {n}: {m} of 3 answered in time" for n, m in ((1, 3), (2, 2))
    ]
    telling.report()
    return telling


HISTORIES: dict[str, Callable[[], Telling]] = {
    "request-reply": request_reply,
    "publish-subscribe": publish_subscribe,
    "push-pull": push_pull,
    "dealer-router": dealer_router,
    "pair": pair,
    "pipeline": pipeline,
    "survey": survey,
}
"""The histories, by the pattern's name."""
