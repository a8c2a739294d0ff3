"""The Doctor's rule about subscriptions that a SUB dropped itself."""

from __future__ import annotations

from tests.model.doctor.findings import findings
from tests.model.two_roles import subscribed
from tests.telling import Telling


def with_small_queue(topic: bytes, *, arrives: bool = False) -> Telling:
    """A SUB with room for two of its three subscriptions, and a publication on a topic."""
    telling = subscribed(b"a", b"b", b"c")
    telling.change("subscriber-1", options={"SNDHWM": 2})
    telling.report()
    telling.report()
    telling.send("publisher-1", ["subscriber-1"] if arrives else [], topic, b"1")
    telling.report()
    telling.report()
    return telling


def test_a_topic_whose_subscription_was_dropped_is_published() -> None:
    found = findings(with_small_queue(b"c"))["subscriptions-dropped"]
    assert found.node == "subscriber-1"
    assert "subscribes to 3 topics, and its SUB dropped 1 of the subscriptions itself, 'c' among them" in found.says
    assert "SNDHWM=0" in found.says


def test_other_topics_prove_nothing() -> None:
    assert "subscriptions-dropped" not in findings(with_small_queue(b"a", arrives=True))


def test_a_message_that_arrives_proves_that_its_subscription_did() -> None:
    assert "subscriptions-dropped" not in findings(with_small_queue(b"c", arrives=True))
