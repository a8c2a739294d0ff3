"""What the Doctor finds in requests and replies."""

from __future__ import annotations

from tests.model.story import Story
from zmqplay.model.event_numbers import EventNumber
from zmqplay.wire import Activity


def test_a_request_whose_server_is_gone() -> None:
    story = Story(("server", "REP", 1), ("client", "REQ", 1))
    story.send("client-1", b"Hello")
    story.does("client-1", Activity.IDLE)
    story.tell()
    story.event("client-1", EventNumber.DISCONNECTED)
    story.tell()
    assert "its server went away with the request" in story.found()["stuck-request"].says


def test_a_message_without_the_delimiter() -> None:
    story = Story(("server", "REP", 1), ("client", "DEALER", 1))
    story.send("client-1", b"Hello")
    story.tell()
    assert "[b'', body]" in story.found()["delimiter-missing"].says
