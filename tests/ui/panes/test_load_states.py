"""The state of a node in the Load pane: a word that is whole beside the columns that are there."""

from __future__ import annotations

import pytest

from tests.telling import Telling
from tests.ui.panes.looking import Looking
from tests.ui.panes.stories import tasks
from zmqplay.model.nodes import NodeState
from zmqplay.patterns.survey import SURVEY
from zmqplay.ui.panes.load.load import LoadPane


@pytest.mark.parametrize("state", [NodeState.STARTING, NodeState.FROZEN, NodeState.STOPPED, NodeState.CRASHED])
def test_the_state_of_a_node_is_whole_at_every_width_at_which_it_stands_by_the_bar(state: NodeState) -> None:
    for width in range(52, 140):
        telling = tasks(60)
        telling.traffic.nodes["worker-2"].life.state = state
        rows = Looking(LoadPane(), (width, 10)).shown(telling)
        worker = next(row for row in rows if "worker-2" in row)
        assert f" {state.value} " in worker, width
        assert len(worker) == len(rows[1]), width


def test_subscriptions_that_an_xpub_receives_are_nothing_that_was_done() -> None:
    telling = Telling(SURVEY)
    for _ in range(3):
        telling.subscribe("surveyor-1", b"S")
    telling.report()
    assert telling.traffic.nodes["surveyor-1"].received == 3
    rows = Looking(LoadPane(), (80, 10)).shown(telling)
    assert next(row for row in rows if "surveyor-1" in row).split()[2:4] == ["0", "–"]
