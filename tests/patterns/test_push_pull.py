"""Push–pull: each task to exactly one worker, dealt in turn."""

import pytest

from tests.playing import node, playing, received, settle, speak, until
from zmqplay.session.setup import Setup


def test_each_task_reaches_exactly_one_worker() -> None:
    with playing("push-pull") as session:
        speak(session, 300, rate=500)
        until(session, lambda: session.traffic.ledger.totals.delivered == 300)
        settle(session)
        tasks = [task for n in (1, 2, 3) for task in received(session, f"worker-{n}")]
        assert sorted(tasks) == sorted(f"Task {n}".encode() for n in range(1, 301))


def test_tasks_are_dealt_in_turn() -> None:
    with playing("push-pull") as session:
        speak(session, 30)
        until(session, lambda: session.traffic.ledger.totals.delivered == 30)
        assert [node(session, f"worker-{n}").received for n in (1, 2, 3)] == [10, 10, 10]


@pytest.mark.parametrize("size", [0, 1000])
def test_counts_and_bytes_are_exact_when_only_a_sample_is_shown(size: int) -> None:
    with playing("push-pull", Setup(counts={"worker": 4}, size=size)) as session:
        speak(session, 50_000)
        until(session, lambda: session.traffic.ledger.totals.delivered == 50_000)
        settle(session)
        session.finish()
        sent = sum(s.sent.bytes for s in node(session, "producer-1").sockets.values())
        workers = [s for n in range(1, 5) for s in node(session, f"worker-{n}").sockets.values()]
        assert sum(s.received.messages for s in workers) == 50_000
        assert sum(s.received.bytes for s in workers) == sent
        assert session.traffic.messages.total < 50_000


def test_a_typed_message_is_seen_at_its_worker() -> None:
    with playing("push-pull") as session:
        session.controls.speech.send("producer-1", "hello")
        until(session, lambda: any(received(session, f"worker-{n}") == [b"hello"] for n in (1, 2, 3)))
        until(session, lambda: session.traffic.ledger.totals.delivered == 1)


def test_a_producer_without_workers_is_blocked() -> None:
    with playing("push-pull", Setup(counts={"worker": 0})) as session:
        session.controls.speech.send("producer-1", "anybody?")
        until(session, lambda: node(session, "producer-1").doing.activity.name == "BLOCKED")
        assert session.traffic.ledger.totals.sent == 0


def test_messages_at_a_killed_worker_are_lost_and_the_survivor_continues() -> None:
    with playing("push-pull", Setup(counts={"worker": 2}, work_ms={"worker-1": 25, "worker-2": 5})) as session:
        speak(session, 200)
        until(session, lambda: node(session, "worker-1").received > 5)
        session.controls.nodes.kill("worker-1")
        until(session, lambda: node(session, "worker-2").received >= 100)
        settle(session)
        totals = session.traffic.ledger.totals
        assert totals.in_flight == 0
        assert totals.lost_by_reason == {"peer-died": totals.lost}
        assert totals.lost + totals.delivered == 200
        assert 0 < totals.lost < 100


def test_a_busy_worker_is_told_from_an_idle_one() -> None:
    with playing("push-pull", Setup(counts={"worker": 2}, work_ms={"worker-1": 40})) as session:
        speak(session, 40)
        until(session, lambda: session.traffic.ledger.totals.delivered == 40)
        settle(session)
        session.finish()
        slow, fast = node(session, "worker-1"), node(session, "worker-2")
        assert slow.times_ns(slow.doing.reported_ns)[0] >= 20 * 40_000_000
        assert fast.times_ns(fast.doing.reported_ns)[0] < 400_000_000  # some, where it waits for a processor
