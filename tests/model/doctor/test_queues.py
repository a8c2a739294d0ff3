"""The Doctor's rules about queues: full, without a peer, or with a frozen peer."""

from __future__ import annotations

from tests.model.doctor.findings import findings
from tests.model.two_roles import PRODUCER, PUBLISHER, subscribers, two_roles, workers
from tests.telling import Telling
from zmqplay.model.doctor import Level
from zmqplay.model.event_numbers import EventNumber
from zmqplay.model.facts import WorkSet
from zmqplay.wire import Activity


def test_a_sender_that_waits_for_a_first_peer() -> None:
    telling = Telling(two_roles(PRODUCER, workers(0)))
    telling.nodes["producer-1"].does(Activity.BLOCKED, telling.now_ns)
    telling.report(after_ms=2_000)
    assert "blocked-without-peer" in findings(telling)


def test_a_sender_that_queues_without_a_peer() -> None:
    telling = Telling(two_roles(workers(1), PRODUCER))
    telling.kill("worker-1")
    telling.report()
    telling.nodes["producer-1"].event(0, EventNumber.CONNECT_RETRIED, telling.now_ns)
    telling.sends("producer-1", b"Task")
    telling.report(after_ms=2_000)
    assert "1 message" in findings(telling)["queued-without-peer"].says


def test_a_publisher_without_a_peer() -> None:
    telling = Telling(two_roles(PUBLISHER, subscribers(0)))
    telling.nodes["publisher-1"].holding = False
    for _ in range(4):
        telling.sends("publisher-1", b"a")
        telling.report()
    assert "dropped-without-peer" in findings(telling)


def test_a_full_queue_is_back_pressure_while_something_moves_and_wrong_if_nothing_does() -> None:
    telling = Telling(two_roles(PRODUCER, workers(1)))
    telling.nodes["producer-1"].does(Activity.BLOCKED, telling.now_ns)
    telling.report(after_ms=2_000)
    assert findings(telling)["blocked-at-high-water-mark"].level is Level.WRONG
    telling.send("producer-1", ["worker-1"], b"Task")
    telling.report()
    assert findings(telling)["blocked-at-high-water-mark"].level is Level.NOTE
    telling.freeze("worker-1")
    assert "worker-1 is frozen, and" in findings(telling)["blocked-at-high-water-mark"].says


def test_messages_dropped_for_a_full_subscriber() -> None:
    telling = Telling(two_roles(PUBLISHER, subscribers()))
    telling.take(WorkSet(telling.now_ns, "subscriber-1", 50))
    telling.sends("publisher-1", b"a", b"1")
    telling.send("publisher-1", ["subscriber-1"], b"a", b"2")
    telling.report()
    found = findings(telling)["dropped-at-high-water-mark"]
    assert (found.happened, found.level) == (1, Level.WRONG)
    assert "the first was no. 1" in found.says


def test_a_frozen_node() -> None:
    telling = Telling(two_roles(PRODUCER, workers(1)))
    telling.freeze("worker-1")
    assert findings(telling)["frozen"].level is Level.NOTE
    telling.sends("producer-1", b"Task")
    telling.report()
    assert "1 message waits for it" in findings(telling)["frozen"].says
