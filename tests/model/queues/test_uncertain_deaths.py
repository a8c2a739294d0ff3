"""Ends that were noticed some time later: what was sent in between need not have gone to the dead node."""

from __future__ import annotations

from tests.model.queues.dealt import dealt, links, totals
from tests.telling import MS, Telling
from zmqplay.model.causes import EndCause, LossReason
from zmqplay.model.facts import Ended
from zmqplay.patterns.pipeline import PIPELINE


def ends(telling: Telling, name: str, *, seen_ms_ago: float) -> None:
    """A node has been killed since it was last seen to live."""
    alive_ns = telling.now_ns - int(seen_ms_ago * MS)
    telling.take(Ended(telling.now_ns, name, EndCause.KILLED_FROM_OUTSIDE, -9, alive_ns=alive_ns))


def test_what_was_dealt_after_the_worker_was_last_seen_to_live_may_have_gone_to_another() -> None:
    telling = dealt(30)
    telling.sends("producer-1", b"Task 31")
    telling.receives("worker-1", b"Task 31")
    telling.pass_time(50)
    telling.sends("producer-1", b"Task 32")  # worker-2's turn, if that lives
    telling.tell("producer-1")
    telling.tell("worker-1")
    ends(telling, "worker-2", seen_ms_ago=20)
    telling.tick()
    assert totals(telling).lost == 0
    telling.receives("worker-3", b"Task 32")
    telling.report()
    assert (totals(telling).delivered, totals(telling).in_flight, totals(telling).lost) == (32, 0, 0)


def test_what_was_dealt_before_is_lost_with_the_worker() -> None:
    telling = dealt(30, slow="worker-2")
    ends(telling, "worker-2", seen_ms_ago=20)
    telling.report()
    assert links(telling)["worker-2"].lost == {LossReason.PEER_DIED: 9}


def test_what_a_socket_that_connects_has_sent_meanwhile_waits_for_the_receiver_to_come_again() -> None:
    telling = Telling(PIPELINE, {"ventilator": 1, "worker": 1, "sink": 1})
    telling.sends("worker-1", b"a result", socket=1)
    telling.tell("worker-1")
    ends(telling, "sink-1", seen_ms_ago=20)
    telling.tick()
    assert (totals(telling).in_flight, totals(telling).lost) == (1, 0)
