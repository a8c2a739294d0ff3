"""What the Doctor finds in routing ids and at a PAIR."""

from __future__ import annotations

from tests.model.doctor.parties import SERVER
from tests.model.story import Story


def test_a_routing_id_that_two_have() -> None:
    story = Story(SERVER, ("client", "DEALER", 2), met=False)
    for name in ("client-1", "client-2"):
        story.change(name, routing_id=b"Me")
    story.meet()
    assert "which is client-1's" in story.found()["routing-id-taken"].says
    story.change("server-1", options={"ROUTER_HANDOVER": 1})
    story.tell()
    assert "routing-id-taken-over" in story.found()


def test_a_routing_id_that_nobody_has() -> None:
    story = Story(SERVER, ("client", "DEALER", 1), met=False)
    story.change("client-1", routing_id=b"Client1")
    story.meet()
    story.send("server-1", b"Cleint1", b"hello", to=b"Cleint1")
    story.tell()
    assert "the nearest is 'Client1'" in story.found()["unroutable"].says


def test_a_second_guest_at_a_pair() -> None:
    story = Story(("host", "PAIR", 1), ("guest", "PAIR", 2))
    story.tell()
    assert story.found()["pair-ignored"].node == "guest-2"
