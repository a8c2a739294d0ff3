"""Ends that were noticed some time later: what was sent in between need not have gone to the dead node."""

from __future__ import annotations

from msgspec.structs import replace

from tests.model.queues.dealt import dealt, links, totals
from tests.model.visited import rest
from tests.telling import MS, Telling
from zmqplay.model.causes import EndCause, LossReason
from zmqplay.model.facts import Ended, LastCount, LastCounts
from zmqplay.model.nodes import NodeState
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


def test_what_a_crashed_worker_is_taken_to_have_received_is_what_its_last_report_tells_of_afterwards() -> None:
    telling = dealt(5, workers=2)
    telling.sends("producer-1", b"Task 6")  # worker-2's turn
    telling.tell("producer-1")
    telling.receives("worker-2", b"Task 6")
    socket = telling.nodes["worker-2"].sockets[0]
    count = LastCount(socket.number, replace(socket.sent), replace(socket.received), True, True)
    telling.take(LastCounts(telling.now_ns, "worker-2", [count]))
    telling.end("worker-2", NodeState.CRASHED)
    telling.tell("worker-2", final=True)
    rest(telling)
    found = totals(telling)
    assert (found.delivered, found.in_flight, found.from_elsewhere) == (6, 0, 0)
    last = telling.traffic.messages.rows[-1]
    assert (last.number, [delivery.node for delivery in last.deliveries]) == (6, ["worker-2"])
    assert last.latency_ns == 210_000
