"""One pattern being played, without a terminal: its nodes, from start to end."""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import zmq

from zmqplay.patterns.pattern import Pattern, Role
from zmqplay.session import fork_server
from zmqplay.session.barrier import wait_for_subscriptions
from zmqplay.session.collector import Collector
from zmqplay.session.control import Control
from zmqplay.session.crew import Crew
from zmqplay.session.endpoints import resolve
from zmqplay.session.readiness import publishers, stragglers
from zmqplay.session.setup import Setup, check_count
from zmqplay.session.traffic import Traffic
from zmqplay.session.usage import Usage
from zmqplay.template import Template
from zmqplay.wire import Done, Generate, Hold, Send, Start, Stop

MEETING_NS = 5_000_000_000
"""How long the nodes may take to meet before they play without those that are missing."""
BINDING_S = 0.5
"""How long the others wait for those that bind."""
LINGER_MS = 1_000
"""How long what a stopped node has queued may take to leave."""


class Session:
    """Owns the nodes, the monitor and the traffic.

    One thread calls it; `launch`, before the first `drain`, and `close`, after the last, take a moment and may be
    called from another.
    """

    def __init__(self, pattern: Pattern, setup: Setup | None = None) -> None:
        """Raise BadEndpoint or EndpointTaken if a wire cannot run where it should."""
        self.pattern = pattern
        self.setup = setup or Setup()
        self.rate: float | None = 0.0
        """Messages a second of each speaking node; 0 for none, None for as fast as it goes."""
        self.ready = False
        """The nodes have met, and may speak."""
        self._endpoints = resolve(pattern, self.setup.endpoints)
        self.notices = [endpoint.notice for endpoint in self._endpoints.values() if endpoint.notice]
        """What the user should know, oldest first."""
        self.traffic = Traffic(pattern, {name: endpoint.connect for name, endpoint in self._endpoints.items()})
        self._directory = Path(tempfile.mkdtemp(prefix="zmqplay-", dir=fork_server.directory()))
        self._context: zmq.Context[Any] = zmq.Context()
        self._collector = Collector(self._context, f"ipc://{self._directory}/monitor")
        self._control = Control(self._context, f"ipc://{self._directory}/control")
        self._crew = Crew(self.traffic)
        self._usage = Usage()
        self._joining: set[str] = set()
        self._held: set[str] = set()
        self._meeting_since_ns = 0
        self._starts = [
            self._prepare(role, number)
            for role in pattern.roles
            for number in range(1, self.setup.counts.get(role.name, role.count) + 1)
        ]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def launch(self) -> None:
        """Start all nodes: first those that bind, since who connects too early tries again only 100 ms later."""
        self._meeting_since_ns = time.monotonic_ns()
        for path in self._socket_files():
            fork_server.leave_to_custodian(path)
        binds = {start.name for start in self._starts if self._binds(start)}
        self._crew.launch([start for start in self._starts if start.name in binds])
        for endpoint in self._endpoints.values():
            endpoint.wait_until_bound(self._crew.pids, BINDING_S)
        self._crew.launch([start for start in self._starts if start.name not in binds])

    def _binds(self, start: Start) -> bool:
        return any(binds for _, binds in self.pattern.wires_of(start.role, start.number))

    def _prepare(self, role: Role, number: int) -> Start:
        name = f"{role.name}-{number}"
        work_ms = self.setup.work_ms.get(name, self.setup.work_ms.get(role.name, role.work_ms))
        endpoints = {
            wire.name: self._endpoints[wire.name].bind if binds else self._endpoints[wire.name].connect
            for wire, binds in self.pattern.wires_of(role.name, number)
        }
        start = Start(
            self.pattern.name,
            role.name,
            name,
            number,
            f"ipc://{self._directory}/monitor",
            f"ipc://{self._directory}/control",
            endpoints,
            self.setup.topics.get(name, role.topics_of(number)),
            self.setup.options.get(role.name, {}),
            work_ms,
        )
        self.traffic.expect(name, role.name, number).work_ms = work_ms
        self._joining.add(name)
        return start

    def drain(self, budget_s: float) -> None:
        """Take what the nodes have reported, for at most that long, and let time pass."""
        for name in self._collector.drain(self.traffic, budget_s):
            self._control.send(name, Done())
        self._control.flush()
        for node in self._crew.watch():
            self._control.forget(node.name)
            self._joining.discard(node.name)
            self._held.discard(node.name)
            self.traffic.ledger.audience.leave(node.name)
        if self._joining:
            self._meet()
        now_ns = time.monotonic_ns()
        self._usage.sample(self.traffic, now_ns)
        self.traffic.tick(now_ns)

    def wait(self, timeout_s: float) -> None:
        """Return when something has been reported, or after that long."""
        self._collector.wait(timeout_s)

    def _meet(self) -> None:
        """Let the nodes speak once all have met; publishers, once the subscriptions have reached them."""
        missing = stragglers(self.traffic)
        if missing and time.monotonic_ns() - self._meeting_since_ns < MEETING_NS:
            return
        if not all(self.traffic.nodes[name].holding for name in self._held):
            return
        if missing:
            self.notices.append(f"{', '.join(missing)}: not connected after 5 s, so it goes on without")
        for wire in publishers(self.traffic):
            address = self._endpoints[wire].connect
            self.traffic.peers.ours.add(wait_for_subscriptions(self._context, address))
        for name in self._joining:
            self.traffic.ledger.audience.join(name)
        for name in self._joining | self._held:
            self._control.send(name, Hold(False))
        for name in self._joining:
            self._generate(name)
        self._joining.clear()
        self._held.clear()
        self.ready = True

    @property
    def speakers(self) -> list[str]:
        """The living nodes through which the user can speak; those that speak by themselves first."""
        nodes = [node for node in self.traffic.nodes.values() if node.state.alive]
        by_themselves = [node.name for node in nodes if self.pattern.role(node.role).speaks]
        return by_themselves + [node.name for node in nodes if self.pattern.role(node.role).answers]

    def send(self, node: str, text: str) -> None:
        """Let a node say what the user typed; ValueError if it cannot."""
        if node not in self.speakers:
            raise ValueError(f"{node} cannot send; {' or '.join(self.speakers) or 'nobody'} can.")
        number = self.traffic.nodes[node].spoken + 1
        self._control.send(node, Send(Template(text, node, self.setup.size).frames(number)))

    def set_rate(self, rate: float | None) -> None:
        """Let each speaking node send so many messages a second; 0 for none, None for as fast as it goes."""
        self.rate = rate
        for name in self.speakers:
            self._generate(name)

    def generate(self, node: str, rate: float | None, count: int | None) -> None:
        """Let one node make this much traffic."""
        role = self.pattern.role(self.traffic.nodes[node].role)
        messages = list(self.setup.messages or role.messages)
        self._control.send(node, Generate(rate, messages, self.setup.size, count))

    def _generate(self, node: str) -> None:
        if self.pattern.role(self.traffic.nodes[node].role).speaks:
            self.generate(node, self.rate, None)

    def add(self, role_name: str) -> str:
        """Start one more node of a role, and return its name; ValueError if there can be no more."""
        role = self.pattern.role(role_name)
        nodes = [node for node in self.traffic.nodes.values() if node.role == role_name]
        check_count(self.pattern, role_name, sum(node.state.alive for node in nodes) + 1)
        for wire in publishers(self.traffic):  # they wait until the newcomer's subscriptions have arrived
            self._held |= {s.node for s in self.traffic.sockets() if s.wire == wire}
        self._held = {name for name in self._held if name in self.speakers}
        for name in self._held:
            self._control.send(name, Hold(True))
        start = self._prepare(role, max((node.number for node in nodes), default=0) + 1)
        self._meeting_since_ns = time.monotonic_ns()
        self._crew.launch_aside(start)
        return start.name

    def stop(self, name: str, linger_ms: int = LINGER_MS) -> None:
        """Let a node end as a well-behaved program does."""
        if self.traffic.nodes[name].state.alive:
            self._crew.expect_end(name, linger_ms)
            self._control.send(name, Stop(linger_ms))

    def kill(self, name: str) -> None:
        """End a node at once, by SIGKILL."""
        if self.traffic.nodes[name].state.alive:
            self._crew.kill(name)

    def hold(self) -> None:
        """Let nobody say anything more."""
        for name in self.speakers:
            self._control.send(name, Hold(True))

    def finish(self, timeout_s: float = 5.0) -> None:
        """Stop all nodes and take their last reports, so that every count is final."""
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
        for path in self._socket_files():
            Path(path).unlink(missing_ok=True)

    def _socket_files(self) -> list[str]:
        """libzmq leaves them behind."""
        addresses = [endpoint.bind for endpoint in self._endpoints.values()]
        return [address.removeprefix("ipc://") for address in addresses if address.startswith("ipc:///")]
