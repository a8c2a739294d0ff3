"""Movement and figures in the picture: pulses, rates, queues before the boxes, losses."""

from __future__ import annotations

from dataclasses import replace

from tests.telling import Telling
from tests.ui.panes.looking import Looking
from tests.ui.panes.stories import tasks
from zmqplay.model.causes import LossReason
from zmqplay.model.ledger.accounts import Link
from zmqplay.model.pairs import IGNORED
from zmqplay.patterns.pair import PAIR
from zmqplay.patterns.pipeline import PIPELINE
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.ui.look.colours import LOST
from zmqplay.ui.panes.topology.topology import TopologyPane


def test_pulses_move_while_messages_flow_and_stand_still_without_animation() -> None:
    telling = tasks()
    app = Looking(TopologyPane(), (80, 24))
    first = app.shown(telling)
    telling.now_ns += 150_000_000
    assert app.shown(telling) != first
    app.is_animated = False
    calm = app.shown(telling)
    telling.now_ns += 150_000_000
    assert app.shown(telling) == calm


def test_nothing_moves_over_the_name_of_a_wire_that_leads_past_a_column() -> None:
    telling = Telling(PIPELINE)
    app = Looking(TopologyPane(), (60, 18))
    app.shown(telling)
    telling.send("ventilator-1", ["sink-1"], b"batch begins", wire=1)
    telling.report()
    seen = []
    for _ in range(60):
        seen.append(app.shown(telling)[-2])
        telling.now_ns += 60_000_000
    assert all(" results " in row for row in seen)
    assert any("•" in row for row in seen)


def test_without_traffic_nothing_moves() -> None:
    telling = Telling(PUSH_PULL)
    app = Looking(TopologyPane(), (80, 24))
    first = app.shown(telling)
    telling.now_ns += 150_000_000
    assert app.shown(telling) == first


def queued() -> Telling:
    """A worker with a long queue, and a producer that is blocked in send."""
    telling = tasks()
    waiting = ((1, 123, 1000), (2, 4, 1000), (3, 0, 0))
    links = [Link("producer-1", f"worker-{n}", "tasks", 1, {}, waits, room=room) for n, waits, room in waiting]
    telling.traffic.ledger.links = {(link.sender, link.receiver, link.wire): link for link in links}
    telling.traffic.nodes["producer-1"].rates.blocked = 0.9
    telling.traffic.nodes["worker-1"].work_ms = 200
    return telling


def test_a_queue_is_drawn_before_its_box_two_cells_for_each_power_of_ten() -> None:
    app = Looking(TopologyPane(), (90, 24))
    app.is_animated = False
    rows = app.shown(queued())
    assert sorted(row.count("▪") for row in rows if "▪" in row) == [1, 4]
    assert any("─▪▪▪▪○" in row for row in rows)
    assert any("─▪○" in row for row in rows)
    assert any("123/1000" in row for row in rows)


def test_a_blocked_sender_is_marked() -> None:
    app = Looking(TopologyPane(), (90, 24))
    app.is_animated = False
    rows = app.shown(queued())
    assert any("●‖" in row for row in rows)
    assert any("blocked" in row for row in rows)


def test_what_a_workers_results_do_not_wait_for_is_not_drawn_behind_it() -> None:
    telling = Telling(PIPELINE)
    telling.traffic.ledger.links = {
        ("ventilator-1", "worker-1", "tasks"): Link("ventilator-1", "worker-1", "tasks", 1, {}, 9)
    }
    app = Looking(TopologyPane(), (120, 24))
    assert [row.count("▪") for row in app.shown(telling) if "▪" in row] == [2]


def test_a_work_time_stands_in_the_box() -> None:
    app = Looking(TopologyPane(), (90, 24))
    assert any("PULL · 200 ms" in row for row in app.shown(queued()))


def test_each_edge_tells_how_much_flows_there() -> None:
    app = Looking(TopologyPane(), (90, 24))
    app.is_animated = False
    rows = app.shown(tasks())
    above = [rows[at - 1] for at, row in enumerate(rows) if "○│" in row]
    assert len(above) == 3
    assert all("/s" in row.partition("PULL")[0] for row in above)


def test_losses_are_counted_below_their_edge_and_fall_off_it() -> None:
    telling = tasks()
    app = Looking(TopologyPane(), (90, 24))
    app.shown(telling)
    telling.traffic.ledger.links = {
        ("producer-1", "worker-2", "tasks"): Link(
            "producer-1", "worker-2", "tasks", 1, {LossReason.HIGH_WATER_MARK: 7}, 0
        )
    }
    telling.now_ns += 1_000_000
    rows = app.shown(telling)
    below = next(at for at, row in enumerate(rows) if "worker-2" in row) + 1
    assert "✕ 7 lost" in rows[below]
    fallen = set()
    for _ in range(10):
        telling.now_ns += 100_000_000
        rows = app.shown(telling)
        fallen |= {at for at, row in enumerate(rows) if "✕" in row.replace("✕ 7 lost", "")}
    assert {below + 1, below + 2} <= fallen


def test_at_human_speed_each_message_is_one_pulse_on_its_receivers_edge() -> None:
    telling = Telling(PUSH_PULL)
    app = Looking(TopologyPane(), (90, 24))
    app.shown(telling)
    telling.send("producer-1", ["worker-3"], b"Task")
    telling.report()
    app.shown(telling)
    places = []
    for _ in range(20):
        telling.now_ns += 100_000_000
        places.append([at for at, row in enumerate(app.shown(telling)) if "•" in row])
    worker = next(at for at, row in enumerate(app.shown(telling)) if "worker-3" in row)
    assert all(len(seen) <= 1 for seen in places)
    assert [worker] in places
    assert places[-1] == []


def test_nothing_moves_on_the_edge_of_an_ignored_node() -> None:
    telling = Telling(PAIR, {"peer": 3})
    telling.traffic.nodes["peer-3"].ignored = IGNORED
    app = Looking(TopologyPane(), (90, 24))
    app.shown(telling)
    telling.send("peer-3", ["peer-1"], b"Hello")
    telling.report()
    for _ in range(10):
        telling.now_ns += 100_000_000
        assert not any("•" in row for row in app.shown(telling))


def test_a_queue_that_is_full_is_red_and_one_without_a_limit_has_no_gauge() -> None:
    telling = queued()
    links = telling.traffic.ledger.links
    for link, room in zip(list(links.values()), (100, 0), strict=False):
        links[link.sender, link.receiver, link.wire] = replace(link, room=room)
    app = Looking(TopologyPane(), (90, 24))
    rows = app.shown(telling)
    assert any("123/100" in row for row in rows)
    assert any("4 waiting" in row for row in rows)
    assert not any("/1000" in row for row in rows)
    red = app.ink(LOST).color
    assert "123/100 wait" in [text.strip() for line in app.lines() for text, style in line if style.color == red]
