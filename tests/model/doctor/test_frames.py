"""The Doctor's rules about the frames of messages."""

from __future__ import annotations

from tests.model.doctor.findings import findings
from tests.model.two_roles import PRODUCER, PUBLISHER, SERVER, subscribers, two_roles, workers
from tests.telling import Telling


def limited(*names: str, binding: tuple[str, str, int] = PRODUCER, count: int = 2) -> Telling:
    """A sender, and receivers of which these take no frame over 10 bytes."""
    telling = Telling(two_roles(binding, workers(count) if binding is PRODUCER else subscribers(count)))
    for name in names:
        telling.change(name, options={"MAXMSGSIZE": 10})
    telling.report()
    return telling


def test_a_frame_that_is_too_large() -> None:
    telling = limited("worker-1", count=1)
    telling.sends("producer-1", b"x" * 11)
    telling.report()
    found = findings(telling)["too-large"]
    assert "no frame over 10 bytes" in found.says
    assert found.happened == 1


def test_a_large_frame_that_went_to_another_worker_is_no_finding() -> None:
    telling = limited("worker-2")
    telling.send("producer-1", ["worker-1"], b"x" * 11)
    telling.send("producer-1", ["worker-2"], b"x" * 10)
    telling.report()
    assert findings(telling) == {}


def test_a_large_publication_concerns_the_subscriber_that_did_not_get_it() -> None:
    telling = limited("subscriber-1", "subscriber-2", binding=PUBLISHER, count=3)
    telling.change("subscriber-2", options={"MAXMSGSIZE": 100})
    telling.send("publisher-1", ["subscriber-2", "subscriber-3"], b"a", b"x" * 11)
    telling.report()
    assert findings(telling)["too-large"].says.startswith("subscriber-1 takes no frame over 10 bytes")


def test_a_routing_id_is_no_frame_on_the_wire() -> None:
    telling = Telling(two_roles(SERVER, ("client", "DEALER", 1)))
    telling.change("client-1", options={"CONFLATE": 1, "MAXMSGSIZE": 3})
    telling.send("client-1", ["server-1"], b"Hi", got=(b"Client1", b"Hi"))
    telling.send("server-1", ["client-1"], b"Client1", b"Ho", got=(b"Ho",))
    telling.report()
    assert findings(telling) == {}


def test_messages_of_several_frames_at_a_conflating_socket() -> None:
    telling = Telling(two_roles(PRODUCER, workers(1)))
    telling.change("worker-1", options={"CONFLATE": 1})
    telling.send("producer-1", ["worker-1"], b"a", b"b")
    telling.report()
    assert "messages of 2 frames" in findings(telling)["conflate-multipart"].says
