"""The picture of the pattern: who stands where, and how each fares."""

from __future__ import annotations

import pytest

from tests.ui.feeding import Feeding
from tests.ui.panes.looking import Looking
from tests.ui.panes.stories import news, requests, tasks
from zmqplay.model.causes import LossReason
from zmqplay.model.ledger.accounts import Link
from zmqplay.model.nodes import NodeState
from zmqplay.model.peers import ForeignPeer
from zmqplay.patterns import PATTERNS
from zmqplay.patterns.pair import PAIR
from zmqplay.patterns.pattern import Pattern
from zmqplay.patterns.pipeline import PIPELINE
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.ui.draw.selection import LinkSelected, NodeSelected
from zmqplay.ui.panes.topology.topology import TopologyPane
from zmqplay.ui.play.view import View


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (58, 14)])
@pytest.mark.parametrize("pattern", PATTERNS)
def test_each_pattern_fits_with_its_names_sockets_and_addresses(pattern: Pattern, size: tuple[int, int]) -> None:
    feeding = Feeding(pattern)
    app = Looking(TopologyPane(), size)
    rows = app.shown(feeding)
    text = "\n".join(rows)
    assert all(name in text for name in feeding.nodes)
    assert all(wire.name in rows[0] for wire in pattern.wires)
    assert "●" in text
    assert "○" in text
    if size[0] >= 80:
        assert all(wire.address in rows[0] for wire in pattern.wires)
        assert all(end.socket in text for wire in pattern.wires for end in wire.ends)


def test_a_dead_node_stays_with_what_became_of_it() -> None:
    feeding = tasks()
    feeding.end("worker-2", NodeState.KILLED, "killed")
    app = Looking(TopologyPane(), (80, 24))
    text = "\n".join(app.shown(feeding))
    assert "worker-2" in text
    assert "killed" in text
    assert "✕" in text


def test_a_foreign_peer_is_drawn_dashed_with_its_address() -> None:
    feeding = news()
    feeding.traffic.peers.foreign["10.0.0.7:5123"] = ForeignPeer("10.0.0.7:5123", "publisher-1", "news", "PUB", 0)
    app = Looking(TopologyPane(), (90, 30))
    text = "\n".join(app.shown(feeding))
    assert "10.0.0.7:5123" in text
    assert "not ours" in text
    assert "┆" in text


def test_an_ignored_pair_says_so() -> None:
    feeding = Feeding(PAIR, {"peer": 3})
    feeding.traffic.nodes["peer-3"].ignored = "a PAIR has one peer at a time"
    app = Looking(TopologyPane(), (80, 24))
    rows = app.shown(feeding)
    assert any("ignored" in row for row in rows)
    assert "peer-3: a PAIR has one peer at a time" in rows[-1]


def test_where_there_is_no_room_for_boxes_is_a_list_that_scrolls() -> None:
    feeding = Feeding(PUSH_PULL, {"worker": 64})
    app = Looking(TopologyPane(), (28, 5))
    rows = app.shown(feeding)
    assert "producer-1" in rows[1]
    app.press("up")
    assert app.view.node == "worker-64"
    assert "worker-64" in (app.shown(feeding))[-2]


def test_a_click_in_a_box_selects_its_node_and_beside_it_none() -> None:
    app = Looking(TopologyPane(), (80, 24))
    rows = app.shown(tasks())
    row = next(index for index, text in enumerate(rows) if "worker-3" in text)
    app.click(rows[row].index("worker-3") + 3, row)
    app.click(3, 1)
    assert [message.name for message in app.heard if isinstance(message, NodeSelected)] == ["worker-3", None]


def test_pulses_move_while_messages_flow_and_stand_still_without_animation() -> None:
    feeding = tasks()
    app = Looking(TopologyPane(), (80, 24))
    first = app.shown(feeding)
    feeding.now_ns += 150_000_000
    assert app.shown(feeding) != first
    app.is_animated = False
    calm = app.shown(feeding)
    feeding.now_ns += 150_000_000
    assert app.shown(feeding) == calm


def test_without_traffic_nothing_moves() -> None:
    feeding = Feeding(PUSH_PULL)
    app = Looking(TopologyPane(), (80, 24))
    first = app.shown(feeding)
    feeding.now_ns += 150_000_000
    assert app.shown(feeding) == first


def queued() -> Feeding:
    """A worker before which much waits, and a producer that waits itself."""
    feeding = tasks()
    links = [Link("producer-1", f"worker-{n}", "tasks", 1, {}, waiting) for n, waiting in ((1, 123), (2, 4), (3, 0))]
    feeding.traffic.ledger.links = {(link.sender, link.receiver, link.wire): link for link in links}
    feeding.traffic.nodes["producer-1"].rates.blocked = 0.9
    feeding.traffic.nodes["worker-1"].work_ms = 200
    return feeding


def test_what_waits_is_seen_before_its_box_two_cells_for_each_tenfold() -> None:
    app = Looking(TopologyPane(), (90, 24))
    app.is_animated = False
    rows = app.shown(queued())
    assert sorted(row.count("▪") for row in rows if "▪" in row) == [1, 4]
    assert any("─▪▪▪▪○" in row for row in rows)
    assert any("─▪○" in row for row in rows)
    assert any("123 waiting" in row for row in rows)


def test_a_sender_that_waits_itself_is_marked() -> None:
    app = Looking(TopologyPane(), (90, 24))
    app.is_animated = False
    rows = app.shown(queued())
    assert any("●‖" in row for row in rows)
    assert any("blocked" in row for row in rows)


def test_what_a_workers_results_do_not_wait_for_is_not_drawn_behind_it() -> None:
    feeding = Feeding(PIPELINE)
    feeding.traffic.ledger.links = {
        ("ventilator-1", "worker-1", "tasks"): Link("ventilator-1", "worker-1", "tasks", 1, {}, 9)
    }
    app = Looking(TopologyPane(), (120, 24))
    assert [row.count("▪") for row in app.shown(feeding) if "▪" in row] == [2]


def test_a_work_time_stands_in_the_box() -> None:
    app = Looking(TopologyPane(), (90, 24))
    assert any("PULL · 200 ms" in row for row in app.shown(queued()))


def test_a_wire_that_is_turned_round_or_moved_is_drawn_so_at_once() -> None:
    feeding = tasks()
    app = Looking(TopologyPane(), (90, 24))
    app.is_animated = False
    before = app.shown(feeding)
    feeding.declare(feeding.pattern.turn("tasks"))
    feeding.traffic.addresses["tasks"] = "ipc:///tmp/tasks"
    after = app.shown(feeding)
    assert [sum(row.count(sign) for row in before) for sign in "●○"] == [1, 3]
    assert [sum(row.count(sign) for row in after) for sign in "●○"] == [3, 1]
    assert "ipc:///tmp/tasks" in after[0]


# Rates, losses, pulses


def test_each_edge_tells_how_much_flows_there() -> None:
    app = Looking(TopologyPane(), (90, 24))
    app.is_animated = False
    rows = app.shown(tasks())
    above = [rows[at - 1] for at, row in enumerate(rows) if "○│" in row]
    assert len(above) == 3
    assert all("/s" in row.partition("PULL")[0] for row in above)


def test_what_was_lost_stands_below_its_edge_and_falls_off_it() -> None:
    feeding = tasks()
    app = Looking(TopologyPane(), (90, 24))
    app.shown(feeding)
    feeding.traffic.ledger.links = {
        ("producer-1", "worker-2", "tasks"): Link(
            "producer-1", "worker-2", "tasks", 1, {LossReason.HIGH_WATER_MARK: 7}, 0
        )
    }
    feeding.now_ns += 1_000_000
    rows = app.shown(feeding)
    below = next(at for at, row in enumerate(rows) if "worker-2" in row) + 1
    assert "✕ 7 lost" in rows[below]
    fallen = set()
    for _ in range(10):
        feeding.now_ns += 100_000_000
        rows = app.shown(feeding)
        fallen |= {at for at, row in enumerate(rows) if "✕" in row.replace("✕ 7 lost", "")}
    assert {below + 1, below + 2} <= fallen


def test_at_human_speed_each_message_is_one_pulse_on_the_edge_of_whoever_gets_it() -> None:
    feeding = Feeding(PUSH_PULL)
    app = Looking(TopologyPane(), (90, 24))
    app.shown(feeding)
    feeding.send("producer-1", ["worker-3"], b"Task")
    feeding.report()
    app.shown(feeding)
    places = []
    for _ in range(20):
        feeding.now_ns += 100_000_000
        places.append([at for at, row in enumerate(app.shown(feeding)) if "•" in row])
    worker = next(at for at, row in enumerate(app.shown(feeding)) if "worker-3" in row)
    assert all(len(seen) <= 1 for seen in places)
    assert [worker] in places
    assert places[-1] == []


def test_nothing_moves_on_the_edge_of_whoever_is_ignored() -> None:
    feeding = Feeding(PAIR, {"peer": 3})
    feeding.traffic.nodes["peer-3"].ignored = "a PAIR has one peer at a time"
    app = Looking(TopologyPane(), (90, 24))
    app.shown(feeding)
    feeding.send("peer-3", ["peer-1"], b"Hello")
    feeding.report()
    for _ in range(10):
        feeding.now_ns += 100_000_000
        assert not any("•" in row for row in app.shown(feeding))


# Stacks


def crowd(workers: int = 64) -> Feeding:
    """Many workers, of which one has ended and before one of which something waits."""
    feeding = Feeding(PUSH_PULL, {"worker": workers})
    feeding.end("worker-2", NodeState.KILLED, "killed")
    link = Link("producer-1", "worker-3", "tasks", 1, {}, 12)
    feeding.traffic.ledger.links = {("producer-1", "worker-3", "tasks"): link}
    return feeding


def test_many_nodes_of_a_role_are_a_stack_with_a_cell_for_each() -> None:
    app = Looking(TopologyPane(), (80, 24))
    text = "\n".join(app.shown(crowd()))
    assert "▸ worker × 64" in text
    assert "12 waiting" in text
    assert text.count("·") >= 62
    assert "✕" in text


def test_a_stack_opens_and_closes_with_enter_and_each_node_in_it_is_reached() -> None:
    feeding = crowd()
    app = Looking(TopologyPane(), (80, 24))
    app.shown(feeding)
    app.press("down", "down")
    assert "enter opens" in (app.shown(feeding))[-1]
    app.press("enter")
    rows = app.shown(feeding)
    assert any("▾ worker × 64" in row for row in rows)
    assert any("▾ 44 more" in row for row in rows)
    for _ in range(30):
        app.press("down")
        rows = app.shown(feeding)
    assert app.view.node == "worker-30"
    assert any("worker-30" in row for row in rows)
    assert any("▴ 10" in row for row in rows)
    for _ in range(30):
        app.press("up")
        app.shown(feeding)
    app.press("enter")
    assert any("▸ worker × 64" in row for row in app.shown(feeding))


def test_a_click_on_a_stack_opens_it_and_one_on_a_cell_selects_its_node() -> None:
    feeding = crowd()
    app = Looking(TopologyPane(), (80, 24))
    rows = app.shown(feeding)
    y = next(at for at, row in enumerate(rows) if "▸" in row)
    app.click(rows[y + 1].index("✕"), y + 1)
    assert app.view.node == "worker-2"
    app.click(rows[y].index("▸"), y)
    assert any("▾ worker × 64" in row for row in app.shown(feeding))


def test_a_stack_whose_lines_all_fit_is_open_by_itself() -> None:
    app = Looking(TopologyPane(), (90, 24))
    text = "\n".join(app.shown(crowd(12)))
    assert "▾ worker × 12" in text
    assert all(f"worker-{number} " in text for number in range(1, 13))


def test_a_stack_keeps_what_was_done_to_it_while_the_size_changes() -> None:
    feeding = crowd(12)
    app = Looking(TopologyPane(), (90, 24))
    app.shown(feeding)
    app.press("down", "down", "enter")
    for size in ((60, 20), (120, 24), (90, 22)):
        app.resize(*size)
        assert any("▸ worker × 12" in row for row in app.shown(feeding))


# Links


def selection(view: View) -> tuple[str | None, tuple[str, str] | None]:
    """The node and the link that are selected."""
    return view.node, view.link


def test_the_arrows_go_from_a_node_to_its_links_along_them_and_to_the_node_at_the_end() -> None:
    feeding = tasks()
    app = Looking(TopologyPane(), (90, 24))
    app.shown(feeding)
    app.press("down")
    app.shown(feeding)
    app.press("right")
    assert app.view.link == ("producer-1", "worker-1")
    assert app.view.node is None
    app.shown(feeding)
    app.press("down")
    assert app.view.link == ("producer-1", "worker-2")
    rows = app.shown(feeding)
    assert any("━━" in row for row in rows)
    assert "producer-1 → worker-2" in rows[-1]
    app.press("right")
    assert selection(app.view) == ("worker-2", None)
    app.shown(feeding)
    app.press("left")
    assert app.view.link == ("producer-1", "worker-2")


def test_a_click_on_an_edge_selects_its_link_and_clicks_where_many_run_go_through_them() -> None:
    feeding = requests()
    app = Looking(TopologyPane(), (90, 24))
    app.is_animated = False
    rows = app.shown(feeding)
    y = next(at for at, row in enumerate(rows) if "client-3" in row)
    app.click(rows[y].index("─") + 2, y)
    assert app.view.link == ("client-3", "server-1")
    rows = app.shown(feeding)
    y = next(at for at, row in enumerate(rows) if "server-1" in row and "●" in row)
    for link in (("client-1", "server-1"), ("client-2", "server-1")):
        app.click(rows[y].index("●"), y)
        assert app.view.link == link
        app.shown(feeding)
    assert all(isinstance(message, LinkSelected) for message in app.heard)
