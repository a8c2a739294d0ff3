"""A stamp of the nodes, by which panes see that a node changed."""

from __future__ import annotations

from zmqplay.model.traffic import Traffic


def node_stamps(traffic: Traffic) -> int:
    """A hash of the counts, rates and states of all nodes; equal as long as none of them changes."""
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
