"""The gate: no node speaks before all have met, and no publisher while subscriptions are under way."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection

from zmqplay.instructions import Expect, Hold
from zmqplay.model.facts import Fact, Met, Noticed
from zmqplay.model.nodes import NodeState, NodeTraffic
from zmqplay.model.traffic import Traffic
from zmqplay.session.channels.control import Control
from zmqplay.session.plan import Plan
from zmqplay.session.start.fronts import Fronts
from zmqplay.session.start.patience import PATIENCE_NS, Patience
from zmqplay.session.start.readiness import awaits_a_program, has_met, publishers, stragglers

PROGRAM_NS = 1_000_000_000
"""How long a node that would lose its messages waits for a program that may not run yet."""


class Gate:
    """Holds back nodes that must not speak yet, and releases them when all have met."""

    def __init__(
        self,
        traffic: Traffic,
        take: Callable[[Fact], None],
        *,
        control: Control,
        plan: Plan,
        probe: Callable[[str], str],
        patience_ns: int = PATIENCE_NS,
    ) -> None:
        """`probe` returns when a publisher at an address has read all subscriptions; see `wait_for_subscriptions`."""
        self._traffic = traffic
        self._take = take
        self._control, self._plan = control, plan
        self._probe = probe
        self._patience = Patience(traffic, patience_ns)
        self._joining: set[str] = set()
        self._subscribing: dict[str, list[bytes]] = {}
        """Nodes whose subscriptions are changing, with their future subscriptions."""
        self._late: dict[str, list[bytes] | None] = {}
        """Nodes that it went on without; with the subscriptions that they lack, if it is for these."""
        self._coming: set[str] = set()  # those that have come at last
        self._held: set[str] = set()
        self._holds: Counter[str] = Counter()
        """How often each node was told to wait or to resume, in its present life."""
        self._told: dict[str, list[bytes]] = {}
        """The subscriptions that each publishing node was told, in its present life."""
        self._fronts = Fronts(traffic)
        self._since_ns = self._met_ns = 0
        """When the nodes that are joining began to, and when the last of them had met the others."""

    def begin(self) -> None:
        """Hold the publishers, since nodes are being started or subscriptions changed."""
        self._since_ns, self._met_ns = time.monotonic_ns(), 0
        running = {n.name for n in self._traffic.nodes.values() if n.state is NodeState.RUNNING}
        speaking = {socket.node for socket in self._traffic.sockets() if socket.publishes} & running
        for name in speaking - self._held - self._joining:
            self._hold(name, True)
            self._held.add(name)

    def _hold(self, node: str, on: bool) -> None:
        self._holds[node] += 1
        self._control.send(node, Hold(on))

    def join(self, node: str) -> None:
        """A node starts, and has to meet the others."""
        self._joining.add(node)
        self._told.pop(node, None)
        self._holds[node] = 0

    def await_topics(self, node: str, topics: list[bytes]) -> None:
        """Hold the publishers until a node subscribes to exactly these topics."""
        self.begin()
        self._subscribing[node] = sorted(topics)

    def leave(self, node: str) -> None:
        """A node has ended: stop waiting for it."""
        for names in self._joining, self._held, self._coming:
            names.discard(node)
        self._subscribing.pop(node, None)
        self._late.pop(node, None)

    def release(self) -> set[str] | None:
        """Release all held nodes once they have met; return those that joined, or None while waiting."""
        if self._late and not self._is_awaiting:
            self._await_late()
        if not self._is_awaiting:
            return None
        missing = stragglers(self._traffic, self._plan.pattern) + [
            name for name, topics in self._subscribing.items() if not self._has_subscribed(name, topics)
        ]
        if missing and self._patience.lasts(missing, self._since_ns, time.monotonic_ns()):
            return None
        if self._fronts.awaited(self._since_ns) or self._awaits_a_program():
            return None
        held = [self._traffic.nodes[name] for name in self._held]
        if not all(self._is_holding(node) or node.state is NodeState.FROZEN for node in held):
            return None
        if missing:
            says = f"{', '.join(missing)}: not connected yet, so it goes on without"
            self._take(Noticed(time.monotonic_ns(), says))
        return self._release(missing)

    @property
    def _is_awaiting(self) -> bool:
        return bool(self._joining or self._subscribing or self._coming)

    def _await_late(self) -> None:
        """Hold the publishers again if nodes have come that it went on without, so that these meet the others too."""
        missing = stragglers(self._traffic, self._plan.pattern)
        running = [name for name in self._late if self._traffic.nodes[name].state is NodeState.RUNNING]
        met = [name for name in running if name not in missing and has_met(self._traffic.nodes[name])]
        late = [(name, self._late[name]) for name in met]
        come = [name for name, topics in late if topics is None or self._has_subscribed(name, topics)]
        if come:
            self.begin()
            self._coming.update(come)
            for name in come:
                del self._late[name]
            self._take(Noticed(time.monotonic_ns(), f"{', '.join(come)}: connected now"))

    def _awaits_a_program(self) -> bool:
        now_ns = time.monotonic_ns()
        self._met_ns = self._met_ns or now_ns
        is_new = now_ns - self._met_ns < PROGRAM_NS
        return is_new and awaits_a_program(self._traffic, self._plan.unbound(), now_ns)

    def _tell_subscriptions(self) -> None:
        """Tell every node that publishes which subscriptions there are, so that it can count by them."""
        sockets = [socket for socket in self._traffic.sockets() if self._traffic.nodes[socket.node].state.alive]
        wanted = sorted({prefix for socket in sockets for prefix in socket.facts.subscriptions})
        for name in dict.fromkeys(socket.node for socket in sockets if socket.publishes):
            if wanted and self._told.get(name) != wanted:
                self._told[name] = wanted
                self._control.send(name, Expect(wanted))

    def _is_holding(self, node: NodeTraffic) -> bool:
        """Whether a node has reported that it holds after it was last told to: then all its messages are reported."""
        return node.speech.holding and node.speech.holds == self._holds[node.name]

    def _has_subscribed(self, node: str, topics: list[bytes]) -> bool:
        sockets = [s for s in self._traffic.nodes[node].sockets.values() if s.subscribes]
        return all(sorted(socket.facts.subscriptions) == topics for socket in sockets)

    def _release(self, missing: Collection[str]) -> set[str]:
        wires = [wire for wire in publishers(self._traffic) if wire in self._plan.endpoints]
        probes = [self._probe(self._plan.endpoints[wire].connect) for wire in wires]
        joined = set(self._joining)
        met = self._joining | self._subscribing.keys() | self._coming | self._fronts.changed()
        self._late |= {name: self._subscribing.get(name) for name in met.intersection(missing)}
        self._take(Met(time.monotonic_ns(), sorted(met), probes))
        self._tell_subscriptions()
        for name in self._joining | self._held:
            self._hold(name, False)
        self._joining.clear()
        self._subscribing.clear()
        self._coming.clear()
        self._held.clear()
        return joined
