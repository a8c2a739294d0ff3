"""Options that the Doctor's findings name do what the findings say."""

from __future__ import annotations

from tests.playing import node, settle, until
from tests.session import faulty
from tests.session.doctor.diagnosing import diagnosed, looked, met, tell
from zmqplay.model.nodes import NodeState
from zmqplay.session.session import Session
from zmqplay.session.setup import Setup

Options = dict[str, dict[str, int | bytes]]


def rules(session: Session) -> set[str]:
    """The names of all findings so far."""
    looked(session)
    return {rule for rule, _ in session.doctor.diagnoses}


def received(session: Session, name: str, count: int) -> None:
    """Play until a node has received this many messages."""
    until(session, lambda: node(session, name).received >= count)


def test_a_publisher_that_waits_for_a_full_subscriber_loses_nothing() -> None:
    options: Options = {"publisher": {"SNDHWM": 5, "XPUB_NODROP": 1}, "subscriber": {"RCVHWM": 5}}
    setup = Setup(
        counts={"subscriber": 1}, work_ms={"subscriber": 2}, options=options, size=50_000, messages=("topic1 | x",)
    )  # fmt: skip
    with met("publish-subscribe", setup) as session:
        tell(session, "burst 200")
        received(session, "subscriber-1", 200)
        assert "dropped-at-high-water-mark" not in rules(session)


def test_matching_inverted_on_both_sides_is_well() -> None:
    options: Options = {"publisher": {"INVERT_MATCHING": 1}, "subscriber": {"INVERT_MATCHING": 1}}
    setup = Setup(counts={"subscriber": 1}, options=options, topics={"subscriber-1": [b"other"]})
    with met("publish-subscribe", setup) as session:
        tell(session, "burst 20")
        received(session, "subscriber-1", 20)
        assert "half-inverted" not in rules(session)


def test_the_topic_that_is_named_as_nearest_is_heard() -> None:
    with met("publish-subscribe", Setup(counts={"subscriber": 1}, topics={"subscriber-1": [b"Topic1"]})) as session:
        tell(session, "burst 30")
        diagnosed(session, "matches-nothing", "subscriber-1", "'topic1'")
        tell(session, "unsubscribe subscriber-1 Topic1", "subscribe subscriber-1 topic1", "burst 30")
        received(session, "subscriber-1", 1)
        until(session, lambda: "matches-nothing" not in {finding.rule for finding in looked(session)})


def test_with_immediate_nothing_queues_for_a_peer_to_come() -> None:
    setup = Setup(counts={"server": 0, "client": 1}, options={"client": {"IMMEDIATE": 1}})
    with met("dealer-router", setup) as session:
        session.controls.speech.send("client-1", "one")
        diagnosed(session, "blocked-without-peer", "client-1", "with IMMEDIATE=1 it queues for no peer to come")
        assert "queued-without-peer" not in rules(session)


def test_with_heartbeats_a_peer_notices_that_a_node_is_frozen() -> None:
    with met("push-pull", Setup(counts={"worker": 1}, options={"producer": {"HEARTBEAT_IVL": 200}})) as session:
        tell(session, "freeze worker-1")
        diagnosed(session, "frozen", "worker-1", "producer-1 has noticed by heartbeats")
        assert not node(session, "producer-1").sockets[0].handshakes


def test_a_relaxed_and_correlating_req_may_ask_out_of_turn() -> None:
    options: Options = {"asker": {"REQ_RELAXED": 1, "REQ_CORRELATE": 1}}
    with met(faulty.IMPATIENT, Setup(options=options)) as session:
        tell(session, "burst 5")
        until(session, lambda: node(session, "asker-1").sent == 5)
        settle(session)
        assert node(session, "asker-1").state is NodeState.RUNNING
        assert "efsm" not in rules(session)


def test_a_send_with_a_timeout_gives_up_on_a_full_peer() -> None:
    options: Options = {"producer": {"SNDHWM": 5, "SNDTIMEO": 300}, "worker": {"RCVHWM": 5}}
    with met("push-pull", Setup(counts={"worker": 1}, options=options, size=200_000)) as session:
        tell(session, "freeze worker-1", "burst 200")
        diagnosed(session, "timed-out", "producer-1", "EAGAIN")
        assert "blocked-at-high-water-mark" not in rules(session)
