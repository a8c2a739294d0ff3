"""The Doctor's rule about figures that cannot be."""

from __future__ import annotations

import pytest

from tests.telling import Telling
from zmqplay.patterns import PATTERNS, find
from zmqplay.patterns.pattern import Pattern


def rest(telling: Telling) -> None:
    """Two seconds pass, in which nothing is reported."""
    for _ in range(8):
        telling.tick(250)


def worker_claims(messages: int) -> Telling:
    """A producer has sent 30 messages, and a worker claims to have received this many."""
    telling = Telling(find("push-pull"), {"worker": 1})
    telling.nodes["producer-1"].sockets[0].sent.messages = 30
    telling.nodes["worker-1"].sockets[0].received.messages = messages
    telling.report()
    rest(telling)
    return telling


def test_more_messages_than_were_sent_are_said_aloud() -> None:
    telling = worker_claims(10**9)
    (finding,) = [finding for finding in telling.doctor.present if finding.rule == "impossible"]
    assert "1,000,000,000 messages have arrived on tasks, where 30 were sent" in finding.says


def test_as_many_as_were_sent_are_not() -> None:
    assert ("impossible", "") not in worker_claims(30).doctor.diagnoses


def test_who_was_held_up_for_a_second_has_heard_nothing_and_claims_nothing() -> None:
    telling = Telling(find("push-pull"), {"worker": 1})
    telling.nodes["producer-1"].sockets[0].sent.messages = 30
    telling.nodes["worker-1"].sockets[0].received.messages = 31
    telling.tell("producer-1")
    telling.tell("worker-1")
    telling.tick(2_000)
    telling.tick()
    assert ("impossible", "") not in telling.doctor.diagnoses
    rest(telling)
    assert ("impossible", "") in telling.doctor.diagnoses


def test_a_frozen_sender_may_have_sent_more_than_it_has_reported() -> None:
    telling = Telling(find("push-pull"), {"worker": 1})
    telling.freeze("producer-1")
    telling.nodes["worker-1"].sockets[0].received.messages = 5
    telling.tell("worker-1")
    rest(telling)
    assert ("impossible", "") not in telling.doctor.diagnoses


def test_a_killed_sender_too_if_its_counts_are_gone() -> None:
    telling = Telling(find("push-pull"), {"worker": 1})
    telling.nodes["worker-1"].sockets[0].received.messages = 5
    telling.kill("producer-1")
    telling.traffic.nodes["producer-1"].life.exact = False
    telling.report()
    rest(telling)
    assert ("impossible", "") not in telling.doctor.diagnoses


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.name)
def test_subscriptions_and_publications_are_no_excess(pattern: Pattern) -> None:
    telling = Telling(pattern)
    for name, tap in telling.nodes.items():
        if any(socket.facts.type in ("XPUB", "SUB") for socket in tap.sockets):
            telling.receives(name, b"\x01S")
    telling.report()
    rest(telling)
    assert ("impossible", "") not in telling.doctor.diagnoses
