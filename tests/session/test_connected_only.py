"""A wire that no node of ours binds is only connected to: there our nodes meet a program that runs already."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import click
import pytest
import zmq

from tests.playing import nodes, settle, until
from zmqplay.cli import open_pattern
from zmqplay.control.source import Phase
from zmqplay.patterns import find
from zmqplay.patterns.pattern import Pattern
from zmqplay.run.options import read_setup
from zmqplay.session.session import Session
from zmqplay.session.setup import Setup

COUNT = 5
DEADLINE_MS = 60_000
DEADLINE_S = DEADLINE_MS / 1_000


@contextmanager
def stranger(kind: int) -> Iterator[tuple[zmq.Socket[bytes], str]]:
    """A bound socket of a program that zmqplay knows nothing of, and its address."""
    with zmq.Context() as context, context.socket(kind) as socket:
        socket.linger, socket.rcvtimeo, socket.sndtimeo = 0, DEADLINE_MS, DEADLINE_MS
        yield socket, f"tcp://127.0.0.1:{socket.bind_to_random_port('tcp://127.0.0.1')}"


def given(pattern: str, *words: str) -> tuple[Pattern, Setup]:
    """What the options of `zmqplay PATTERN` make of a pattern."""
    with open_pattern.make_context("open", [pattern, *words]) as context:
        options = {name: value for name, value in context.params.items() if name not in ("theme", "quiet")}
        return read_setup(**options)


@contextmanager
def playing(pattern: str, endpoint: str, count: str, *words: str) -> Iterator[Session]:
    """A session that is live, and in which nothing of ours is bound."""
    with Session(*given(pattern, "--endpoint", endpoint, "--nodes", count, *words)) as session:
        session.open()
        until(session, lambda: session.state.phase is Phase.LIVE, DEADLINE_S)
        yield session
        assert [socket.facts.bound for node in nodes(session) for socket in node.sockets.values() if socket.binds] == []
        assert session.traffic.notices == []


def alarms(session: Session) -> set[str]:
    """The rules of the Doctor that speak now."""
    session.doctor.look(session.now_ns)
    return {finding.rule for finding in session.doctor.present}


def peers_of(session: Session) -> int:
    return len(session.traffic.peers.foreign)


def test_our_subscribers_hear_a_publisher_that_runs_already() -> None:
    with stranger(zmq.XPUB) as (news, address):
        news.xpub_verbose = True
        with playing("publish-subscribe", f"news={address}", "publisher=0") as session:
            assert sorted(news.recv() for _ in range(4)) == [b"\x01topic", b"\x01topic1", b"\x01topic1", b"\x01topic2"]
            until(session, lambda: peers_of(session) == 3, DEADLINE_S)
            for number in range(COUNT):
                news.send_multipart([b"topic1", b"%d" % number])
            until(session, lambda: session.traffic.ledger.totals.from_elsewhere == 2 * COUNT, DEADLINE_S)
            settle(session)
            assert alarms(session) == set()
            totals = session.traffic.ledger.totals
            assert (totals.sent, totals.expected, totals.lost) == (0, 0, 0)
            session.finish()
            assert [peer.received_from for peer in session.traffic.peers.foreign.values()].count(COUNT) == 2
            assert {node.name: node.received for node in nodes(session)} == {
                "subscriber-1": COUNT,
                "subscriber-2": 0,
                "subscriber-3": COUNT,
            }


def test_our_clients_ask_a_server_that_runs_already() -> None:
    with stranger(zmq.REP) as (server, address), playing("request-reply", f"service={address}", "server=0") as session:
        until(session, lambda: peers_of(session) == 2, DEADLINE_S)
        for client in ("client-1", "client-2"):
            session.controls.speech.send(client, "Hello")
        for _ in range(2):
            session.drain(0.02)
            assert server.recv() == b"Hello"
            server.send(b"World")
        until(session, lambda: session.traffic.ledger.totals.from_elsewhere == 2, DEADLINE_S)
        settle(session)
        assert alarms(session) == set()
        totals = session.traffic.ledger.totals
        assert (totals.sent, totals.expected, totals.handed_over, totals.lost) == (2, 0, 2, 0)


def test_our_dealers_speak_with_a_router_that_runs_already() -> None:
    with stranger(zmq.ROUTER) as (router, at), playing("dealer-router", f"service={at}", "server=0") as session:
        until(session, lambda: peers_of(session) == 3, DEADLINE_S)
        session.controls.speech.send("client-2", "Hello")
        session.drain(0.02)
        assert router.recv_multipart() == [b"Client2", b"Hello"]
        for client in (b"Client1", b"Client2"):
            router.send_multipart([client, b"World"])
        until(session, lambda: session.traffic.ledger.totals.from_elsewhere == 2, DEADLINE_S)
        settle(session)
        assert alarms(session) == set()
        assert [node.received for node in nodes(session)] == [1, 1, 0]
        assert session.traffic.ledger.totals.handed_over == 1


def test_our_producer_pushes_to_a_sink_that_runs_already_where_the_worker_binds_the_wire() -> None:
    turned = ("worker=0", "--bind", "tasks=worker")
    with stranger(zmq.PULL) as (sink, address), playing("push-pull", f"tasks={address}", *turned) as session:
        until(session, lambda: peers_of(session) == 1, DEADLINE_S)
        session.controls.speech.burst(COUNT)
        session.drain(0.02)
        assert [sink.recv() for _ in range(COUNT)] == [b"Task %d" % n for n in range(1, COUNT + 1)]
        until(session, lambda: session.traffic.ledger.totals.handed_over == COUNT, DEADLINE_S)
        settle(session)
        assert alarms(session) == set()
        totals = session.traffic.ledger.totals
        assert (totals.sent, totals.expected, totals.lost) == (COUNT, 0, 0)


def test_our_peer_speaks_with_a_pair_that_runs_already_where_the_second_peer_binds() -> None:
    turned = ("peer=1", "--bind", "line=peer-2")
    with stranger(zmq.PAIR) as (other, address), playing("pair", f"line={address}", *turned) as session:
        until(session, lambda: peers_of(session) == 1, DEADLINE_S)
        session.controls.speech.send("peer-1", "Hello")
        session.drain(0.02)
        assert other.recv() == b"Hello"
        other.send(b"World")
        until(session, lambda: session.traffic.ledger.totals.from_elsewhere == 1, DEADLINE_S)
        settle(session)
        assert alarms(session) == set()
        assert session.traffic.ledger.totals.handed_over == 1


def test_of_two_peers_the_second_binds_if_it_is_to_and_there_is_no_third() -> None:
    pattern, setup = given("pair", "--bind", "line=peer-2", "--endpoint", "line=tcp://127.0.0.1:*")
    with Session(pattern, setup) as session:
        session.open()
        until(session, lambda: session.state.phase is Phase.LIVE, DEADLINE_S)
        assert [bool(socket.facts.bound) for n in nodes(session) for socket in n.sockets.values()] == [False, True]
        session.controls.speech.send("peer-1", "Hello")
        until(session, lambda: session.traffic.ledger.totals.delivered == 1, DEADLINE_S)
        with pytest.raises(ValueError, match="peer: there can be 0 to 2, not 3"):
            session.controls.nodes.add("peer")


def test_without_an_address_the_pattern_s_own_is_connected_to_and_said_although_a_program_has_it() -> None:
    with stranger(zmq.PUB) as (_, address):
        declared = find("publish-subscribe")
        pattern = replace(declared, wires=(replace(declared.wires[0], address=address),))
        with Session(pattern, Setup(counts={"publisher": 0})) as session:
            session.open()
            until(session, lambda: peers_of(session) == 3, DEADLINE_S)
            assert session.traffic.notices == [f"no node of ours binds news, so it connects to {address}"]


def test_nobody_is_waited_for_where_the_program_is_not_there_yet() -> None:
    with playing("publish-subscribe", "news=tcp://127.0.0.1:9", "publisher=0") as session:
        until(session, lambda: len(session.doctor.present) == 3, DEADLINE_S)
        assert alarms(session) == {"nobody-there"}


def test_a_publisher_of_ours_that_comes_later_binds_the_wire() -> None:
    with stranger(zmq.PUB) as (news, address):
        news.unbind(address)
        pattern, setup = given("publish-subscribe", "--nodes", "publisher=0", "--endpoint", f"news={address}")
        with Session(pattern, setup) as session:
            session.open()
            until(session, lambda: session.state.phase is Phase.LIVE, DEADLINE_S)
            session.controls.nodes.add("publisher")
            until(session, lambda: session.controls.speech.speakers == ["publisher-1"], DEADLINE_S)
            until(session, lambda: all(node.sockets for node in nodes(session)), DEADLINE_S)
            until(session, lambda: all(s.handshakes for n in nodes(session) for s in n.sockets.values()), DEADLINE_S)
            session.controls.speech.send("publisher-1", "topic1 | Hello")
            until(session, lambda: session.traffic.ledger.totals.delivered == 2, DEADLINE_S)
            assert peers_of(session) == 0


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--bind", "tasks=boss"), "--bind tasks= takes who binds tasks, producer or worker, not 'boss'"),
        (("--bind", "task=worker"), "push-pull has no wire 'task'"),
        (("--bind", "tasks"), "--bind takes NAME=VALUE"),
    ],
)
def test_a_wire_that_nobody_could_bind_is_refused(words: tuple[str, ...], why: str) -> None:
    with pytest.raises(click.UsageError, match=why):
        given("push-pull", *words)


def test_a_wire_at_any_port_is_chosen_for_a_node_that_may_bind_it_later() -> None:
    pattern, setup = given("publish-subscribe", "--nodes", "publisher=0", "--endpoint", "news=tcp://127.0.0.1:*")
    with Session(pattern, setup) as session:
        session.open()
        until(session, lambda: session.state.phase is Phase.LIVE, DEADLINE_S)
        session.controls.nodes.add("publisher")
        until(session, lambda: len(nodes(session)) == 4 and all(node.sockets for node in nodes(session)), DEADLINE_S)
        until(session, lambda: all(s.handshakes for n in nodes(session) for s in n.sockets.values()), DEADLINE_S)
