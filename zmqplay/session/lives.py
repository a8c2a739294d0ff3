"""The lives of a session's nodes: each is started, told to stop, and perhaps started again under its name."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from zmqplay.instructions import Start, Stop
from zmqplay.model.facts import Fact, Started, Stopping, Thawed
from zmqplay.model.nodes import NodeState
from zmqplay.session.channels.control import Control
from zmqplay.session.hosts.host import Host
from zmqplay.session.lookup import Lookup
from zmqplay.session.plan import Plan, number_of, role_of
from zmqplay.session.start.gate import Gate

LINGER_MS = 1_000
LONGEST_LINGER_MS = 10_000
"""How long the queued messages of a stopped node may take to leave: without a LINGER of its own, and at most."""
HURRIED_S = 2.5
"""How long nodes may take to end, with all that lingers, where somebody waits for the end of the session."""
LAST_S = LONGEST_LINGER_MS / 1_000 + 10
"""How long to wait for the last node: a host kills each soon after its linger, and a busy machine ends it later."""


class Lives:
    """Starts nodes and lets them end well; starts nodes again when all those to be restarted have ended."""

    def __init__(
        self, *, lookup: Lookup, plan: Plan, host: Host, control: Control, gate: Gate, take: Callable[[Fact], None]
    ) -> None:
        self._lookup = lookup
        self._plan = plan
        self._host = host
        self._control = control
        self._gate = gate
        self._take = take
        self.restarting: set[str] = set()
        """The nodes that start again when all of them have ended."""
        self._leaving: set[str] = set()
        """The nodes that were to start again, and will not: the others still wait for their ends."""
        self._all_stopped_s = 0.0
        """When all nodes were told to stop."""

    def prepare(self, name: str) -> Start:
        """Announce a node's start, and return the values that it starts with."""
        known = self._lookup.nodes.get(name)
        start = self._plan.start(name, known.speech.spoken if known else 0)
        self._control.expect(name, start.routing_id)
        self._take(
            Started(
                time.monotonic_ns(),
                name,
                role=role_of(name),
                number=number_of(name),
                life=start.life,
                work_ms=start.work_ms,
                jitter_ms=start.jitter_ms,
            )
        )
        self._gate.join(name)
        return start

    def start(self, names: Iterable[str]) -> None:
        """Start nodes, or start them again, without waiting for them."""
        self._gate.begin()
        self._host.launch_aside(self._plan.binders_first([self.prepare(name) for name in names]))

    def stop(self, name: str, linger_ms: int = LINGER_MS) -> None:
        """Tell a node to stop, if it lives; its queued messages have `linger_ms` to leave, or its LINGER, if longer."""
        if self._lookup.nodes[name].state.alive:
            linger_ms = max(linger_ms, self._own_linger_ms(name))
            self.thaw(name)
            self._take(Stopping(time.monotonic_ns(), name))
            self._host.expect_end(name, linger_ms)
            self._control.send(name, Stop(linger_ms))

    def _own_linger_ms(self, name: str) -> int:
        """The longest LINGER that a node's sockets have set, at most LONGEST_LINGER_MS; 0 if none is set."""
        options = [socket.facts.options.get("LINGER", 0) for socket in self._lookup.nodes[name].sockets.values()]
        lingers = [LONGEST_LINGER_MS if option == -1 else option for option in options if isinstance(option, int)]
        return min(LONGEST_LINGER_MS, max(lingers, default=0))

    def thaw(self, name: str) -> None:
        """Let a node run again, if it is frozen."""
        if self._lookup.nodes[name].state is NodeState.FROZEN:
            self._host.thaw(name)
            self._take(Thawed(time.monotonic_ns(), name))

    def restart(self, names: Iterable[str]) -> None:
        """Stop nodes, and start them again when all have ended. Raises TooFewFiles if the limit is lower by now."""
        names = list(names)
        self._host.check(len({*names, *(node.name for node in self._lookup.all_alive())}))
        for name in names:
            self.stop(name)
            self.restarting.add(name)
            self._leaving.discard(name)

    def stay_ended(self, name: str) -> None:
        """Do not start a node again that was to restart."""
        if name in self.restarting:
            self.restarting.remove(name)
            self._leaving.add(name)

    def restart_ended(self) -> None:
        """Start the restarting nodes, if all of them have ended."""
        awaited = self.restarting | self._leaving
        if awaited and not any(self._lookup.nodes[name].state.alive for name in awaited):
            names = sorted(self.restarting)
            self.restarting.clear()
            self._leaving.clear()
            if names:
                self.start(names)

    def stop_all(self) -> None:
        """Tell all nodes to stop, and restart none."""
        self.restarting.clear()
        self._all_stopped_s = time.monotonic()
        for name in self._lookup.nodes:
            self.stop(name)

    def still_end(self, *, is_hurried: bool) -> bool:
        """Whether some node has still to end that was told to stop; those that linger are killed if it `is_hurried`."""
        alive, waited_s = self._lookup.all_alive(), time.monotonic() - self._all_stopped_s
        if is_hurried and waited_s > HURRIED_S:
            for node in alive:
                self._host.kill(node.name)
        return bool(alive) and waited_s < LAST_S
