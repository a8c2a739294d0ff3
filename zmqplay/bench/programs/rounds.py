"""One round of a measured program: what the speaker is told, and what the one with the clock tells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import perf_counter

from zmqplay.patterns.pattern import Node


def orders(node: Node) -> Iterator[tuple[int, bytes, bytes]]:
    """For each round: how many messages, the announcement, and the body of the others, as long as that."""
    for (order,) in node.messages():
        count, size = map(int, order.split())
        yield count, (b"%d" % count).ljust(size), bytes(size)


def announced(receive: Callable[[], bytes]) -> Iterator[int]:
    """Receive each announcement, yield how many messages follow, and tell how long they have taken."""
    while True:
        count = int(receive())
        begun = perf_counter()
        yield count
        tell(count, begun)


def tell(count: int, begun: float) -> None:
    """Print messages and seconds."""
    print(count, perf_counter() - begun, flush=True)
