"""One round of a measured program: the speaker's order, and the line that the timed program prints."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import perf_counter

from zmqplay.patterns.pattern import Node


def orders(node: Node) -> Iterator[tuple[int, bytes, bytes]]:
    """For each round: the number of messages, the announcement, and the body of the other messages, of equal length."""
    for (order,) in node.messages():
        count, size = map(int, order.split())
        yield count, (b"%d" % count).ljust(size), bytes(size)


def announced(receive: Callable[[], bytes]) -> Iterator[int]:
    """Receive each announcement, yield the number of messages that follow, and print how long they took."""
    while True:
        count = int(receive())
        begun = perf_counter()
        yield count
        tell(count, begun)


def tell(count: int, begun: float) -> None:
    """Print the number of messages and the seconds."""
    print(count, perf_counter() - begun, flush=True)
