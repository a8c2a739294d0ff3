"""The picture of the pattern: the places of the nodes, and their states."""

from __future__ import annotations

import re

import pytest
from msgspec.structs import replace

from tests.telling import Telling
from tests.ui.panes.looking import Looking
from tests.ui.panes.stories import news, requests, tasks
from zmqplay.model.nodes import NodeState
from zmqplay.model.pairs import IGNORED
from zmqplay.model.peers import ForeignPeer
from zmqplay.patterns import PATTERNS
from zmqplay.patterns.pair import PAIR
from zmqplay.patterns.pattern import Pattern
from zmqplay.patterns.publish_subscribe import PUBLISH_SUBSCRIBE
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.ui.draw.selection import LinkSelected, NodeSelected
from zmqplay.ui.panes.topology.topology import TopologyPane
from zmqplay.ui.view import View


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (58, 14)])
@pytest.mark.parametrize("pattern", PATTERNS)
def test_each_pattern_fits_with_its_names_sockets_and_addresses(pattern: Pattern, size: tuple[int, int]) -> None:
    telling = Telling(pattern)
    app = Looking(TopologyPane(), size)
    rows = app.shown(telling)
    text = "\n".join(rows)
    assert all(name in text for name in telling.nodes)
    assert all(wire.name in rows[0] for wire in pattern.wires)
    assert "●" in text
    assert "○" in text
    if size[0] >= 80:
        assert all(wire.address in rows[0] for wire in pattern.wires)
        assert all(end.socket in text for wire in pattern.wires for end in wire.ends)


@pytest.mark.parametrize("size", [(80, 14), (60, 11), (60, 8), (98, 40), (70, 30), (44, 12)])
def test_the_topics_of_a_node_are_apart_from_its_name_and_whole_where_there_is_room(size: tuple[int, int]) -> None:
    telling = Telling(PUBLISH_SUBSCRIBE, {"subscriber": 4})
    telling.send("publisher-1", ["subscriber-1", "subscriber-3"], b"topic1", b"x")
    telling.report()
    text = "\n".join(Looking(TopologyPane(), size).shown(telling))
    assert not re.search(r"subscriber-\dt", text), text
    assert "topic, topic1" in text or size[0] == 60


def test_a_box_keeps_its_width_when_its_node_gets_busy() -> None:
    telling = Telling(PUBLISH_SUBSCRIBE, {"subscriber": 4})
    app = Looking(TopologyPane(), (98, 40))
    idle = [row.find("╰") for row in app.shown(telling)]
    telling.traffic.nodes["subscriber-3"].rates.busy = 0.5
    app.page.forget()
    busy = app.shown(telling)
    assert any("50 %" in row for row in busy)
    assert [row.find("╰") for row in busy] == idle


def test_a_dead_node_stays_and_says_how_it_ended() -> None:
    telling = tasks()
    telling.end("worker-2", NodeState.KILLED, "killed")
    app = Looking(TopologyPane(), (80, 24))
    text = "\n".join(app.shown(telling))
    assert "worker-2" in text
    assert "killed" in text
    assert "✕" in text


def test_a_foreign_peer_is_drawn_dashed_with_its_address() -> None:
    telling = news()
    telling.traffic.peers.foreign["10.0.0.7:5123"] = ForeignPeer(
        "10.0.0.7:5123", "10.0.0.7:5123", "publisher-1", "news", "PUB", 0
    )
    app = Looking(TopologyPane(), (90, 30))
    text = "\n".join(app.shown(telling))
    assert "10.0.0.7:5123" in text
    assert "┆ foreign " in text
    assert "┆" in text


def test_an_ignored_pair_says_so() -> None:
    telling = Telling(PAIR, {"peer": 3})
    telling.traffic.nodes["peer-3"].ignored = IGNORED
    app = Looking(TopologyPane(), (80, 24))
    rows = app.shown(telling)
    assert any("ignored" in row for row in rows)
    assert f"peer-3: {IGNORED}" in rows[-1]


def test_a_pane_too_small_for_boxes_shows_a_list_that_scrolls() -> None:
    telling = Telling(PUSH_PULL, {"worker": 64})
    app = Looking(TopologyPane(), (28, 5))
    rows = app.shown(telling)
    assert "producer-1" in rows[1]
    app.press("up")
    assert app.view.node == "worker-64"
    assert "worker-64" in (app.shown(telling))[-2]


def test_a_click_in_a_box_selects_its_node_and_beside_it_none() -> None:
    app = Looking(TopologyPane(), (80, 24))
    rows = app.shown(tasks())
    row = next(index for index, text in enumerate(rows) if "worker-3" in text)
    app.click(rows[row].index("worker-3") + 3, row)
    app.click(3, 1)
    assert [message.name for message in app.heard if isinstance(message, NodeSelected)] == ["worker-3", None]


def test_a_wire_that_is_turned_round_or_moved_is_drawn_so_at_once() -> None:
    telling = tasks()
    app = Looking(TopologyPane(), (90, 24))
    app.is_animated = False
    before = app.shown(telling)
    telling.declare(telling.pattern.turn("tasks"))
    telling.traffic.addresses["tasks"] = "ipc:///tmp/tasks"
    after = app.shown(telling)
    assert [sum(row.count(sign) for row in before) for sign in "●○"] == [1, 3]
    assert [sum(row.count(sign) for row in after) for sign in "●○"] == [3, 1]
    assert "ipc:///tmp/tasks" in after[0]


@pytest.mark.parametrize("size", [(90, 24), (30, 8)])
def test_a_node_that_has_ended_keeps_the_sign_of_what_its_socket_was_when_the_wire_is_turned(
    size: tuple[int, int],
) -> None:
    telling = tasks()
    for name in ("worker-2", "worker-3"):
        telling.end(name, NodeState.KILLED, "killed")
    telling.declare(telling.pattern.turn("tasks"))
    app = Looking(TopologyPane(), size)
    app.is_animated = False
    assert [sum(row.count(sign) for row in app.shown(telling)) for sign in "●○"] == [1, 3]


# Links


def selection(view: View) -> tuple[str | None, tuple[str, str] | None]:
    """The node and the link that are selected."""
    return view.node, view.link


def test_the_arrows_go_from_a_node_to_its_links_along_them_and_to_the_node_at_the_end() -> None:
    telling = tasks()
    app = Looking(TopologyPane(), (90, 24))
    app.shown(telling)
    app.press("down")
    app.shown(telling)
    app.press("right")
    assert app.view.link == ("producer-1", "worker-1")
    assert app.view.node is None
    app.shown(telling)
    app.press("down")
    assert app.view.link == ("producer-1", "worker-2")
    rows = app.shown(telling)
    assert any("━━" in row for row in rows)
    assert "producer-1 → worker-2" in rows[-1]
    app.press("right")
    assert selection(app.view) == ("worker-2", None)
    app.shown(telling)
    app.press("left")
    assert app.view.link == ("producer-1", "worker-2")


def test_a_click_on_an_edge_selects_its_link_and_clicks_where_many_run_go_through_them() -> None:
    telling = requests()
    app = Looking(TopologyPane(), (90, 24))
    app.is_animated = False
    rows = app.shown(telling)
    y = next(at for at, row in enumerate(rows) if "client-3" in row)
    app.click(rows[y].index("─") + 2, y)
    assert app.view.link == ("client-3", "server-1")
    rows = app.shown(telling)
    y = next(at for at, row in enumerate(rows) if "server-1" in row and "●" in row)
    for link in (("client-1", "server-1"), ("client-2", "server-1")):
        app.click(rows[y].index("●"), y)
        assert app.view.link == link
        app.shown(telling)
    assert all(isinstance(message, LinkSelected) for message in app.heard)


def test_a_subscriber_that_is_not_busy_shows_its_subscriptions_and_a_busy_one_how_busy_it_is() -> None:
    telling = news()
    app = Looking(TopologyPane(), (90, 24))
    rows = app.shown(telling)
    assert any("│ to topic1 " in row for row in rows)
    assert any("│ to topic, topic1 " in row for row in rows)
    assert any("│ busy   0 %" in row for row in rows), "the publisher"
    telling.traffic.nodes["subscriber-1"].rates.busy = 0.03
    assert any("│ to topic1 " in row for row in app.shown(telling)), "it does not flicker at a hundredth or two"
    socket = telling.nodes["subscriber-1"].sockets[0]
    for subscriptions, shown in (((), "to nothing"), ((b"",), "to everything"), ((b"\x1b[2J",), r"to \x1b[2J")):
        socket.facts = replace(socket.facts, subscriptions=subscriptions)
        telling.report()
        assert any(f"│ {shown}" in row for row in app.shown(telling)), shown
    telling.traffic.nodes["subscriber-1"].rates.busy = 0.5
    assert not any("│ to \\x1b" in row for row in app.shown(telling))
