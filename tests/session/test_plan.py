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


def test_the_socket_files_of_a_node_are_those_that_it_binds_outside_of_the_sessions_directory(tmp_path: Path) -> None:
    one, other, own = (str(tmp_path / name) for name in ("one", "other", "own"))
    setup = Setup(endpoints={"tasks": f"ipc://{one}"}, further={"tasks": (f"ipc://{other}", f"ipc://{own}/tasks")})
    (tmp_path / "own").mkdir()
    plan = Plan(PUSH_PULL, setup, tmp_path / "own")
    assert plan.start("producer-1").files == [one, other]
    assert plan.start("worker-1").files == []
