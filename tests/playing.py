"""A session played by a test, which waits for facts with a deadline; no process may outlive it."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from zmqplay import patterns
from zmqplay.control.source import Phase
from zmqplay.model.nodes import NodeTraffic
from zmqplay.patterns.pattern import Pattern
from zmqplay.session.ports import free_port
from zmqplay.session.session import Session
from zmqplay.session.setup import Setup

DEADLINE_S = 20.0


def anywhere(pattern: Pattern, setup: Setup | None = None) -> Setup:
    """The setup, with each wire at a free port unless it names one: other tests may play at the same time."""
    setup = setup or Setup()
    free = {wire.name: "tcp://127.0.0.1:*" for wire in pattern.wires}
    return replace(setup, endpoints=free | setup.endpoints)


def at_a_free_port(name: str) -> Pattern:
    """A pattern whose own ports are free, whatever else runs on the machine: from these a session moves away."""
    pattern = patterns.find(name)
    wires = tuple(replace(wire, address=f"tcp://127.0.0.1:{free_port('127.0.0.1')}") for wire in pattern.wires)
    return replace(pattern, wires=wires)


@contextmanager
def playing(pattern: str, setup: Setup | None = None) -> Iterator[Session]:
    """A session whose nodes have met, at free ports."""
    declared = patterns.find(pattern)
    with Session(declared, anywhere(declared, setup)) as session:
        session.open()
        until(session, lambda: session.state.phase is Phase.LIVE)
        yield session


def until(session: Session, fact: Callable[[], object], deadline_s: float = DEADLINE_S) -> None:
    """Play until `fact` is true; fail with the traffic's figures after the deadline."""
    end = time.monotonic() + deadline_s
    while not fact():
        session.wait(0.02)
        session.drain(0.02)
        totals = session.traffic.ledger.totals
        assert totals.expected == totals.delivered + totals.in_flight + totals.lost, totals
        if time.monotonic() > end:
            states = [f"{n.name} {n.state} {n.doing.activity.name} {list(n.output)[-3:]}" for n in nodes(session)]
            raise AssertionError(f"not within {deadline_s} s: {totals}; {states}")


def settle(session: Session) -> None:
    """Play until all is quiet, and the ledger has declared its losses."""
    until(session, lambda: _has_settled(session))
    session.traffic.ledger.update(time.monotonic_ns())


def _has_settled(session: Session) -> bool:
    """Whether nothing was reported for a while, and not because a thread that has something to do gets no processor."""
    if not session.traffic.quiet(time.monotonic_ns()):
        return False
    if not all(map(_sleeps, [os.getpid(), *(node.life.pid for node in nodes(session) if node.state.alive)])):
        return False
    session.drain(0.02)  # what had been sent by then
    return session.traffic.quiet(time.monotonic_ns())


def _sleeps(pid: int) -> bool:
    """Whether no thread but this one is ready to run in a process; taken for granted where the system does not tell.

    Threads of this process are libzmq's, too, and these may have reports that are on their way.
    """
    this = str(threading.get_native_id())
    with suppress(OSError):  # it ends
        for thread in Path(f"/proc/{pid}/task").iterdir():
            if thread.name != this and (thread / "stat").read_bytes().rpartition(b")")[2].split()[0] == b"R":
                return False
    return True


def shortest(measure: Callable[[], float], promised_s: float, tries: int = 3) -> float:
    """The shortest time of so many tries, or the first that keeps the promise: a busy machine adds what it likes."""
    times_s = [measure()]
    while min(times_s) >= promised_s and len(times_s) < tries:
        times_s.append(measure())
    return min(times_s)


def nodes(session: Session) -> list[NodeTraffic]:
    """All nodes, including those that have ended."""
    return list(session.traffic.nodes.values())


def node(session: Session, name: str) -> NodeTraffic:
    """The node with this name."""
    return session.traffic.nodes[name]


def speak(session: Session, count: int, rate: float | None = None) -> None:
    """Let each speaking node send `count` messages."""
    for name in session.controls.speech.speakers:
        if session.pattern.role(node(session, name).role).speaks:
            session.controls.speech.generate(name, rate, count)


def received(session: Session, name: str) -> list[bytes]:
    """The bodies of the messages that were seen to arrive at a node, oldest first."""
    return [
        delivery.heads[-1]
        for message in session.traffic.messages.rows
        for delivery in message.deliveries
        if delivery.node == name
    ]
