"""The ledger against libzmq's real behaviour: where messages wait, which were lost and why, to the message."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.playing import node, playing, settle, speak, until
from zmqplay.control.source import Phase
from zmqplay.model.ledger.accounts import Link
from zmqplay.session.session import Session
from zmqplay.session.setup import Setup
from zmqplay.wire import Activity


def link(session: Session, sender: str, receiver: str) -> Link:
    """The link between two nodes, as of now."""
    session.traffic.ledger.update(time.monotonic_ns())
    return next(
        link for link in session.traffic.ledger.find_links() if (link.sender, link.receiver) == (sender, receiver)
    )


def until_all_arrived(session: Session, sent: int) -> None:
    until(session, lambda: session.traffic.ledger.totals.sent == sent)
    until(session, lambda: not session.traffic.ledger.totals.in_flight)


def test_a_killed_worker_loses_exactly_its_dealt_and_undone_messages() -> None:
    with playing("push-pull", Setup(counts={"worker": 2}, work_ms={"worker-1": 25, "worker-2": 5})) as session:
        session.controls.speech.burst(200)
        until(session, lambda: session.traffic.ledger.totals.delivered >= 60)
        session.controls.nodes.kill("worker-1")
        until_all_arrived(session, 200)
        killed, survivor = node(session, "worker-1"), node(session, "worker-2")
        assert killed.life.exact
        assert survivor.received == 100
        lost = 100 - killed.received
        assert session.traffic.ledger.totals.lost_by_reason == {"peer-died": lost}
        dead = link(session, "producer-1", "worker-1")
        assert dead.lost == {"peer-died": lost}
        first = dead.lost_numbers[0]
        assert list(dead.lost_numbers) == list(range(first, 201, 2))[: len(dead.lost_numbers)]
        assert (first + 1) // 2 == killed.received + 1
        assert link(session, "producer-1", "worker-2").lost == {}


def test_a_kill_amid_paced_traffic_is_settled_while_traffic_continues() -> None:
    with playing("push-pull", Setup(work_ms={"worker-2": 10_000})) as session:
        session.controls.speech.set_rate(100)
        until(session, lambda: (link(session, "producer-1", "worker-2").waiting or 0) >= 10)
        session.controls.nodes.kill("worker-2")
        until(session, lambda: not node(session, "worker-2").state.alive)
        begun = session.traffic.ledger.totals.delivered
        until(session, lambda: session.traffic.ledger.totals.delivered > begun + 50)
        until(session, lambda: link(session, "producer-1", "worker-2").waiting == 0)
        dead = link(session, "producer-1", "worker-2")
        assert dead.lost is not None
        assert dead.lost["peer-died"] >= 10
        assert session.traffic.ledger.totals.lost == dead.lost["peer-died"]


def test_waiting_messages_are_counted_per_worker_before_the_slow_one_takes_them() -> None:
    with playing("push-pull", Setup(counts={"worker": 4}, work_ms={"worker-3": 60_000})) as session:
        speak(session, 80, rate=400)
        until(session, lambda: session.traffic.ledger.totals.delivered == 61)
        until(session, lambda: link(session, "producer-1", "worker-3").waiting == 19)
        assert [link(session, "producer-1", f"worker-{n}").waiting for n in (1, 2, 4)] == [0, 0, 0]


def test_under_a_flood_waiting_messages_per_worker_are_unknown_and_totals_stay_exact() -> None:
    with playing("push-pull", Setup(work_ms={"worker": 0.05})) as session:
        speak(session, 20_000)
        until(session, lambda: session.traffic.sampled and session.traffic.ledger.totals.in_flight > 100)
        assert link(session, "producer-1", "worker-1").waiting is None
        until_all_arrived(session, 20_000)
        assert session.traffic.ledger.totals.delivered == 20_000
        assert link(session, "producer-1", "worker-1").waiting == 0


def test_after_a_flood_waiting_messages_are_placed_again() -> None:
    with playing("push-pull", Setup(counts={"worker": 2})) as session:
        speak(session, 20_000)
        until_all_arrived(session, 20_000)
        settle(session)
        session.controls.nodes.freeze("worker-2")
        speak(session, 30, rate=200)
        until(session, lambda: node(session, "producer-1").sent == 20_030)
        until(session, lambda: link(session, "producer-1", "worker-2").waiting == 15)


def test_gaps_at_a_slow_subscriber_are_losses_at_once() -> None:
    hwm: dict[str, dict[str, int | bytes]] = {"publisher": {"SNDHWM": 10}, "subscriber": {"RCVHWM": 10}}
    slow = Setup(work_ms={"subscriber-1": 5}, options=hwm, messages=("topic1 | {n}",), size=20_000)
    with playing("publish-subscribe", slow) as session:
        speak(session, 100_000, rate=2_000)
        until(session, lambda: (link(session, "publisher-1", "subscriber-1").lost or {}).get("high-water-mark"))
        assert node(session, "publisher-1").sent < 100_000
        until(session, lambda: link(session, "publisher-1", "subscriber-1").lost_numbers)  # a later message tells which
        gap = link(session, "publisher-1", "subscriber-1").lost_numbers[0]
        lost = next(message for message in session.traffic.messages.rows if message.number == gap)
        assert lost.lost["subscriber-1"] == "high-water-mark"
        session.controls.speech.hold()
        settle(session)
        assert set(session.traffic.ledger.totals.lost_by_reason) == {"high-water-mark"}
        sent, got = node(session, "publisher-1").sent, node(session, "subscriber-1").received
        assert link(session, "publisher-1", "subscriber-1").lost == {"high-water-mark": sent - got}


def test_a_conflating_subscriber_skips_messages_while_it_is_busy() -> None:
    conflating = Setup(work_ms={"subscriber-1": 50}, options={"subscriber": {"CONFLATE": 1}}, messages=("topic1 {n}",))
    with playing("publish-subscribe", conflating) as session:
        speak(session, 100, rate=500)
        until(session, lambda: node(session, "publisher-1").sent == 100)
        settle(session)
        totals = session.traffic.ledger.totals
        got = node(session, "subscriber-1").received + node(session, "subscriber-3").received
        assert node(session, "subscriber-1").received < 30
        assert totals.lost_by_reason == {"conflated": 200 - got}


def test_a_request_dies_with_its_server_and_its_client_waits_forever() -> None:
    with playing("request-reply", Setup(counts={"client": 1}, work_ms={"server": 60_000})) as session:
        session.controls.speech.send("client-1", "Hello")
        until(session, lambda: node(session, "server-1").received == 1)
        session.controls.nodes.kill("server-1")
        until(session, lambda: not node(session, "server-1").state.alive)
        session.controls.nodes.set_work("server", 0)
        session.controls.nodes.restart("server-1")
        until(session, lambda: node(session, "server-1").state.value == "running" and session.state.phase is Phase.LIVE)
        session.controls.speech.send("client-1", "Hello again")  # waits until the reply has come
        settle(session)
        client = node(session, "client-1")
        assert (client.sent, client.doing.activity) == (1, Activity.IDLE)


def test_a_request_that_waited_at_a_killed_server_is_lost() -> None:
    with playing("request-reply", Setup(counts={"client": 2}, work_ms={"server": 60_000})) as session:
        for client in ("client-1", "client-2"):
            session.controls.speech.send(client, "Hello")
        until(session, lambda: session.traffic.ledger.totals.sent == 2 and node(session, "server-1").received == 1)
        session.controls.nodes.kill("server-1")
        until(session, lambda: session.traffic.ledger.totals.lost_by_reason == {"peer-died": 1})
        assert session.traffic.ledger.totals.in_flight == 0


def test_publications_before_a_subscriber_joined_are_not_due_to_it() -> None:
    with playing("publish-subscribe") as session:
        for n in range(5):
            session.controls.speech.send("publisher-1", f"topic1 | {n}")
        until(session, lambda: session.traffic.ledger.totals.delivered == 10)
        late = session.controls.nodes.add("subscriber")
        session.controls.speech.send("publisher-1", "topic1 | later")  # waits for the newcomer's subscription
        until(session, lambda: session.traffic.ledger.totals.delivered == 13)
        settle(session)
        assert node(session, late).received == 1
        totals = session.traffic.ledger.totals
        assert (totals.expected, totals.lost, totals.unheard) == (13, 0, 0)


def test_publications_without_subscriber_are_unheard() -> None:
    with playing("publish-subscribe") as session:
        for topic in ("nobody", "topic2", "nobody"):
            session.controls.speech.send("publisher-1", f"{topic} | hello")
        until(session, lambda: node(session, "publisher-1").sent == 3)
        settle(session)
        totals = session.traffic.ledger.totals
        assert (totals.unheard, totals.expected, totals.delivered) == (2, 2, 2)


def test_messages_for_a_frozen_worker_are_in_flight_until_the_thaw() -> None:
    with playing("push-pull") as session:
        speak(session, 30, rate=300)
        until(session, lambda: node(session, "producer-1").sent > 3)
        session.controls.nodes.freeze("worker-2")
        until(session, lambda: node(session, "producer-1").sent == 30)
        until(session, lambda: session.traffic.ledger.totals.delivered == 20 + node(session, "worker-2").received)
        waiting = link(session, "producer-1", "worker-2").waiting
        assert waiting == 10 - node(session, "worker-2").received
        assert session.traffic.ledger.totals.lost == 0
        session.controls.nodes.thaw("worker-2")
        until_all_arrived(session, 30)
        assert session.traffic.ledger.totals.delivered == 30


@pytest.mark.parametrize("end", ["kill", "stop"])
def test_counts_continue_when_a_node_starts_again(end: str) -> None:
    with playing("push-pull", Setup(counts={"worker": 1})) as session:
        speak(session, 10)
        until_all_arrived(session, 10)
        getattr(session.controls.nodes, end)("worker-1")
        until(session, lambda: not node(session, "worker-1").state.alive)
        session.controls.nodes.restart("worker-1")
        producer = node(session, "producer-1").sockets[0]
        until(session, lambda: producer.handshakes == 1 and producer.last_handshake_ns > producer.last_disconnect_ns)
        speak(session, 10)  # no more to the socket that has gone
        until_all_arrived(session, 20)
        totals = session.traffic.ledger.totals
        assert (totals.sent, totals.delivered, totals.lost) == (20, 20, 0)
        assert node(session, "worker-1").received == 20


def test_messages_to_unknown_routing_ids_are_unroutable() -> None:
    with playing("dealer-router") as session:
        session.controls.speech.send("server-1", "Nobody | hello")
        session.controls.speech.send("server-1", "Client1 | hello")
        until(session, lambda: session.traffic.ledger.totals.sent == 2 and session.traffic.ledger.totals.delivered == 1)
        settle(session)
        assert session.traffic.ledger.totals.lost_by_reason == {"unroutable": 1}


def test_each_sender_has_its_own_delivered_and_waiting_messages() -> None:
    with playing("request-reply", Setup(work_ms={"server": 60_000})) as session:
        for client in ("client-1", "client-2"):
            session.controls.speech.send(client, f"Hello from {client}")
        until(session, lambda: session.traffic.ledger.totals.sent == 2 and node(session, "server-1").received == 1)
        links = [link for link in session.traffic.ledger.find_links() if link.receiver == "server-1"]
        assert sorted(link.sender for link in links) == ["client-1", "client-2"]
        assert sorted((link.delivered, link.waiting) for link in links) == [(0, 1), (1, 0)]
        assert [node(session, name).sent for name in ("client-1", "client-2", "server-1")] == [1, 1, 0]
        assert session.traffic.ledger.totals.lost_by_reason == {}


def test_publications_of_more_than_a_thousand_topics_are_due_to_those_who_subscribe_to_them() -> None:
    setup = Setup(
        counts={"subscriber": 2},
        topics={"subscriber-1": [b"t"], "subscriber-2": [b"t1"]},
        options={"publisher": {"SNDHWM": 0}, "subscriber": {"RCVHWM": 0}},
        messages=("t{n}",),
    )
    with playing("publish-subscribe", setup) as session:
        session.controls.speech.burst(1_500)
        until_all_arrived(session, 1_500)
        totals = session.traffic.ledger.totals
        begin_so = sum(str(number).startswith("1") for number in range(1, 1_501))
        assert (totals.expected, totals.delivered, totals.unheard) == (1_500 + begin_so, 1_500 + begin_so, 0)


@pytest.mark.parametrize("transport", ["tcp://127.0.0.1:*", "ipc:///{}/tasks"], ids=["tcp", "ipc"])
def test_a_message_that_ended_the_connection_of_two_that_live_on_is_lost_to_the_disconnection(
    transport: str, tmp_path: Path
) -> None:
    setup = Setup(
        counts={"worker": 1}, options={"worker": {"MAXMSGSIZE": 100}}, endpoints={"tasks": transport.format(tmp_path)}
    )
    with playing("push-pull", setup) as session:
        session.controls.speech.send("producer-1", "x" * 101)
        until(session, lambda: session.traffic.ledger.totals.lost_by_reason == {"disconnected": 1})
