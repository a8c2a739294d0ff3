"""The values for the next life of a node."""

from __future__ import annotations

from pathlib import Path

from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.session.plan import Plan
from zmqplay.session.setup import Setup


def test_each_start_of_a_node_is_its_next_life(tmp_path: Path) -> None:
    plan = Plan(PUSH_PULL, Setup(), tmp_path)
    starts = [plan.start(name) for name in ("worker-1", "worker-2", "worker-1", "worker-1")]
    assert [start.life for start in starts] == [1, 1, 2, 3]
    assert len({start.routing_id for start in starts}) == 4
