"""Messages of a foreign peer in the list: the body has the width, the address and the fate are short."""

from __future__ import annotations

from tests.telling import Telling
from tests.ui.panes.looking import Looking
from zmqplay.patterns.dealer_router import DEALER_ROUTER
from zmqplay.ui.panes.frames.frames import FramesPane
from zmqplay.ui.panes.ladder.ladder import LadderPane
from zmqplay.ui.panes.log.messages import MessagesPane

HALF = 63
"""Cells of the Messages pane at 120 columns."""


def asked_from(address: str) -> Telling:
    """A foreign program at this address asks, and is answered."""
    telling = Telling(DEALER_ROUTER, {"client": 1})
    telling.visit("server-1", address)
    telling.report(after_ms=500)
    telling.receives("server-1", b"Ann", b"a question from elsewhere")
    for _ in range(3):
        telling.report(after_ms=300)
    telling.sends("server-1", b"Ann", b"Reply to a question from elsewhere")
    telling.report(after_ms=300)
    return telling


def test_a_peer_on_this_machine_is_shown_by_its_port_and_the_body_has_the_width() -> None:
    app = Looking(MessagesPane(), (HALF, 20))
    asked, answered = app.shown(asked_from("127.0.0.1:55162"))[2:4]
    assert ":55162   → server-1 " in asked
    assert "server-1 → :55162 " in answered
    assert "127" not in asked + answered
    assert "a question from" in asked
    assert "Reply to a quest" in answered
    assert answered.rstrip(" │").endswith(" handed")


def test_a_peer_on_another_machine_keeps_its_host() -> None:
    rows = Looking(MessagesPane(), (120, 20)).shown(asked_from("10.0.0.7:5000"))
    assert "10.0.0.7:5000 → server-1" in rows[2]


def test_where_there_is_room_for_it_the_fate_is_written_out() -> None:
    rows = Looking(MessagesPane(), (140, 20)).shown(asked_from("127.0.0.1:55162"))
    assert rows[3].rstrip(" │").endswith(" handed over")


def test_a_narrow_ladder_leaves_its_lanes_the_cells_of_a_long_fate() -> None:
    telling = asked_from("127.0.0.1:55162")
    narrow, wide = (Looking(LadderPane(), (width, 20)).shown(telling)[3].rstrip(" │") for width in (HALF, 110))
    assert narrow.endswith(" handed")
    assert wide.endswith(" handed over")


def test_frames_has_the_whole_address() -> None:
    app = Looking(FramesPane(), (90, 20))
    telling = asked_from("127.0.0.1:55162")
    app.view.row = 0
    assert "127.0.0.1:55162 → server-1 ROUTER" in app.shown(telling)[1]
