"""A stamp of the nodes, by which panes see that a node changed."""

from __future__ import annotations

from zmqplay.model.reading.waits import LASTING_NS
from zmqplay.model.traffic import Traffic
from zmqplay.ui.draw.content import Scene


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


def wait_stamps(scene: Scene) -> tuple[object, ...]:
    """Values that change when a node begins to wait for long, and when something waits in it to be sent."""
    return tuple(
        (node.speech.to_be_sent, node.doing.activity, scene.now_ns - node.doing.since_ns >= LASTING_NS)
        for node in scene.traffic.nodes.values()
    )
