"""Nodes that have ended can be put out of sight: out of the picture and the lists, not out of the ledger."""

from __future__ import annotations

import pytest

from tests.telling import Telling
from tests.ui.panes.looking import Looking
from tests.ui.piloting import on_screen, playing, until
from zmqplay.model.nodes import NodeState
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.ui.draw.content import Content
from zmqplay.ui.panes.ledger.ledger import LedgerPane
from zmqplay.ui.panes.load.load import LoadPane
from zmqplay.ui.panes.sockets import SocketsPane
from zmqplay.ui.panes.topology.topology import TopologyPane


def ended() -> Telling:
    """Three workers have taken a task each, and the second has been killed."""
    telling = Telling(PUSH_PULL, {"worker": 3})
    for number in range(3):
        telling.send("producer-1", [f"worker-{number + 1}"], b"Task %d" % number)
    telling.report()
    telling.kill("worker-2")
    telling.report()
    return telling


@pytest.mark.parametrize("pane", [TopologyPane, LoadPane, SocketsPane, LedgerPane])
def test_a_pane_shows_a_node_that_is_out_of_sight_no_more_until_its_next_life(pane: type[Content]) -> None:
    telling, app = ended(), Looking(pane(), (100, 30))
    named = [row for row in app.shown(telling) if "worker-2" in row]
    app.view.out_of_sight = frozenset({("worker-2", 1)})
    left = [row for row in app.shown(telling) if "worker-2" in row]
    assert len(left) < len(named)
    assert any("worker-3" in row for row in app.shown(telling))
    app.view.out_of_sight = frozenset({("worker-2", 0)})
    assert [row for row in app.shown(telling) if "worker-2" in row] == named


def test_a_stack_of_which_nodes_have_ended_says_how_many_live() -> None:
    telling, app = Telling(PUSH_PULL, {"worker": 12}), Looking(TopologyPane(), (80, 24))
    telling.end("worker-2", NodeState.STOPPED, "told to stop")
    assert "worker × 11 of 12" in "\n".join(app.shown(telling))
    app.view.out_of_sight = frozenset({("worker-2", 1)})
    text = "\n".join(app.shown(telling))
    assert "worker × 11" in text
    assert "of 12" not in text


@on_screen
async def test_the_key_puts_all_ended_nodes_out_of_sight_and_the_sums_stay() -> None:
    async with playing() as (pilot, screen, source):
        await pilot.press("escape", "X")
        await until(pilot, lambda: "every node that is shown lives" in screen.hint.text)
        source.told.kill("worker-2")
        await until(pilot, lambda: not screen.traffic.nodes["worker-2"].state.alive)
        totals = screen.traffic.ledger.totals
        await pilot.press("3", "X")
        assert screen.hint.text == "worker-2 out of sight; the ledger keeps what they did"
        assert screen.view.node is None
        assert screen.traffic.ledger.totals == totals
        await until(pilot, lambda: screen.deck.panes["load"].count == 4)  # the titles, the producer and two workers
