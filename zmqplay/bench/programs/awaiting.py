"""PUSH → PULL with zmq.asyncio."""

from __future__ import annotations

import asyncio
from time import perf_counter

import zmq
import zmq.asyncio

from zmqplay.bench.programs.rounds import orders, tell
from zmqplay.patterns.pattern import Node


def push_awaiting(node: Node) -> None:
    """Await each send."""
    asyncio.run(_push(node))


async def _push(node: Node) -> None:
    tasks = zmq.asyncio.Context(node.context).socket(zmq.PUSH)
    tasks.bind(node.endpoint("tasks"))
    for count, announcement, body in orders(node):
        await tasks.send(announcement)
        for _ in range(count):
            await tasks.send(body)


def pull_awaiting(node: Node) -> None:
    """Await each message."""
    asyncio.run(_pull(node))


async def _pull(node: Node) -> None:
    tasks = zmq.asyncio.Context(node.context).socket(zmq.PULL)
    tasks.connect(node.endpoint("tasks"))
    while True:
        count = int(await tasks.recv())
        begun = perf_counter()
        for _ in range(count):
            await tasks.recv()
        tell(count, begun)
