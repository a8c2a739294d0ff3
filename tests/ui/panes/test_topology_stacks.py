"""Many nodes of a role are one stack in the picture, which opens, closes and scrolls."""

from __future__ import annotations

from tests.telling import Telling
from tests.ui.panes.looking import Looking
from zmqplay.model.ledger.accounts import Link
from zmqplay.model.nodes import NodeState
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.ui.panes.topology.topology import TopologyPane


def crowd(workers: int = 64) -> Telling:
    """Many workers; one of them has ended, and messages wait for another."""
    telling = Telling(PUSH_PULL, {"worker": workers})
    telling.end("worker-2", NodeState.KILLED, "killed")
    link = Link("producer-1", "worker-3", "tasks", 1, {}, 12)
    telling.traffic.ledger.links = {("producer-1", "worker-3", "tasks"): link}
    return telling


def test_many_nodes_of_a_role_are_a_stack_with_a_cell_for_each() -> None:
    app = Looking(TopologyPane(), (80, 24))
    text = "\n".join(app.shown(crowd()))
    assert "▸ worker × 63 of 64" in text
    assert "12 waiting" in text
    assert text.count("·") >= 62
    assert "✕" in text


def test_a_stack_opens_and_closes_with_enter_and_each_node_in_it_is_reached() -> None:
    telling = crowd()
    app = Looking(TopologyPane(), (80, 24))
    app.shown(telling)
    app.press("down", "down")
    assert "enter opens" in (app.shown(telling))[-1]
    app.press("enter")
    rows = app.shown(telling)
    assert any("▾ worker × 63 of 64" in row for row in rows)
    assert any("▾ 44 more" in row for row in rows)
    for _ in range(30):
        app.press("down")
        rows = app.shown(telling)
    assert app.view.node == "worker-30"
    assert any("worker-30" in row for row in rows)
    assert any("▴ 10" in row for row in rows)
    for _ in range(30):
        app.press("up")
        app.shown(telling)
    app.press("enter")
    assert any("▸ worker × 63 of 64" in row for row in app.shown(telling))


def test_a_click_on_a_stack_opens_it_and_one_on_a_cell_selects_its_node() -> None:
    telling = crowd()
    app = Looking(TopologyPane(), (80, 24))
    rows = app.shown(telling)
    y = next(at for at, row in enumerate(rows) if "▸" in row)
    app.click(rows[y + 1].index("✕"), y + 1)
    assert app.view.node == "worker-2"
    app.click(rows[y].index("▸"), y)
    assert any("▾ worker × 63 of 64" in row for row in app.shown(telling))


def test_a_stack_whose_lines_all_fit_is_open_by_itself() -> None:
    app = Looking(TopologyPane(), (90, 24))
    text = "\n".join(app.shown(crowd(12)))
    assert "▾ worker × 11 of 12" in text
    assert all(f"worker-{number} " in text for number in range(1, 13))


def test_a_stack_keeps_what_was_done_to_it_while_the_size_changes() -> None:
    telling = crowd(12)
    app = Looking(TopologyPane(), (90, 24))
    app.shown(telling)
    app.press("down", "down", "enter")
    for size in ((60, 20), (120, 24), (90, 22)):
        app.resize(*size)
        assert any("▸ worker × 11 of 12" in row for row in app.shown(telling))
