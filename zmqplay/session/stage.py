"""The nodes of one session from their start to their end, however often each of them starts and ends."""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import zmq

from zmqplay.page import Page
from zmqplay.patterns.pattern import Pattern
from zmqplay.session import fork_server
from zmqplay.session.barrier import wait_for_subscriptions
from zmqplay.session.collector import Collector
from zmqplay.session.control import Control
from zmqplay.session.crew import Crew
from zmqplay.session.nodes import NodeState, NodeTraffic
from zmqplay.session.plan import Plan, number_of, role_of
from zmqplay.session.readiness import publishers, stragglers
from zmqplay.session.setup import Setup
from zmqplay.session.traffic import Traffic
from zmqplay.session.usage import Usage
from zmqplay.wire import Done, Generate, Hold, Start, Stop

MEETING_NS = 5_000_000_000
"""How long the nodes may take to meet before they play without those that are missing."""
BINDING_S = 0.5
"""How long the others wait for those that bind."""
LINGER_MS = 1_000
"""How long what a stopped node has queued may take to leave."""


class Stage:
    """Owns the nodes, the monitor and the traffic.

    One thread calls it; `launch`, before the first `drain`, and `close`, after the last, take a moment and may be
    called from another.
    """

    def __init__(self, pattern: Pattern, setup: Setup | None = None) -> None:
        """Raise BadEndpoint or EndpointTaken if a wire cannot run where it should."""
        self.setup = setup or Setup()
        self.ready = False
        """The nodes have met, and may speak."""
        self._directory = Path(tempfile.mkdtemp(prefix="zmqplay-", dir=fork_server.directory()))
        try:
            self._plan = Plan(pattern, self.setup, self._directory)
        except BaseException:
            self._directory.rmdir()
            raise
        endpoints = self._plan.endpoints
        self.notices = [endpoint.notice for endpoint in endpoints.values() if endpoint.notice]
        """What the user should know, oldest first."""
        self.traffic = Traffic(pattern, {name: endpoint.connect for name, endpoint in endpoints.items()})
        self._context: zmq.Context[Any] = zmq.Context()
        self._collector = Collector(self._context, self._plan.monitor)
        self._control = Control(self._context, self._plan.control)
        self._crew = Crew(self.traffic)
        self._usage = Usage()
        self._socket_files: set[str] = set()
        self._joining: set[str] = set()
        self._held: set[str] = set()
        self._subscribing: dict[str, list[bytes]] = {}
        """Nodes that change their subscriptions, and what these will be."""
        self._ending: set[str] = set()
        """Those that start again when all of them have ended."""
        self._meeting_since_ns = 0
        self._first = [self._cast(f"{role}-{number}") for role, n in self._plan.counts.items() for number in _up_to(n)]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pattern(self) -> Pattern:
        """As it is played now."""
        return self._plan.pattern

    def launch(self) -> None:
        """Start all nodes."""
        self._meeting_since_ns = time.monotonic_ns()
        self._note_socket_files()
        self._launch(self._first)

    def _launch(self, starts: list[Start]) -> None:
        """First those that bind, since who connects too early tries again only 100 ms later; in any thread."""
        binding = [start for start in starts if self._plan.binds(start.name)]
        connecting = [start for start in starts if start not in binding]
        self._crew.launch(binding)
        if binding and connecting:
            bound = {wire.name for start in binding for wire, binds in self._wires_of(start.name) if binds}
            for wire in bound:
                self._plan.endpoints[wire].wait_until_bound(
                    self._crew.pids_of(start.name for start in binding), BINDING_S
                )
        self._crew.launch(connecting)

    def _wires_of(self, node: str) -> list[tuple[Any, bool]]:
        return self.pattern.wires_of(role_of(node), number_of(node))

    def _launch_aside(self, names: list[str]) -> None:
        """Start these nodes, or start them again, without waiting for them."""
        self._hold_publishers()
        self._meeting_since_ns = time.monotonic_ns()
        starts = [self._cast(name) for name in names]
        self._crew.aside(lambda: self._launch(starts), names)

    def _cast(self, name: str) -> Start:
        """Make ready what a node starts with, and expect it."""
        known = self.traffic.nodes.get(name)
        start = self._plan.start(name, known.spoken if known else 0)
        self._control.expect(name, start.routing_id)
        node = self.traffic.expect(name, role_of(name), number_of(name))
        node.work_ms, node.jitter_ms = self._plan.work_of(name)
        self._joining.add(name)
        return start

    def _hold_publishers(self) -> None:
        """Let them wait until the newcomers' subscriptions have arrived."""
        for wire in publishers(self.traffic):
            speaking = {s.node for s in self.traffic.sockets() if s.wire == wire} & set(self.speakers)
            for name in speaking - self._held:
                self._control.send(name, Hold(True))
            self._held |= speaking

    def drain(self, budget_s: float) -> None:
        """Take what the nodes have reported, for at most that long, and let time pass."""
        for name in self._collector.drain(self.traffic, budget_s):
            self._control.send(name, Done())
        self._control.flush()
        for node in self._crew.watch():
            self._has_ended(node)
        if self._ending and not any(self.traffic.nodes[name].state.alive for name in self._ending):
            names, self._ending = sorted(self._ending), set()
            self._launch_aside(names)
        if self._joining or self._subscribing:
            self._meet()
        now_ns = time.monotonic_ns()
        self._usage.sample(self.traffic, now_ns)
        self.traffic.tick(now_ns)

    def _has_ended(self, node: NodeTraffic) -> None:
        if not node.final:
            node.take_last_counts(Page(self._plan.page(node.name)))
        self._control.forget(node.name)
        self._joining.discard(node.name)
        self._subscribing.pop(node.name, None)
        self._held.discard(node.name)
        self.traffic.leave(node)

    def wait(self, timeout_s: float) -> None:
        """Return when something has been reported, or after that long."""
        self._collector.wait(timeout_s)

    def _meet(self) -> None:
        """Let the nodes speak once all have met; publishers, once the subscriptions have reached them."""
        missing = stragglers(self.traffic) + [
            n for n, topics in self._subscribing.items() if not self._subscribes(n, topics)
        ]
        if missing and time.monotonic_ns() - self._meeting_since_ns < MEETING_NS:
            return
        held = [self.traffic.nodes[name] for name in self._held]
        if not all(node.holding or node.state is NodeState.FROZEN for node in held):
            return
        if missing:
            self.notices.append(f"{', '.join(missing)}: not connected after 5 s, so it goes on without")
        self._await_subscriptions()
        for name in self._joining | self._held:
            self._control.send(name, Hold(False))
        for name in self._joining:
            self._speak(name)
        self._joining.clear()
        self._subscribing.clear()
        self._held.clear()
        self.ready = True

    def _await_topics(self, name: str, topics: list[str]) -> None:
        """Let the publishers wait until a node subscribes to these."""
        self._hold_publishers()
        self._subscribing[name] = sorted(topic.encode() for topic in topics)
        self._meeting_since_ns = time.monotonic_ns()

    def _subscribes(self, name: str, topics: list[bytes]) -> bool:
        sockets = self.traffic.nodes[name].sockets.values()
        return all(sorted(socket.facts.subscriptions) == topics for socket in sockets if socket.type == "SUB")

    def _await_subscriptions(self) -> None:
        for wire in publishers(self.traffic):
            address = self._plan.endpoints[wire].connect
            self.traffic.peers.ours.add(wait_for_subscriptions(self._context, address))
        for name in self._joining | self._subscribing.keys():
            self.traffic.join(name)

    @property
    def speakers(self) -> list[str]:
        """The living nodes through which the user can speak; those that speak by themselves first."""
        nodes = [node for node in self.traffic.nodes.values() if node.state.alive]
        by_themselves = [node.name for node in nodes if self.pattern.role(node.role).speaks]
        return by_themselves + [node.name for node in nodes if self.pattern.role(node.role).answers]

    def _speaks(self, node: str) -> bool:
        """It makes traffic by itself."""
        return self.pattern.role(role_of(node)).speaks

    def generate(self, node: str, rate: float | None, count: int | None) -> None:
        """Let one node make this much traffic."""
        self._control.send(node, Generate(rate, self._plan.messages_of(node), self._plan.size, count))

    def _speak(self, node: str) -> None:
        """Let a node make the traffic that the plan has for it."""
        if self._speaks(node):
            self.generate(node, self._plan.rate_of(node), None)

    def stop(self, name: str, linger_ms: int = LINGER_MS) -> None:
        """Let a node end as a well-behaved program does."""
        node = self.traffic.nodes[name]
        if node.state.alive:
            self.thaw(name)
            node.stopping_ns = node.stopping_ns or time.monotonic_ns()
            self._crew.expect_end(name, linger_ms)
            self._control.send(name, Stop(linger_ms))

    def thaw(self, name: str) -> None:
        """Let a frozen node go on."""
        node = self.traffic.nodes[name]
        if node.state is NodeState.FROZEN:
            self._crew.thaw(name)
            node.state = NodeState.RUNNING if node.pid else NodeState.STARTING

    def hold(self) -> None:
        """Let nobody say anything more."""
        for name in self.speakers:
            self._control.send(name, Hold(True))

    def finish(self, timeout_s: float = 5.0) -> None:
        """Stop all nodes and take their last reports, so that every count is final."""
        self._ending.clear()
        for name in self.traffic.nodes:
            self.stop(name)
        until = time.monotonic() + timeout_s
        while any(node.state.alive for node in self.traffic.nodes.values()) and time.monotonic() < until:
            self.wait(0.01)
            self.drain(0.1)
        self.traffic.ledger.update(time.monotonic_ns())

    def close(self) -> None:
        """End everything and leave nothing behind."""
        self._crew.close()
        self._collector.close()
        self._control.close()
        self._context.destroy(linger=0)
        shutil.rmtree(self._directory, ignore_errors=True)
        for path in self._socket_files:
            Path(path).unlink(missing_ok=True)

    def _note_socket_files(self) -> None:
        """libzmq leaves them behind."""
        addresses = [endpoint.bind for endpoint in self._plan.endpoints.values()]
        files = {address.removeprefix("ipc://") for address in addresses if address.startswith("ipc:///")}
        for path in files - self._socket_files:
            fork_server.leave_to_custodian(path)
        self._socket_files |= files


def _up_to(count: int) -> range:
    return range(1, count + 1)
