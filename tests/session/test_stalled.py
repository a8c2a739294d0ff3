"""Why the rest of a count is given up, in a sentence that fits who receives."""

from __future__ import annotations

import pytest

from tests.model.two_roles import ADDRESS, PRODUCER, two_roles, workers
from tests.telling import Telling
from zmqplay.patterns.joined.pattern import one_socket
from zmqplay.session.stalled import why_it_stalled


@pytest.mark.parametrize(("type_", "question"), [("PUSH", "take it?"), ("REQ", "take it and answer?")])
@pytest.mark.parametrize("binds", [False, True])
def test_where_the_users_program_receives_no_node_is_asked_for(type_: str, question: str, binds: bool) -> None:
    telling = Telling(one_socket(type_, ADDRESS, binds=binds, messages=["X"]))
    says = why_it_stalled(telling.traffic, ["socket-1"])
    assert says.endswith(f"; does a program at {ADDRESS} {question}")
    assert "node" not in says


def test_where_nodes_receive_one_is_asked_for() -> None:
    telling = Telling(two_roles(PRODUCER, workers(0)))
    assert why_it_stalled(telling.traffic, ["producer-1"]).endswith("; is there a node to receive it?")


def test_what_is_frozen_is_named_and_counted_right() -> None:
    telling = Telling(two_roles(PRODUCER, workers(2)))
    telling.freeze("worker-1")
    assert "worker-1 stands still (sent 0, in flight 0); thaw it" in why_it_stalled(telling.traffic, ["producer-1"])
    telling.freeze("worker-2")
    assert "worker-1 and worker-2 stand still" in why_it_stalled(telling.traffic, ["producer-1"])
