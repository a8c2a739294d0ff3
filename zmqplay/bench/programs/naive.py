"""Two naive ways to watch: a JSON report of each message, and a proxy in between."""

from __future__ import annotations

import json
from collections import Counter

import zmq

from zmqplay.bench.programs.pushing import Socket, pull_socket, push_socket
from zmqplay.bench.programs.rounds import announced, orders
from zmqplay.patterns.pattern import Node


def _reports(node: Node) -> Socket:
    reports = node.context.socket(zmq.PUSH)
    reports.connect(node.endpoint("reports"))
    return reports


def push_reporting(node: Node) -> None:
    """Report each message that is sent."""
    tasks, reports = push_socket(node), _reports(node)
    for count, announcement, body in orders(node):
        tasks.send(announcement)
        for number in range(count):
            tasks.send(body)
            reports.send_json({"node": "push-1", "sent": number, "bytes": len(body)})


def pull_reporting(node: Node) -> None:
    """Report each message that is received."""
    tasks, reports = pull_socket(node), _reports(node)
    for count in announced(tasks.recv):
        for number in range(count):
            body = tasks.recv()
            reports.send_json({"node": "pull-1", "received": number, "bytes": len(body)})


def collect(node: Node) -> None:
    """Take each report."""
    reports = node.context.socket(zmq.PULL)
    reports.bind(node.endpoint("reports"))
    counts: Counter[str] = Counter()
    while True:
        report: dict[str, str] = json.loads(reports.recv())
        counts[report["node"]] += 1


def stand_between(node: Node) -> None:
    """Forward every message, in libzmq's own loop."""
    frontend = node.context.socket(zmq.PULL)
    frontend.connect(node.endpoint("tasks"))
    backend = node.context.socket(zmq.PUSH)
    backend.bind(node.endpoint("passed on"))
    zmq.proxy(frontend, backend)


def pull_passed_on(node: Node) -> None:
    """Receive the messages that the proxy forwards."""
    tasks = node.context.socket(zmq.PULL)
    tasks.connect(node.endpoint("passed on"))
    for count in announced(tasks.recv):
        for _ in range(count):
            tasks.recv()
