"""Foreign peers in the panes: each has its own box, lane and name, and nothing is drawn that is not there."""

from __future__ import annotations

import pytest

from tests.model.visited import STRANGER, visited
from tests.telling import Telling
from tests.ui.panes.looking import Looking
from zmqplay.patterns.dealer_router import DEALER_ROUTER
from zmqplay.patterns.pair import PAIR
from zmqplay.patterns.pipeline import PIPELINE
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.ui.panes.ladder.ladder import LadderPane
from zmqplay.ui.panes.ladder.lanes import FOREIGN_MOST, foreign_lanes
from zmqplay.ui.panes.log.messages import MessagesPane
from zmqplay.ui.panes.topology.topology import TopologyPane


def of_one_address() -> Telling:
    """Two programs of one process, over ipc."""
    telling = Telling(PUSH_PULL, {"worker": 1})
    for _ in range(2):
        telling.visit("producer-1", "pid 4711")
    telling.report()
    telling.pass_time(500)
    telling.report()
    return telling


def asked_by_two() -> Telling:
    """Two foreign DEALERs that came one after the other, so that each one's routing id is known."""
    telling = Telling(DEALER_ROUTER, {"client": 1})
    telling.send("client-1", ["server-1"], b"Hello", got=[b"Client1", b"Hello"])
    for address, routing_id in (("10.0.0.7:5000", b"Ann"), ("10.0.0.7:5001", b"Ben")):
        telling.visit("server-1", address)
        telling.report(after_ms=500)
        telling.receives("server-1", routing_id, b"ask")
        for _ in range(3):
            telling.report(after_ms=300)
        telling.sends("server-1", routing_id, b"answer")
        telling.report(after_ms=300)
    return telling


def test_two_peers_of_one_address_have_a_box_each() -> None:
    text = "\n".join(Looking(TopologyPane(), (100, 24)).shown(of_one_address()))
    assert text.count("pid 4711") == 2
    assert "pid 4711 (2)" in text


def test_two_peers_of_one_address_have_a_lane_each() -> None:
    telling = of_one_address()
    telling.send("producer-1", ["worker-1"], b"Task 1")
    telling.report()
    names = Looking(LadderPane(), (100, 12)).shown(telling)[1]
    assert names.split()[1:] == ["producer-1", "worker-1", "pid", "4711", "pid", "4711", "(2)", "│"]


def test_the_name_of_a_foreign_peer_and_its_state_are_apart_in_every_size() -> None:
    for width in range(60, 140, 8):
        for height in (10, 14, 18, 24):
            rows = Looking(TopologyPane(), (width, height)).shown(visited(PUSH_PULL, "producer-1", peers=4))
            assert not any(f"{port}{word}" in row for row in rows for port in range(5000, 5004) for word in "fi")


def test_an_ignored_peer_says_so_in_its_box() -> None:
    telling = visited(PAIR, "peer-1")
    telling.tick()
    telling.traffic.peers.foreign[STRANGER].is_ignored = True
    assert any("┆ ignored" in row for row in Looking(TopologyPane(), (90, 24)).shown(telling))


def test_a_foreign_worker_is_joined_to_the_node_that_it_visits_and_to_no_other() -> None:
    rows = Looking(TopologyPane(), (120, 30)).shown(visited(PIPELINE, "ventilator-1"))
    (row,) = [row for row in rows if STRANGER in row]
    before, _, after = row.partition(STRANGER)
    assert "┄○┆" in before
    assert "○" not in after


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 36)])
def test_the_wire_past_the_workers_is_drawn_and_its_messages_move_along_it(size: tuple[int, int]) -> None:
    telling = Telling(PIPELINE)
    app = Looking(TopologyPane(), size)
    rows = app.shown(telling)
    (below,) = [row for row in rows if "─ results ─" in row]
    start, end = below.index("╰"), below.index("╯")
    above = rows[: rows.index(below)]
    assert any(row[start] == "○" for row in above)
    assert any(row[end] == "●" for row in above)
    telling.send("ventilator-1", ["sink-1"], b"batch begins", wire=1)
    telling.report()
    app.shown(telling)
    telling.now_ns += 400_000_000
    assert any("•" in row[start] for row in app.shown(telling)[len(above) - 6 :])


def test_a_click_on_the_wire_past_the_workers_selects_it() -> None:
    app = Looking(TopologyPane(), (80, 24))
    rows = app.shown(Telling(PIPELINE))
    (y,) = [y for y, row in enumerate(rows) if "─ results ─" in row]
    app.click(rows[y].index("╰") + 3, y)
    assert app.view.link == ("ventilator-1", "sink-1")
    app.press("right")
    assert app.view.node == "sink-1"


def test_each_foreign_peer_has_its_lane_and_its_messages_begin_and_end_there() -> None:
    rows = Looking(LadderPane(), (120, 12)).shown(asked_by_two())
    for number in (0, 1):
        title = f"10.0.0.7:500{number}"
        lane = rows[1].index(title) + len(title) // 2
        ask, answer = rows[3 + 2 * number : 5 + 2 * number]
        assert (ask[lane], "ask" in ask) == ("┤", True)
        assert (answer[lane - 1], answer[lane], "answer" in answer) == ("▶", "┆", True)


def test_a_request_and_its_reply_name_the_same_foreign_peer() -> None:
    rows = Looking(MessagesPane(), (120, 12)).shown(asked_by_two())
    for number in (0, 1):
        name = f"10.0.0.7:500{number}"
        assert name in rows[3 + 2 * number].partition("→")[0]
        assert name in rows[4 + 2 * number].partition("→")[2]


def test_more_foreign_peers_than_lanes_share_the_last() -> None:
    names = [f"10.0.0.7:{5_000 + number}" for number in range(7)]
    lanes = foreign_lanes(names, [], 20, some_unknown=False)
    assert len(lanes) == FOREIGN_MOST
    assert [name for lane in lanes for name in lane.names] == names
    assert lanes[-1].title == f"+{7 - FOREIGN_MOST + 1} foreign"
    assert [lane.title for lane in foreign_lanes([], names, 1, some_unknown=False)] == ["7 foreign"]


def test_what_went_to_one_of_several_foreign_peers_has_a_lane_that_says_no_more() -> None:
    lanes = foreign_lanes(["10.0.0.7:5000"], ["10.0.0.7:5001"], 20, some_unknown=True)
    assert [lane.title for lane in lanes] == ["10.0.0.7:5000", "foreign"]
    lanes = foreign_lanes([], ["10.0.0.7:5000", "10.0.0.7:5001"], 20, some_unknown=True)
    assert [lane.title for lane in lanes] == ["2 foreign"]


def test_a_stack_of_foreign_peers_is_selected_by_nobody_but_the_user() -> None:
    app = Looking(TopologyPane(), (80, 16))
    telling = visited(PUSH_PULL, "producer-1", peers=4)
    rows = app.shown(telling)
    assert any("foreign × 4" in row for row in rows)
    assert "enter closes" not in rows[-1]
    app.click(*next((row.index("▾ foreign"), y) for y, row in enumerate(rows) if "▾ foreign" in row))
    rows = app.shown(telling)
    assert any("▸ foreign × 4" in row for row in rows)
    assert not any("busy" in row.partition("○")[2] for row in rows)  # what a foreign peer does is not known
