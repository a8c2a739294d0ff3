"""The Doctor on routing ids and PAIRs, in real sessions."""

from collections.abc import Iterator
from contextlib import contextmanager

import zmq

from tests.playing import node, until
from tests.session.doctor.diagnosing import diagnosed, met
from zmqplay.session.session import Session
from zmqplay.session.setup import Setup
from zmqplay.wire import Activity


def test_a_newcomer_with_a_taken_routing_id_is_ignored() -> None:
    options: dict[str, dict[str, int | bytes]] = {"client": {"ROUTING_ID": b"Same"}}
    with met("request-reply", Setup(counts={"client": 1}, options=options)) as session:
        session.controls.speech.send("client-1", "hello")
        until(session, lambda: node(session, "client-1").received == 1)
        session.controls.nodes.add("client")
        diagnosed(session, "routing-id-taken", "client-2", "'Same', which is client-1's", "server-1's REP ignores it")


def test_with_handover_the_earlier_owner_of_a_routing_id_is_cut_off() -> None:
    options: dict[str, dict[str, int | bytes]] = {"client-3": {"ROUTING_ID": b"Client1"}}
    with met("dealer-router", Setup(counts={"client": 2}, options=options)) as session:
        session.controls.nodes.add("client")
        diagnosed(session, "routing-id-taken-over", "client-1", "'Client1' to client-3", "ROUTER_HANDOVER")


def test_a_message_to_an_unknown_routing_id_is_dropped_and_the_nearest_id_named() -> None:
    with met("dealer-router") as session:
        session.controls.speech.send("server-1", "Cleint1 | hello")
        diagnosed(session, "unroutable", "server-1", "1 message to 'Cleint1'", "the nearest is 'Client1'")


def test_a_third_pair_is_ignored() -> None:
    with met("pair") as session:
        session.controls.speech.send("peer-2", "hello")
        until(session, lambda: node(session, "peer-1").received == 1)
        session.controls.nodes.add("peer")
        diagnosed(session, "pair-ignored", "peer-3", "arrives nowhere")


@contextmanager
def ignoring_a_stranger() -> Iterator[Session]:
    """Two peers that talk, and a program that one of them ignores."""
    with met("pair") as session, zmq.Context() as context, context.socket(zmq.PAIR) as stranger:
        session.controls.speech.send("peer-2", "hello")
        until(session, lambda: node(session, "peer-1").received == 1)
        stranger.linger = 0
        stranger.connect(session.controls.wiring.address_of("line"))
        diagnosed(session, "pair-ignored", "peer-1", "the program at 127.0.0.1:")
        yield session


def test_a_third_pair_that_is_not_ours_is_ignored_too() -> None:
    with ignoring_a_stranger() as session:
        assert session.traffic.peers.foreign


def test_a_pair_whose_peer_has_left_waits_although_a_program_that_it_ignores_is_connected() -> None:
    with ignoring_a_stranger() as session:
        session.controls.nodes.kill("peer-2")
        until(session, lambda: not node(session, "peer-2").state.alive)
        until(session, lambda: node(session, "peer-1").sockets[0].handshakes == 1)
        until(session, lambda: waits(session, "peer-1"))
        diagnosed(session, "blocked-without-peer", "peer-1", "whoever else is connected came while it had that one")
        until(session, lambda: session.traffic.ledger.totals.in_flight == 0)
        totals = session.traffic.ledger.totals
        assert (totals.handed_over, totals.lost) == (0, node(session, "peer-1").sent)


def waits(session: Session, name: str) -> bool:
    """Whether a PAIR waits in send; while it does not, it is told to send.

    libzmq tells that a connection has ended a moment before it closes its queue, which may still take a message.
    """
    if node(session, name).doing.activity is Activity.IDLE:
        session.controls.speech.send(name, "is anyone there?")
    return node(session, name).doing.activity is Activity.BLOCKED
