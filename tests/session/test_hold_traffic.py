"""Commands to traffic during play: work times, rates, bursts and messages."""

import pytest

from tests.playing import node, playing, received, settle, until
from zmqplay.control.commands import give
from zmqplay.model.nodes import NodeTraffic
from zmqplay.session.session import Session
from zmqplay.session.setup import Setup
from zmqplay.wire import Activity

AN_HOUR_MS = 3_600_000.0


@pytest.mark.parametrize("target", ["worker-1", "worker"])
def test_a_task_of_an_hour_ends_at_once_when_the_work_time_becomes_zero(target: str) -> None:
    with playing("push-pull", Setup(counts={"worker": 1}, work_ms={"worker": AN_HOUR_MS})) as session:
        give(session, "burst 1")
        worker = node(session, "worker-1")
        until(session, lambda: worker.received == 1 and worker.doing.activity is Activity.BUSY)
        assert give(session, f"work {target} 0").undo == f"work {target} 3600000ms 0ms"
        until(session, lambda: worker.doing.activity is Activity.IDLE)
        assert worker.work_ms == 0


def test_a_role_s_work_time_applies_to_all_its_nodes_until_it_is_undone() -> None:
    with playing("push-pull") as session:
        give(session, "work worker-2 20ms 5ms")
        changed = give(session, "work worker 1.5s")
        assert changed.says == "worker takes 1500 ms a task"
        assert [node(session, f"worker-{n}").work_ms for n in (1, 2, 3)] == [1_500.0] * 3
        assert changed.undo == "work worker 0ms 0ms\nwork worker-2 20ms 5ms"
        give(session, changed.undo)
        assert [(node(session, f"worker-{n}").work_ms, node(session, f"worker-{n}").jitter_ms) for n in (1, 2)] == [
            (0.0, 0.0),
            (20.0, 5.0),
        ]
        give(session, "add worker")
        give(session, "restart worker-2")
        assert [session.controls.nodes.work_of(name) for name in ("worker-2", "worker-4")] == [(20.0, 5.0), (0.0, 0.0)]


def test_a_task_takes_its_time_plus_or_minus_the_jitter() -> None:
    with playing("push-pull", Setup(counts={"worker": 1})) as session:
        assert give(session, "work worker-1 30ms 20ms").says == "worker-1 takes 30 ± 20 ms a task"
        give(session, "rate 50")  # the two are told by different ways: some tasks may come before the work time
        worker = node(session, "worker-1")
        until(session, lambda: len(worker.services.last_ns) >= 50)
        took_ms = sorted(service_ns / 1e6 for service_ns in list(worker.services.last_ns)[25:])
        assert 10 <= took_ms[0] < 30
        assert took_ms[-1] - took_ms[0] > 10


def test_each_speaking_node_may_have_a_rate_of_its_own() -> None:
    with playing("dealer-router") as session:
        first = give(session, "rate 100 client-2")
        assert (first.says, first.undo) == ("traffic 100 msg/s from client-2", "rate 0 client-2")
        until(session, lambda: node(session, "client-2").sent > 20)
        assert [node(session, f"client-{n}").sent for n in (1, 3)] == [0, 0]
        both = give(session, "rate max")
        assert (both.says, both.undo) == ("traffic flat out", "rate 0\nrate 100 client-2")
        until(session, lambda: min(node(session, f"client-{n}").sent for n in (1, 2, 3)) > 1_000)
        give(session, both.undo)
        assert [session.controls.speech.rate_of(f"client-{n}") for n in (1, 2, 3)] == [0, 100, 0]
        give(session, "rate off")
        settle(session)
        assert session.traffic.ledger.totals.in_flight == 0


def test_messages_flow_at_the_given_rate() -> None:
    with playing("push-pull") as session:
        give(session, "rate 50")
        producer = node(session, "producer-1")
        until(session, lambda: producer.sent >= 1)
        until(session, lambda: 45 < sent_in_a_second(session, producer) < 55)  # a busy machine may hold some seconds up
        give(session, "rate 1.5k")
        assert session.controls.speech.rate == 1_500
        assert give(session, "rate 10000000").undo == "rate 1500"
        assert give(session, "rate off").undo == "rate 10000000"


def sent_in_a_second(session: Session, producer: NodeTraffic) -> float:
    """The messages a second, as reported, over the next fifty."""
    begun_ns, count = producer.doing.reported_ns, producer.sent
    until(session, lambda: producer.sent >= count + 50)
    return (producer.sent - count) / (producer.doing.reported_ns - begun_ns) * 1e9


def test_a_burst_has_the_given_number_of_messages() -> None:
    with playing("pair") as session:
        assert give(session, "burst 1000").says == "1,000 messages at once"
        until(session, lambda: session.traffic.ledger.totals.delivered == 2_000)
        give(session, "burst 7 peer-1")
        until(session, lambda: session.traffic.ledger.totals.delivered == 2_007)
        settle(session)
        assert [node(session, f"peer-{n}").sent for n in (1, 2)] == [1_007, 1_000]


def test_messages_have_the_given_text_and_size() -> None:
    with playing("push-pull", Setup(counts={"worker": 1})) as session:
        message = give(session, "message {node} says  {n}")
        assert message.says == "traffic is made of: {node} says  {n}"
        size = give(session, "size 24")
        bodies = [_next_body(session)]
        give(session, size.undo)
        bodies.append(_next_body(session))
        give(session, message.undo)
        bodies.append(_next_body(session))
        assert bodies == [b"producer-1 says  1......", b"producer-1 says  2", b"Task 3"]
        give(session, "send producer-1 hello  there")
        until(session, lambda: received(session, "worker-1")[-1] == b"hello  there")


def _next_body(session: Session) -> bytes:
    """The body that worker-1 receives from a burst of one message."""
    count = len(received(session, "worker-1"))
    give(session, "burst 1")
    until(session, lambda: len(received(session, "worker-1")) > count)
    return received(session, "worker-1")[-1]
