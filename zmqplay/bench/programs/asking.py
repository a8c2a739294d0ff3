"""Programs whose messages have topics or routing ids, and programs that answer."""

from __future__ import annotations

from time import perf_counter

import zmq

from zmqplay.bench.programs.rounds import announced, orders, tell
from zmqplay.patterns.pattern import Node

TOPICS = tuple(b"topic-%d" % number for number in range(8))
WINDOW = 300
"""Requests under way at once; a ROUTER drops replies beyond its high-water mark of 1000."""


def publish(node: Node) -> None:
    """Send to eight topics in turn, with an XPUB, which sees its subscriber connect, and waits instead of dropping."""
    news = node.context.socket(zmq.XPUB)
    news.setsockopt(zmq.XPUB_NODROP, 1)
    news.bind(node.endpoint("news"))
    news.recv()
    for count, announcement, body in orders(node):
        news.send_multipart([TOPICS[0], announcement])
        for number in range(count):
            news.send_multipart([TOPICS[number & 7], body])


def subscribe(node: Node) -> None:
    """Take all topics."""
    news = node.context.socket(zmq.SUB)
    news.subscribe("topic")
    news.connect(node.endpoint("news"))
    for count in announced(lambda: news.recv_multipart()[1]):
        for _ in range(count):
            news.recv_multipart()


def deal(node: Node) -> None:
    """Keep a window of requests under way; the announcement is one of them."""
    requests = node.context.socket(zmq.DEALER)
    requests.connect(node.endpoint("requests"))
    for count, announcement, body in orders(node):
        requests.send_multipart([b"", announcement])
        requests.recv_multipart()
        begun = perf_counter()
        for number in range(count):
            requests.send_multipart([b"", body])
            if number >= WINDOW:
                requests.recv_multipart()
        for _ in range(min(count, WINDOW)):
            requests.recv_multipart()
        tell(count, begun)


def route(node: Node) -> None:
    """Send each request back to its sender."""
    requests = node.context.socket(zmq.ROUTER)
    requests.bind(node.endpoint("requests"))
    while True:
        routing_id, delimiter, body = requests.recv_multipart()
        requests.send_multipart([routing_id, delimiter, body])


def ask(node: Node) -> None:
    """Send one request after the other; the announcement is one of them."""
    questions = node.context.socket(zmq.REQ)
    questions.connect(node.endpoint("questions"))
    for count, announcement, body in orders(node):
        questions.send(announcement)
        questions.recv()
        begun = perf_counter()
        for _ in range(count):
            questions.send(body)
            questions.recv()
        tell(count, begun)


def reply(node: Node) -> None:
    """Send each request back."""
    questions = node.context.socket(zmq.REP)
    questions.bind(node.endpoint("questions"))
    while True:
        questions.send(questions.recv())
