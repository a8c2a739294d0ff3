"""The nodes of one session from their start to their end, however often each of them starts and ends."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import zmq
from msgspec import structs

from zmqplay.counters import Page
from zmqplay.instructions import Done, Start, Stop
from zmqplay.model.causes import EndCause
from zmqplay.model.doctor import Doctor
from zmqplay.model.facts import (
    Declared,
    Ended,
    Fact,
    LastCount,
    LastCounts,
    Moved,
    Noticed,
    Over,
    Started,
    Stopping,
    Thawed,
    Ticked,
)
from zmqplay.model.nodes import NodeState
from zmqplay.model.traffic import Traffic
from zmqplay.patterns.pattern import Pattern
from zmqplay.session.channels.collector import Collector
from zmqplay.session.channels.control import Control
from zmqplay.session.hosts import fork_server, open_files
from zmqplay.session.hosts.processes import Crew
from zmqplay.session.hosts.usage import Usage
from zmqplay.session.plan import Plan, number_of, role_of
from zmqplay.session.setup import Setup
from zmqplay.session.speakers import Voices
from zmqplay.session.start.gate import Meeting
from zmqplay.wire import Tally

VOLLEY_S = 0.003
"""Under load the nodes report at the same instants, so one waits for the rest of them rather than for each."""
LAST_WORDS_S = 0.005
"""How long the reports that a killed node has left are taken in before its counts are read."""
LINGER_MS = 1_000
"""How long what a stopped node has queued may take to leave."""


class Stage:
    """Owns the nodes, the monitor and the traffic.

    One thread calls it; `launch`, before the first `drain`, and `close`, after the last, take a moment and may be
    called from another.
    """

    def __init__(
        self, pattern: Pattern, setup: Setup | None = None, keep: Callable[[Fact], object] | None = None
    ) -> None:
        """Raise BadEndpoint or EndpointTaken if a wire cannot run where it should.

        `keep` is given each fact before the traffic takes it.
        """
        self.setup = setup or Setup()
        self._keep = keep
        self.ready = False
        """The nodes have met, and may speak."""
        self._directory = Path(tempfile.mkdtemp(prefix="zmqplay-", dir=fork_server.directory()))
        try:
            self._plan = Plan(pattern, self.setup, self._directory)
        except BaseException:
            self._directory.rmdir()
            raise
        endpoints = self._plan.endpoints
        self.traffic = Traffic()
        self.doctor = Doctor(self.traffic)
        self._declare()
        self._context: zmq.Context[Any] = zmq.Context()
        self._collector = Collector(self._context, self._plan.monitor)
        self._control = Control(self._context, self._plan.control)
        self._crew = Crew()
        self._usage = Usage()
        self._socket_files: set[str] = set()
        self._voices = Voices(self.traffic, self._plan, self._control)
        self._meeting = Meeting(self.traffic, self._take, self._control, self._plan, self._context)
        for notice in [endpoint.notice for endpoint in endpoints.values() if endpoint.notice]:
            self._notice(notice)
        self._ending: set[str] = set()
        """Those that start again when all of them have ended."""
        self._first = [self._cast(f"{role}-{number}") for role, n in self._plan.counts.items() for number in _up_to(n)]

    def _take(self, fact: Fact) -> None:
        """The one door into the traffic."""
        if self._keep is not None:
            self._keep(fact)
        self.traffic.take(fact)

    def _declare(self) -> None:
        endpoints = self._plan.endpoints
        addresses = {name: endpoint.connect for name, endpoint in endpoints.items()}
        self._take(Declared(time.monotonic_ns(), self.pattern.topology, addresses))
        self.traffic.pattern = self.pattern

    def _notice(self, says: str) -> None:
        self._take(Noticed(time.monotonic_ns(), says))

    @property
    def notices(self) -> list[str]:
        """What the user should know, oldest first."""
        return self.traffic.notices

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
        """Start all nodes. TooFewFiles if the system does not let so many be open."""
        open_files.check(len(self._first))
        self._meeting.begin()
        self._note_socket_files()
        self._launch(self._first)

    def _launch(self, starts: list[Start]) -> None:
        """First those that bind, for whom the others wait; in any thread."""
        bound = {start.name: sum(binds for _, binds in self._wires_of(start.name)) for start in starts}
        after = {start.page: bound[start.name] for start in starts if bound[start.name]}
        self._crew.launch(start for start in starts if bound[start.name])
        self._crew.launch(structs.replace(start, after=after) for start in starts if not bound[start.name])

    def _wires_of(self, node: str) -> list[tuple[Any, bool]]:
        return self.pattern.wires_of(role_of(node), number_of(node))

    def _launch_aside(self, names: list[str]) -> None:
        """Start these nodes, or start them again, without waiting for them."""
        self._meeting.begin()
        starts = [self._cast(name) for name in names]
        self._crew.aside(lambda: self._launch(starts), names)

    def _cast(self, name: str) -> Start:
        """Make ready what a node starts with, and expect it."""
        known = self.traffic.nodes.get(name)
        start = self._plan.start(name, known.speech.spoken if known else 0)
        self._control.expect(name, start.routing_id)
        role, number, life = role_of(name), number_of(name), start.life
        self._take(Started(time.monotonic_ns(), name, role, number, life, start.work_ms, start.jitter_ms))
        self._meeting.join(name)
        return start

    def drain(self, budget_s: float) -> None:
        """Take what the nodes have reported, for at most that long, and let time pass."""
        for name in self._collector.drain(self._take, budget_s):
            self._control.send(name, Done())
        self._control.flush()
        for fact in self._crew.watch():
            if isinstance(fact, Ended):
                self._has_ended(fact)
            else:
                self._take(fact)
        if self._ending and not any(self.traffic.nodes[name].state.alive for name in self._ending):
            names, self._ending = sorted(self._ending), set()
            self._launch_aside(names)
        joined = None if self._ending else self._meeting.is_over()
        if joined is not None:
            self.ready = True
            for name in joined:
                self._voices.begin(name)
        now_ns = time.monotonic_ns()
        if used := self._usage.sample(self.traffic, now_ns):
            self._take(used)
        self._take(Ticked(now_ns))
        self.doctor.tick(now_ns)

    def _has_ended(self, ended: Ended) -> None:
        name = ended.node
        if not self.traffic.nodes[name].life.final:
            self._collector.drain(self._take, LAST_WORDS_S)
            if not self.traffic.nodes[name].life.final:
                self._take(LastCounts(time.monotonic_ns(), name, self._last_counts(name)))
        self._take(ended)
        self._control.forget(name)
        self._meeting.leave(name)
        if ended.cause is EndCause.ADDRESS_IN_USE:
            self._move_away(name)

    def _last_counts(self, name: str) -> list[LastCount]:
        """What the page of a dead node says of its sockets."""
        page = Page(self._plan.page(name))
        return [_last_count(page, number) for number in self.traffic.nodes[name].sockets]

    def _move_away(self, name: str) -> None:
        """A node could not bind, since a stranger took the port after it had been found free."""
        for wire in [wire.name for wire, binds in self._wires_of(name) if binds]:
            others = [other for other in self._nodes_on(wire) if role_of(other) == role_of(name)]
            if not others and self._plan.move_away(wire):
                endpoint = self._plan.endpoints[wire]
                self._take(Moved(time.monotonic_ns(), wire, endpoint.connect))
                self._notice(endpoint.notice)
                self._restart([name, *self._nodes_on(wire)])

    def _nodes_on(self, wire: str) -> list[str]:
        """The living nodes that hold an end of a wire."""
        names = [node.name for node in self.traffic.nodes.values() if node.state.alive]
        return [name for name in names if any(held.name == wire for held, _ in self._wires_of(name))]

    def wait(self, timeout_s: float) -> None:
        """Return when something has been reported, or after that long."""
        if self._collector.wait(timeout_s) and self.traffic.sampled:
            time.sleep(VOLLEY_S)

    @property
    def speakers(self) -> list[str]:
        """The living nodes through which the user can speak; those that speak by themselves first."""
        return self._voices.all

    def generate(self, node: str, rate: float | None, count: int | None) -> None:
        """Let one node make this much traffic."""
        self._voices.generate(node, rate, count)

    def _stop(self, name: str, linger_ms: int = LINGER_MS) -> None:
        node = self.traffic.nodes[name]
        if node.state.alive:
            self._thaw(name)
            self._take(Stopping(time.monotonic_ns(), name))
            self._crew.expect_end(name, linger_ms)
            self._control.send(name, Stop(linger_ms))

    def _thaw(self, name: str) -> None:
        if self.traffic.nodes[name].state is NodeState.FROZEN:
            self._crew.thaw(name)
            self._take(Thawed(time.monotonic_ns(), name))

    def _restart(self, names: list[str]) -> None:
        """Stop these nodes, and start them again when all have ended."""
        for name in names:
            self._stop(name)
        self._ending.update(names)

    def hold(self) -> None:
        """Let nobody say anything more."""
        self._voices.hold()

    def finish(self, timeout_s: float = 5.0) -> None:
        """Stop all nodes and take their last reports, so that every count is final."""
        self._ending.clear()
        self._take(Over(time.monotonic_ns()))
        for name in self.traffic.nodes:
            self._stop(name)
        until = time.monotonic() + timeout_s
        while any(node.state.alive for node in self.traffic.nodes.values()) and time.monotonic() < until:
            self.wait(0.01)
            self.drain(0.1)
        self._take(Ticked(time.monotonic_ns()))

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


def _last_count(page: Page, number: int) -> LastCount:
    sent, received = page.get(number, sent=True), page.get(number, sent=False)
    return LastCount(number, Tally(*sent[:2]), Tally(*received[:2]), sent.exact, received.exact)
