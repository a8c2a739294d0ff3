"""The ladder: lanes, arrows, brackets, and the selection that it shares with the messages."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.telling import Telling
from tests.ui.panes.looking import Looking
from tests.ui.panes.stories import news, requests, tasks
from zmqplay.model.causes import LossReason
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.patterns.request_reply import REQUEST_REPLY
from zmqplay.ui.draw.content import Scene
from zmqplay.ui.draw.ink import Ink, Line
from zmqplay.ui.panes.ladder.ladder import Ladder, LadderPane
from zmqplay.ui.panes.ladder.lanes import PITCH_LEAST, choose, foreign_lanes, most_lanes, place
from zmqplay.ui.panes.log.log_pane import LogPane, LogRow

SIXTY_FOUR = {"producer": ["producer-1"], "worker": [f"worker-{number}" for number in range(1, 65)]}


def asking(clients: int = 2, rounds: int = 3) -> Telling:
    """Clients that ask in turn, and a server that answers in the same order."""
    telling = Telling(REQUEST_REPLY, {"client": clients})
    names = [f"client-{number}" for number in range(1, clients + 1)]
    for number in range(rounds):
        for name in names:
            telling.send(name, ["server-1"], b"Hello %d" % number)
        for name in names:
            telling.send("server-1", [name], b"World %d" % number)
    telling.report()
    return telling


def lane_of(rows: list[str], name: str) -> int:
    """The column of a node's lane: the middle of its name."""
    return rows[1].index(name) + len(name) // 2


def test_an_arrow_goes_from_the_sender_to_the_receiver_with_its_label_and_latency() -> None:
    app = Looking(LadderPane(), (80, 20))
    rows = app.shown(tasks(15))
    assert rows[1].split()[1:-1] == ["producer-1", "worker-1", "worker-2", "worker-3"]
    for number, row in enumerate(rows[2:17]):
        worker = f"worker-{number % 3 + 1}"
        start, end = lane_of(rows, "producer-1"), lane_of(rows, worker)
        assert row[start] == "├"
        assert row[end - 1 : end + 1] == "▶│"
        assert f" Task {number} " in row[start:end] or f"Task {number}" in row[start:end]
        assert row.rstrip(" │").endswith("9.80 ms" if worker == "worker-1" else "0.20 ms")


def test_a_publication_has_a_head_at_each_subscriber_and_none_without_subscribers() -> None:
    app = Looking(LadderPane(), (100, 34))
    rows = app.shown(news())
    first, second, third = (lane_of(rows, f"subscriber-{number}") for number in (1, 2, 3))
    assert (rows[2][first - 1], rows[2][first], rows[2][third - 1]) == ("▶", "┼", "▶")
    assert rows[2][second - 1] not in "▶▷"
    assert "unheard" in rows[4]
    assert "▶" not in rows[4]


def test_the_arrow_of_a_waiting_message_is_open_and_that_of_a_lost_one_broken() -> None:
    telling = tasks(6)
    waits, lost = list(telling.traffic.messages.rows)[-2:]
    waits.deliveries, waits.waits_at = [], ("worker-2",)
    lost.deliveries, lost.losses = [], {"worker-3": LossReason.PEER_DIED}
    telling.traffic.messages.version += 1
    app = Looking(LadderPane(), (80, 14))
    rows = app.shown(telling)
    second, third = lane_of(rows, "worker-2"), lane_of(rows, "worker-3")
    assert rows[6][second - 2 : second + 1] == "▷ │"
    assert "┄" in rows[6]
    assert "waiting" in rows[6]
    assert rows[7][third - 2 : third + 1] == "╳ │"
    assert "─ ─" in rows[7]
    assert "lost" in rows[7]


def test_a_bracket_holds_a_request_and_its_reply_together() -> None:
    app = Looking(LadderPane(), (80, 20))
    rows = app.shown(asking(2, 1))
    first, second, server = (lane_of(rows, name) for name in ("client-1", "client-2", "server-1"))
    assert "".join(row[first] for row in rows[2:5]) == "╭│╰"
    assert rows[4][first + 1] == "◀"
    assert (rows[3][second], rows[5][second]) == ("╭", "╰")
    assert rows[3][server] == "┃"


def test_the_nodes_that_have_no_lane_share_one_that_says_so() -> None:
    telling = tasks(64, 64)
    app = Looking(LadderPane(), (60, 20))
    app.view.node = "worker-40"
    rows = app.shown(telling)
    assert "work…-40" in rows[1] or "worker-40" in rows[1]
    assert "+6" in rows[1]
    assert "share a lane" in rows[-1]
    assert any("worker-9▶│" in row for row in rows) or any("worker-59▶│" in row for row in rows)


@pytest.mark.parametrize("width", [40, 60, 80, 120, 160, 200])
def test_at_each_width_every_message_has_a_beginning_and_an_end(width: int) -> None:
    for telling in (tasks(12, 9), asking(3, 2), news(), requests()):
        app = Looking(LadderPane(), (width, 40))
        rows = app.shown(telling)
        for row in rows[2 : 2 + len(telling.traffic.messages.rows)]:
            assert set(row) & set("├┤╭╮┼")
            assert set(row) & set("▶◀▷◁╴╶")


def test_the_names_stay_in_view_when_it_is_scrolled() -> None:
    telling = tasks(100)
    app = Looking(LadderPane(), (80, 24))
    names = (app.shown(telling))[1]
    for key in ("home", "pagedown", "end"):
        app.press(key)
        rows = app.shown(telling)
        assert rows[1].split()[:5] == names.split()[:5]
    app.press("home")
    assert "Task 0 " in (app.shown(telling))[2]


def test_a_click_selects_the_message_of_that_line_and_another_panes_choice_is_taken_over() -> None:
    telling = tasks(60)
    app = Looking(LadderPane(), (80, 24))
    rows = app.shown(telling)
    app.click(30, 5)
    app.shown(telling)
    assert app.view.message is not None
    assert app.view.message.heads[0].decode() in rows[5]
    app.click(30, 1)
    assert len(app.heard) == 1
    app.view.row, app.view.message = 3, telling.traffic.messages.row(3)
    app.shown(telling)
    assert any("Task 3 " in row for row in app.shown(telling))


def test_a_paused_ladder_stands_still() -> None:
    telling = tasks(60)
    app = Looking(LadderPane(), (80, 24))
    app.shown(telling)
    app.view.paused = True
    held = app.shown(telling)
    for number in range(30):
        telling.send("producer-1", ["worker-2"], b"Task %d" % (100 + number))
    telling.report()
    rows = app.shown(telling)
    assert rows[:-1] == held[:-1]
    assert "30 new" in rows[-1]


def test_all_nodes_have_a_lane_where_they_fit() -> None:
    groups = {"producer": ["producer-1"], "worker": ["worker-1", "worker-2"]}
    assert [lane.names for lane in choose(groups, 3, [])] == [
        ("producer-1",),
        ("worker-1",),
        ("worker-2",),
    ]


@pytest.mark.parametrize("room", [2, 3, 8, 64])
def test_every_node_is_in_one_lane_and_the_preferred_have_their_own(room: int) -> None:
    lanes = choose(SIXTY_FOUR, room, ["worker-40", "worker-7"])
    assert len(lanes) <= room
    assert sorted(name for lane in lanes for name in lane.names) == sorted(
        name for names in SIXTY_FOUR.values() for name in names
    )
    singles = [lane.single for lane in lanes if lane.single]
    assert singles[0] == "producer-1"
    if room > 2:
        assert "worker-40" in singles


@pytest.mark.parametrize("width", [20, 31, 60, 150])
def test_lanes_lie_in_order_within_the_width_and_far_enough_apart(width: int) -> None:
    lanes = place(
        choose(SIXTY_FOUR, most_lanes(width) - 1, []) + foreign_lanes(["10.0.0.7:5000"], [], 1, some_unknown=False),
        width,
    )
    assert all(0 <= lane.x < width for lane in lanes)
    if width > 30:
        assert all(after.x - before.x >= PITCH_LEAST - 2 for before, after in pairwise(lanes))


def test_only_what_is_visible_is_drawn() -> None:
    class Counted(Ladder):
        drawn = 0

        def line(self, scene: Scene, ink: Ink, row: LogRow) -> Line:
            self.drawn += 1
            return super().line(scene, ink, row)

    telling = Telling(PUSH_PULL)
    ladder = Counted()
    app = Looking(LogPane(ladder), (80, 24))
    for number in range(2_000):
        telling.send("producer-1", ["worker-1"], b"Task %d" % number)
    telling.report()
    app.shown(telling)
    assert 0 < ladder.drawn <= 3 * 24
