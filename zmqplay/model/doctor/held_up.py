"""What sets the pace of nodes besides their own work: a generator that is flat out, and a machine that is busy."""

from __future__ import annotations

from collections.abc import Iterable

from zmqplay.model.sockets import SocketTraffic
from zmqplay.model.traffic import Traffic


def is_told_flat_out(traffic: Traffic, now_ns: int, within_ns: int) -> bool:
    """Whether some node is told to speak as fast as it can, or was within the last `within_ns`."""
    speeches = [node.speech for node in traffic.nodes.values() if node.state.alive]
    return any(speech.flat_out or (speech.slowed_ns and now_ns - speech.slowed_ns < within_ns) for speech in speeches)


def longest_wait(traffic: Traffic, sockets: Iterable[SocketTraffic]) -> float:
    """The largest share (0–1) of the last second for which a node of these sockets waited for a processor."""
    return max((traffic.nodes[socket.node].usage.waiting.share for socket in sockets), default=0.0)
