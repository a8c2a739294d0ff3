"""Panes of nodes that connect to a program which runs already: it binds, and what it sends is not known."""

from __future__ import annotations

from tests.telling import Telling
from tests.ui.panes.looking import Looking
from zmqplay.model.event_numbers import EventNumber
from zmqplay.patterns.joined.pattern import one_socket
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
