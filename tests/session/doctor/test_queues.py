"""The Doctor on messages that wait, in real sessions."""

import re
import time

from tests.playing import node, until
from tests.session.doctor.diagnosing import diagnosed, looked, met, tell
from zmqplay.model.doctor import Level
from zmqplay.session.setup import Setup
from zmqplay.wire import Activity

SMALL: dict[str, dict[str, int | bytes]] = {"producer": {"SNDHWM": 5}, "worker": {"RCVHWM": 5}}


def test_a_push_without_a_peer_waits_in_send() -> None:
    with met("push-pull", Setup(counts={"worker": 0})) as session:
        session.controls.speech.send("producer-1", "nobody takes this")
        diagnosed(session, "blocked-without-peer", "producer-1", "its PUSH has no peer")


def test_a_socket_that_connects_queues_for_a_peer_that_never_existed() -> None:
    with met("dealer-router", Setup(counts={"server": 0, "client": 1})) as session:
        session.controls.speech.send("client-1", "one")
        session.controls.speech.send("client-1", "two")
        diagnosed(session, "queued-without-peer", "client-1", "2 messages", "tcp://", "IMMEDIATE=1")


def test_a_socket_that_connects_queues_for_a_peer_that_has_died() -> None:
    with met("dealer-router", Setup(counts={"client": 1})) as session:
        session.controls.speech.send("client-1", "for the living")
        until(session, lambda: node(session, "client-1").received == 1)
        tell(session, "kill server-1")
        until(session, lambda: not node(session, "client-1").sockets[0].handshakes)
        until(session, lambda: not node(session, "server-1").state.alive)  # else the message may count as delivered
        session.controls.speech.send("client-1", "for nobody")
        diagnosed(session, "queued-without-peer", "client-1", "has sent 1 message to")


def test_a_pub_without_a_peer_drops() -> None:
    with met("publish-subscribe", Setup(counts={"subscriber": 0})) as session:
        tell(session, "rate 50")
        found = diagnosed(session, "dropped-without-peer", "publisher-1", "a PUB keeps nothing for subscribers")
        assert found.level is Level.NOTE


def test_full_queues_before_a_frozen_worker_block_its_producer() -> None:
    with met("push-pull", Setup(counts={"worker": 1}, options=SMALL, size=200_000)) as session:
        tell(session, "freeze worker-1", "burst 200")
        blocked = diagnosed(session, "blocked-at-high-water-mark", "producer-1", "worker-1 is frozen", "SNDHWM 5 here")
        assert blocked.level is Level.WRONG


def test_a_node_that_is_stopped_while_it_waits_in_send_no_longer_waits_there() -> None:
    with met("push-pull", Setup(counts={"worker": 1})) as session:
        producer = node(session, "producer-1")
        tell(session, "rate max")
        until(session, lambda: producer.sampled)
        tell(session, "freeze worker-1")
        until(session, lambda: producer.doing.activity is Activity.BLOCKED)
        tell(session, "stop producer-1")
        told_ns = time.monotonic_ns()
        until(session, lambda: producer.doing.activity is Activity.BUSY)
        until(session, lambda: looked(session) and not producer.state.alive)
        blocked = session.doctor.diagnoses.get(("blocked-at-high-water-mark", "producer-1"))
        assert blocked is None or blocked.made_ns < told_ns


def test_full_queues_before_workers_that_work_are_only_noted() -> None:
    setup = Setup(counts={"worker": 1}, options=SMALL, size=400_000, work_ms={"worker": 400})
    with met("push-pull", setup) as session:
        tell(session, "rate max")
        blocked = diagnosed(session, "blocked-at-high-water-mark", "producer-1", "back-pressure, and nothing is lost")
        assert blocked.level is Level.NOTE


def test_drops_for_a_slow_subscriber_are_counted() -> None:
    options: dict[str, dict[str, int | bytes]] = {"publisher": {"SNDHWM": 5}, "subscriber": {"RCVHWM": 5}}
    setup = Setup(
        counts={"subscriber": 1}, work_ms={"subscriber": 5}, options=options, size=100_000, messages=("topic1 | x",)
    )  # fmt: skip
    with met("publish-subscribe", setup) as session:
        tell(session, "burst 200")
        drops = diagnosed(session, "dropped-at-high-water-mark", "subscriber-1", "a PUB never waits")
        assert drops.level is Level.WRONG
        links = session.traffic.ledger.links
        lost = links["publisher-1", "subscriber-1", "news"].lost
        assert lost
        assert drops.happened == lost["high-water-mark"]


def test_a_slow_worker_with_its_equal_share_is_found_while_it_works() -> None:
    with met("push-pull", Setup(work_ms={"worker-2": 300})) as session:
        tell(session, "rate 100")
        waits = "messages wait there while the others idle, since producer-1 deals in turn"
        found = diagnosed(session, "slow-worker", "worker-2", "ms a task where the others need ", waits)
        needs = re.search(r"needs ([\d,]+) ms a task", found.says)
        assert needs is not None
        assert int(needs[1].replace(",", "")) >= 300  # more on a busy machine


def test_a_slow_worker_is_found_even_where_messages_are_sampled() -> None:
    with met("push-pull") as session:
        tell(session, "rate 8000", "work worker-2 300ms")
        diagnosed(session, "slow-worker", "worker-2", "producer-1 deals in turn")


def test_the_worker_that_connected_first_took_everything() -> None:
    with met("push-pull", Setup(counts={"worker": 1}, work_ms={"worker": 100})) as session:
        tell(session, "burst 200")  # of which most are left when two more processes have started
        until(session, lambda: node(session, "producer-1").sent == 200)
        tell(session, "nodes worker 3")
        diagnosed(session, "first-took-all", "worker-1", "of producer-1 still wait", "worker-2 and worker-3 idle")


def test_a_frozen_node_is_wrong_when_something_waits_for_it() -> None:
    with met("push-pull") as session:
        tell(session, "freeze worker-2")
        assert diagnosed(session, "frozen", "worker-2").level is Level.NOTE
        tell(session, "burst 30")
        assert diagnosed(session, "frozen", "worker-2", "10 messages wait for it").level is Level.WRONG
        tell(session, "thaw worker-2")
        until(session, lambda: not looked(session))
