"""The gate, told by facts alone: which nodes are held, until when, and which join when all are released."""

from __future__ import annotations

import time
from pathlib import Path
from typing import cast

import pytest
from msgspec import structs

from zmqplay.instructions import Hold
from zmqplay.model.causes import EndCause
from zmqplay.model.facts import Declared, Ended, Fact, Met, Noticed, Reported, Started
from zmqplay.model.traffic import Traffic
from zmqplay.patterns import find
from zmqplay.session.channels.control import Control
from zmqplay.session.plan import Plan
from zmqplay.session.setup import Setup
from zmqplay.session.start.gate import Gate
from zmqplay.session.start.patience import PATIENCE_NS, STARTING_LONGER, Patience
from zmqplay.session.start.readiness import publishers, stragglers
from zmqplay.wire import VERSION, Activity, Report, SocketEvent, SocketFacts, SocketReport, Tally

HANDSHAKE_SUCCEEDED = 0x1000
Topics = tuple[bytes, ...]
INSIDE = ("inproc://inside",)


class Commands:
    """A control channel that keeps the commands to each node."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, object]] = []

    def send(self, node: str, command: object) -> None:
        self.sent.append((node, command))


class Played:
    """A pattern whose nodes exist only as facts, and the gate before them."""

    def __init__(self, pattern: str, directory: Path, counts: dict[str, int], patience_ns: int = PATIENCE_NS) -> None:
        self.pattern = find(pattern)
        self.traffic = Traffic()
        self.facts: list[Fact] = []
        self.commands = Commands()
        plan = Plan(self.pattern, Setup(counts=counts), directory)
        control = cast(Control, self.commands)
        self.gate = Gate(
            self.traffic, self.take, control=control, plan=plan, probe=lambda _: "127.0.0.1:1", patience_ns=patience_ns
        )
        self.take(Declared(0, self.pattern.topology, {wire.name: wire.address for wire in self.pattern.wires}))
        self.gate.begin()

    def take(self, fact: Fact) -> None:
        self.facts.append(fact)
        self.traffic.take(fact)

    def start(self, name: str) -> None:
        role, _, number = name.rpartition("-")
        self.take(Started(time.monotonic_ns(), name, role=role, number=int(number), life=1))
        self.gate.join(name)

    def report(self, name: str, *, peers: int, holding: bool = True, holds: int = 0, topics: Topics = ()) -> None:
        """A node has its socket, connected to `peers` peers, and subscribed to `topics`."""
        role = name.rpartition("-")[0]
        binds = self.traffic.topology.binds(role)
        wire = self.pattern.wires[0]
        end = next(end for end in wire.ends if end.role == role)
        here, nowhere = (wire.address,), ()
        bound, connected = (here, nowhere) if binds else (nowhere, here)
        facts = SocketFacts(end.socket, bound=bound, connected=connected, subscriptions=topics)
        now_ns = time.monotonic_ns()
        events = [SocketEvent(0, now_ns, HANDSHAKE_SUCCEEDED, 0, wire.address) for _ in range(peers)]
        report = Report(
            VERSION,
            name,
            1,
            self.traffic.nodes[name].sequence + 1,
            now_ns,
            activity=Activity.IDLE,
            since_ns=now_ns,
            socket=0,
            sockets=[SocketReport(0, Tally(), Tally(), facts=facts)],
            samples=[],
            sampled=False,
            events=events,
            holding=holding,
            holds=holds,
        )
        self.take(Reported(now_ns, report))


def playing_tasks(directory: Path, patience_ns: int = PATIENCE_NS) -> Played:
    """Push–pull with a producer and two workers, all starting."""
    played = Played("push-pull", directory, {"worker": 2}, patience_ns)
    for name in ("producer-1", "worker-1", "worker-2"):
        played.start(name)
    return played


@pytest.fixture
def tasks(tmp_path: Path) -> Played:
    return playing_tasks(tmp_path)


def test_no_node_is_released_before_all_have_met(tasks: Played) -> None:
    assert tasks.gate.release() is None
    tasks.report("producer-1", peers=1)
    tasks.report("worker-1", peers=1)
    assert stragglers(tasks.traffic, tasks.pattern) == ["worker-2"]
    assert tasks.gate.release() is None
    tasks.report("worker-2", peers=1)
    assert stragglers(tasks.traffic, tasks.pattern) == ["producer-1"]
    tasks.report("producer-1", peers=1)
    assert tasks.gate.release() == {"producer-1", "worker-1", "worker-2"}
    assert isinstance(tasks.facts[-1], Met)
    assert all(command == Hold(False) for _, command in tasks.commands.sent)
    assert sorted(name for name, _ in tasks.commands.sent) == ["producer-1", "worker-1", "worker-2"]
    assert tasks.gate.release() is None


def test_sockets_within_a_node_are_not_waited_for(tasks: Played) -> None:
    tasks.report("worker-1", peers=1)
    tasks.report("worker-2", peers=1)
    tasks.report("producer-1", peers=2)
    assert stragglers(tasks.traffic, tasks.pattern) == []
    for number, facts in ((1, SocketFacts("PAIR", bound=INSIDE)), (2, SocketFacts("PAIR", connected=INSIDE))):
        part = SocketReport(number, Tally(), Tally(), facts=facts)
        now_ns = time.monotonic_ns()
        last = next(fact.report for fact in reversed(tasks.facts) if isinstance(fact, Reported))
        report = structs.replace(last, sequence=last.sequence + number, time_ns=now_ns, sockets=[part], events=[])
        tasks.take(Reported(now_ns, report))
    assert len(tasks.traffic.nodes["producer-1"].sockets) == 3
    assert stragglers(tasks.traffic, tasks.pattern) == []


def test_a_node_that_has_ended_is_not_waited_for(tasks: Played) -> None:
    tasks.report("producer-1", peers=1)
    tasks.report("worker-1", peers=1)
    tasks.take(Ended(time.monotonic_ns(), "worker-2", EndCause.RAISED, 1))
    tasks.gate.leave("worker-2")
    assert tasks.gate.release() == {"producer-1", "worker-1"}


def test_when_patience_ends_the_nodes_start_without_the_missing_ones(tmp_path: Path) -> None:
    tasks = playing_tasks(tmp_path, patience_ns=0)
    tasks.report("producer-1", peers=1)
    tasks.report("worker-1", peers=1)
    assert tasks.gate.release() == {"producer-1", "worker-1", "worker-2"}
    notice = next(fact for fact in tasks.facts if isinstance(fact, Noticed))
    assert notice.says == "worker-2: not connected yet, so it goes on without"


def test_processes_that_start_are_waited_for_longer_and_each_change_begins_the_wait_anew(tasks: Played) -> None:
    patience = Patience(tasks.traffic, PATIENCE_NS)
    starting_ns = STARTING_LONGER * PATIENCE_NS
    assert patience.lasts(["worker-1"], 0, 0)
    assert patience.lasts(["worker-1"], 0, starting_ns - 1)
    assert not patience.lasts(["worker-1"], 0, starting_ns)
    tasks.report("worker-1", peers=0)
    assert patience.lasts(["worker-1"], 0, starting_ns)
    assert patience.lasts(["worker-1"], 0, starting_ns + PATIENCE_NS - 1)
    assert not patience.lasts(["worker-1"], 0, starting_ns + PATIENCE_NS)


def test_a_node_that_comes_late_meets_the_others_while_the_publisher_is_held(tmp_path: Path) -> None:
    news = Played("publish-subscribe", tmp_path, {"subscriber": 1}, patience_ns=0)
    for name in ("publisher-1", "subscriber-1"):
        news.start(name)
    news.report("publisher-1", peers=0)
    assert news.gate.release() == {"publisher-1", "subscriber-1"}
    assert news.gate.release() is None
    news.commands.sent.clear()
    news.report("publisher-1", peers=1, holds=1)
    news.report("subscriber-1", peers=1, topics=(b"topic1",))
    (publisher,) = news.traffic.nodes["publisher-1"].sockets.values()
    assert news.traffic.audience.of(publisher, b"topic1") == []
    assert news.gate.release() is None
    assert news.commands.sent == [("publisher-1", Hold(True))]
    news.report("publisher-1", peers=0, holding=True, holds=2)
    assert news.gate.release() == set()
    assert news.commands.sent[-1] == ("publisher-1", Hold(False))
    assert news.traffic.audience.of(publisher, b"topic1") == ["subscriber-1"]
    assert news.traffic.notices[-1] == "subscriber-1: connected now"


def test_a_node_whose_peer_ended_before_they_met_is_not_said_to_be_connected(tmp_path: Path) -> None:
    tasks = playing_tasks(tmp_path, patience_ns=0)
    tasks.report("producer-1", peers=1)
    tasks.report("worker-1", peers=1)
    tasks.report("worker-2", peers=0)
    assert tasks.gate.release() == {"producer-1", "worker-1", "worker-2"}
    tasks.take(Ended(time.monotonic_ns(), "producer-1", EndCause.TOLD, 0))
    tasks.gate.leave("producer-1")
    assert stragglers(tasks.traffic, tasks.pattern) == []
    assert tasks.gate.release() is None
    assert not any("connected now" in notice for notice in tasks.traffic.notices)


def test_a_running_publisher_is_held_while_subscriptions_change_and_must_confirm_it(tmp_path: Path) -> None:
    news = Played("publish-subscribe", tmp_path, {"subscriber": 1})
    for name in ("publisher-1", "subscriber-1"):
        news.start(name)
    for name in ("publisher-1", "subscriber-1"):
        news.report(name, peers=1)
    assert publishers(news.traffic) == {"news"}
    assert news.gate.release() == {"publisher-1", "subscriber-1"}
    news.commands.sent.clear()
    news.gate.await_topics("subscriber-1", [])
    assert news.commands.sent == [("publisher-1", Hold(True))]
    assert news.gate.release() is None  # the publisher has not yet reported that it holds
    news.report("publisher-1", peers=0, holding=True, holds=2)
    assert news.gate.release() == set()
    assert news.commands.sent[-1] == ("publisher-1", Hold(False))
