"""Messages that wait in their own node, with real nodes: none vanishes, and none is counted twice."""

from __future__ import annotations

from tests.playing import node, playing, settle, until
from zmqplay.control.commands import give
from zmqplay.session.session import Session
from zmqplay.session.setup import Setup
from zmqplay.wire import Activity


def waits(session: Session) -> int:
    return session.traffic.ledger.totals.waiting_to_be_sent


def test_questions_that_a_req_cannot_ask_yet_wait_in_it_until_the_server_answers() -> None:
    with playing("request-reply", Setup(counts={"client": 1})) as session:
        give(session, "freeze server-1")
        for text in ("q1", "q2", "q3"):
            give(session, f"send client-1 {text}")
        until(session, lambda: node(session, "client-1").sent == 1 and waits(session) == 2)
        give(session, "freeze client-1")
        give(session, "send client-1 q4")
        until(session, lambda: waits(session) == 3)
        give(session, "thaw server-1")
        give(session, "thaw client-1")
        until(session, lambda: node(session, "client-1").received == 4 and waits(session) == 0)


def test_a_producer_without_a_worker_waits_with_one_message_in_its_hand_and_the_others_behind_it() -> None:
    with playing("push-pull", Setup(counts={"worker": 1})) as session:
        give(session, "stop worker-1")
        until(session, lambda: not node(session, "worker-1").state.alive)
        settle(session)  # the producer has noticed
        give(session, "burst 5")
        producer = node(session, "producer-1")
        until(session, lambda: producer.doing.activity is Activity.BLOCKED and waits(session) + producer.sent == 5)
        left = waits(session)
        assert left
        give(session, "kill producer-1")
        until(session, lambda: not producer.state.alive and waits(session) == 0)


def test_a_dealer_s_messages_pass_through_its_inbox_and_none_is_left_there() -> None:
    with playing("dealer-router", Setup(counts={"client": 1})) as session:
        give(session, "freeze client-1")
        give(session, "burst 100")
        until(session, lambda: waits(session) == 100)
        give(session, "thaw client-1")
        until(session, lambda: node(session, "client-1").received == 100 and waits(session) == 0)
