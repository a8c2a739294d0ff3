"""A sign of what the panes show of the nodes."""

from __future__ import annotations

from zmqplay.model.traffic import Traffic


def node_stamps(traffic: Traffic) -> int:
    """A hash of counts, rates and states of all nodes: the same until one of them changes."""
    return hash(
        tuple(
            value
            for node in traffic.nodes.values()
            for value in (
                node.name, node.state, node.doing.reported_ns, node.rates.moved_ns, node.usage.cpu_percent,
                node.usage.memory_bytes,
                node.ignored, len(node.output), node.life.reason, node.work_ms, node.jitter_ms,
            )
        )
    )  # fmt: skip
