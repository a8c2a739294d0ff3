"""Panes of nodes that connect to a program which runs already: it binds, and what it sends is not known."""

from __future__ import annotations

from tests.telling import Telling
from tests.ui.panes.looking import Looking
from zmqplay.model.event_numbers import EventNumber
from zmqplay.patterns.joined.pattern import one_socket
from zmqplay.patterns.publish_subscribe import PUBLISH_SUBSCRIBE
from zmqplay.ui.panes.frames.frames import FramesPane
from zmqplay.ui.panes.log.messages import MessagesPane
from zmqplay.ui.panes.topics import TopicsPane
from zmqplay.ui.panes.topology.topology import TopologyPane

ADDRESS = "tcp://127.0.0.1:5556"


def joined(type_: str) -> Telling:
    """One socket, which has connected to a program."""
    telling = Telling(one_socket(type_, ADDRESS, binds=False))
    node = telling.nodes[f"{type_.lower()}-1"]
    node.event(
        0, EventNumber.CONNECTED, telling.now_ns, ADDRESS, local="127.0.0.1:46870", peer="127.0.0.1:5556", value=9
    )
    node.event(0, EventNumber.HANDSHAKE_SUCCEEDED, telling.now_ns)
    for _ in range(3):
        telling.report()
    return telling


def test_the_program_has_the_mark_of_who_binds_and_the_node_that_of_who_connects() -> None:
    rows = "\n".join(Looking(TopologyPane(), (100, 20)).shown(joined("SUB")))
    assert rows.index("127.0.0.1:5556") < rows.index("●") < rows.index("○") < rows.index("sub-1")


def subscribed(*subscribers: str) -> Telling:
    """Subscribers of the publish-subscribe pattern that have connected to a publisher which runs elsewhere."""
    telling = Telling(PUBLISH_SUBSCRIBE, {"publisher": 0, "subscriber": len(subscribers)})
    for port, name in enumerate(subscribers, 46870):
        at = f"127.0.0.1:{port}"
        telling.nodes[name].event(
            0, EventNumber.CONNECTED, telling.now_ns, ADDRESS, local=at, peer="127.0.0.1:5556", value=9
        )
        telling.nodes[name].event(0, EventNumber.HANDSHAKE_SUCCEEDED, telling.now_ns)
    for _ in range(3):
        telling.report()
    return telling


def test_one_program_to_which_several_nodes_are_connected_is_one_box_joined_to_each() -> None:
    telling = subscribed("subscriber-1", "subscriber-2", "subscriber-3")
    assert len(telling.traffic.peers.foreign) == 3
    for peer in telling.traffic.peers.foreign.values():
        peer.received_from = 2
    pane = TopologyPane()
    rows = Looking(pane, (100, 20)).shown(telling)
    picture = "\n".join(rows)
    assert (picture.count("┆ 127.0.0.1:5556 "), picture.count("●"), picture.count("○")) == (1, 1, 3)
    assert "(2)" not in picture
    assert "6 from it" in picture
    links = {(name, peer.node) for name, peer in telling.traffic.peers.foreign.items()}
    assert all(pane.picture.path(*link) for link in links)
    assert pane.picture.edges
    assert {*pane.picture.edges.links(0)} == links


def test_what_a_program_has_published_is_no_number() -> None:
    telling = joined("SUB")
    telling.receives("sub-1", b"weather", b"sunny")
    telling.report()
    (row,) = [row for row in Looking(TopicsPane(), (60, 10)).shown(telling) if "weather" in row]
    assert row.replace("│", "").split() == ["weather", "–", "1"]


def test_who_cannot_send_is_not_asked_to_type() -> None:
    for pane in (MessagesPane(), FramesPane()):
        assert "ype" not in "".join(Looking(pane, (60, 10)).shown(joined("SUB")))
    for pane in (MessagesPane(), FramesPane()):
        assert "ype" in "".join(Looking(pane, (60, 10)).shown(joined("REQ")))
