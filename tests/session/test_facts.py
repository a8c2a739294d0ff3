"""A session's facts, kept, encoded, decoded and given to a fresh `Traffic`, yield exactly the same result."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import msgspec
import pytest

from tests.playing import anywhere, node, speak, until
from zmqplay import patterns
from zmqplay.control.source import Phase
from zmqplay.model.doctor import Doctor
from zmqplay.model.facts import Fact, Over, Ticked
from zmqplay.model.nodes import NodeState
from zmqplay.model.summary.summary import summary
from zmqplay.model.traffic import Traffic
from zmqplay.patterns import PATTERNS
from zmqplay.session.session import Session
from zmqplay.session.setup import Setup

Recoded = Callable[[list[Fact]], list[Fact]]


def by_lines(facts: list[Fact]) -> list[Fact]:
    """Facts as a recording keeps them: a line of JSON each."""
    lines = b"".join(msgspec.json.encode(fact) + b"\n" for fact in facts)
    decode = msgspec.json.Decoder(Fact).decode
    return [decode(line) for line in lines.splitlines()]


def by_msgpack(facts: list[Fact]) -> list[Fact]:
    """Facts as a remote host sends them."""
    decode = msgspec.msgpack.Decoder(Fact).decode
    return [decode(msgspec.msgpack.encode(fact)) for fact in facts]


@contextmanager
def recorded(pattern: str, setup: Setup | None = None) -> Iterator[tuple[Session, list[Fact]]]:
    """A session whose nodes have met, at free ports, and its facts; at the end of the block it has ended."""
    declared, facts = patterns.find(pattern), list[Fact]()
    with Session(declared, anywhere(declared, setup), keep=facts.append) as session:
        session.open()
        until(session, lambda: session.state.phase is Phase.LIVE)
        yield session, facts
        session.finish()
        assert any(isinstance(fact, Over) for fact in facts)
        assert isinstance(facts[-1], Ticked), "the last fact adds the ledger up"


def told(traffic: Traffic, doctor: Doctor, now_ns: int) -> str:
    """The output of `run --json`, and the fate of each message."""
    messages = [
        (message.row, message.sender, message.number, message.waits_at, dict(message.lost), len(message.deliveries))
        for message in traffic.messages.rows
    ]
    whole = summary(traffic, doctor, seconds=1.0, complete=True, now_ns=now_ns)
    return json.dumps([msgspec.to_builtins(whole), messages, traffic.notices], indent=1, default=str)


def replayed(facts: list[Fact], pickled_after: int | None) -> str:
    """The result of a fresh model after these facts; it is pickled and loaded after `pickled_after` of them."""
    traffic = Traffic()
    doctor = Doctor(traffic)
    for place, fact in enumerate(facts):
        if place == pickled_after:
            traffic, doctor = pickle.loads(pickle.dumps((traffic, doctor)))
        traffic.take(fact)
        doctor.take(fact)
    return told(traffic, doctor, facts[-1].at_ns)


def check(session: Session, facts: list[Fact]) -> None:
    """Every way of carrying the facts gives the same model."""
    original = told(session.traffic, session.doctor, facts[-1].at_ns)
    for recode in (by_lines, by_msgpack):
        again = recode(facts)
        for pickled_after in (None, len(facts) // 2):
            assert replayed(again, pickled_after) == original


def delivered(session: Session, count: int) -> bool:
    totals = session.traffic.ledger.totals
    return totals.delivered >= count and not totals.in_flight


@pytest.mark.parametrize("pattern", [pattern.name for pattern in PATTERNS])
def test_each_pattern_says_the_same_again(pattern: str) -> None:
    with recorded(pattern) as (session, facts):
        speak(session, 10)
        until(session, lambda: delivered(session, 10))
    check(session, facts)


def test_a_flood_says_the_same_again() -> None:
    with recorded("push-pull") as (session, facts):
        speak(session, 20_000)
        until(session, lambda: session.traffic.sampled and delivered(session, 20_000))
    check(session, facts)


def test_kills_freezes_restarts_late_nodes_moved_and_turned_wires_say_the_same_again() -> None:
    with recorded("push-pull", Setup(work_ms={"worker": 2})) as (session, facts):
        nodes, wiring = session.controls.nodes, session.controls.wiring
        session.controls.speech.set_rate(200)
        until(session, lambda: session.traffic.ledger.totals.delivered >= 20)
        nodes.freeze("worker-2")
        nodes.kill("worker-1")
        until(session, lambda: not node(session, "worker-1").state.alive)
        nodes.restart("worker-1")
        nodes.thaw("worker-2")
        nodes.add("worker")
        until(session, lambda: node(session, "worker-1").received and session.state.phase is Phase.LIVE)
        until(session, lambda: node(session, "worker-1").life.number == 2)
        wiring.set_endpoint("tasks", "tcp://127.0.0.1:*")
        until(session, lambda: all(each.life.number > 1 for each in session.traffic.nodes.values()))
        nodes.scale("worker", 1)
        workers = [each for each in session.traffic.nodes.values() if each.role == "worker"]
        until(session, lambda: sum(each.state.alive for each in workers) == 1)
        wiring.turn("tasks", "worker")
        until(session, lambda: node(session, "producer-1").life.number > 2)
        session.controls.speech.hold()
    check(session, facts)


def test_subscriptions_that_change_and_late_subscribers_say_the_same_again() -> None:
    with recorded("publish-subscribe") as (session, facts):
        session.controls.speech.set_rate(100)
        until(session, lambda: session.traffic.ledger.totals.delivered >= 20)
        session.controls.wiring.subscribe("subscriber-1", b"topic2")
        late = session.controls.nodes.add("subscriber")
        until(session, lambda: node(session, late).received)
        session.controls.nodes.kill("publisher-1")
        until(session, lambda: node(session, "publisher-1").state is NodeState.KILLED)
        session.controls.nodes.restart("publisher-1")
        before = session.traffic.ledger.totals.delivered
        until(session, lambda: session.traffic.ledger.totals.delivered > before + 10)
        session.controls.speech.hold()
    check(session, facts)
