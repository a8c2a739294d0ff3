"""Feeds a `Traffic` with facts, as taps and sessions do, without a process and without waiting.

    telling = Telling(PUSH_PULL, {"worker": 2})           # declared, started, connected, met
    telling.send("producer-1", ["worker-1"], b"Task 1")   # passes the taps of both
    telling.report()                                      # all nodes report, a quarter second passes

Step by step, where nodes report in another order than that of events:

    telling.sends("producer-1", b"Task 2")                # passes the sender's tap only
    telling.tell("worker-1")                              # one node reports
    telling.receives("worker-1", b"Task 2")
    telling.tick(30)                                      # time passes

All facts are kept in `facts`; given to another `Traffic`, they yield the same result.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from msgspec.structs import replace

from tests.told_node import ENDS, MS, Connection, ToldNode, ToldSocket, ToldTap
from zmqplay.model import facts
from zmqplay.model.doctor import Doctor
from zmqplay.model.event_numbers import EventNumber
from zmqplay.model.nodes import NodeState
from zmqplay.model.traffic import MARK_NS, Traffic
from zmqplay.patterns.pattern import Pattern
from zmqplay.wire import Activity, SocketFacts

__all__ = ["BEGIN_NS", "MS", "Telling", "ToldNode", "ToldSocket"]

BEGIN_NS = 1_000_000 * MS


class Telling:
    """A session without processes; the events of its nodes stay in their taps until they report."""

    def __init__(self, pattern: Pattern | None = None, counts: dict[str, int] | None = None) -> None:
        """`counts` are numbers of nodes by role; without a pattern, nothing is declared and no node starts."""
        self.now_ns = BEGIN_NS
        self.traffic = Traffic()
        self.doctor = Doctor(self.traffic)
        self.facts: list[facts.Fact] = []
        self.nodes: dict[str, ToldNode] = {}
        self._ports = itertools.count(40_001)
        self.connections: list[Connection] = []
        if pattern is not None:
            self._begin(pattern, counts or {})

    def _begin(self, pattern: Pattern, counts: dict[str, int]) -> None:
        self.declare(pattern)
        for role in pattern.roles:
            for number in range(1, counts.get(role.name, role.count) + 1):
                self.start(role.name, number)
        self.meet()
        self.join()

    def take(self, fact: facts.Fact) -> None:
        """Give a fact to the traffic."""
        self.facts.append(fact)
        self.traffic.take(fact)
        self.doctor.take(fact)

    # --- the session

    def declare(self, pattern: Pattern) -> None:
        """Declare this pattern, from now on."""
        self.pattern = pattern
        addresses = {wire.name: self.traffic.addresses.get(wire.name, wire.address) for wire in pattern.wires}
        self.take(facts.Declared(self.now_ns, pattern.topology, addresses))

    def start(self, role: str, number: int = 1) -> str:
        """Start a node, or start it again, with the sockets of its pattern; return its name."""
        name = f"{role}-{number}"
        known = self.traffic.nodes.get(name)
        life = known.life.number + 1 if known else 1
        self.take(facts.Started(self.now_ns, name, role, number, life))
        tap = self.nodes[name] = ToldNode(name, life, pid=100 + len(self.nodes) + 100 * (life - 1))
        if self.traffic.topology.name:
            for wire, binds in self.pattern.wires_of(role, number):
                type_ = next(end.socket for end in (wire.binding if binds else wire.connecting) if end.role == role)
                topics = tuple(self.pattern.role(role).topics_of(number))
                address = (self.traffic.addresses[wire.name],)
                tap.open(
                    type_,
                    bound=address if binds else (),
                    connected=() if binds else address,
                    routing_id=f"Client{number}".encode() if type_ == "DEALER" and number != 3 else b"",
                    subscriptions=(topics or (b"S",)) if type_ == "SUB" else (),
                )
                tap.begins(len(tap.sockets) - 1, self.now_ns)
        return name

    def meet(self, *names: str) -> None:
        """Connect these nodes, or all, to the nodes at the other end; all report."""
        self.connect(*names)
        self.report()

    def connect(self, *names: str) -> None:
        """Connect these nodes, or all, to the nodes at the other end, as libzmq's monitors will report."""
        for host in self.nodes.values():
            for guest in self.nodes.values():
                if not names or host.name in names or guest.name in names:
                    self._connect(host, guest)

    def _connect(self, host: ToldNode, guest: ToldNode) -> None:
        if not (self._lives(host) and self._lives(guest)):
            return
        for bound in host.sockets:
            for connected in [socket for socket in guest.sockets if not socket.facts.closed]:
                for address in set(bound.facts.bound) & set(connected.facts.connected):
                    there = f"127.0.0.1:{next(self._ports)}"
                    guest.event(connected.number, EventNumber.CONNECTED, self.now_ns, address, local=there)
                    host.accepts(bound.number, self.now_ns, address, there)
                    self.connections.append(Connection(host, bound.number, guest, connected.number, address, there))

    def visit(self, host: str, peer: str) -> None:
        """A foreign peer connects to the node's first socket."""
        self.nodes[host].accepts(0, self.now_ns, self.nodes[host].sockets[0].facts.bound[0], peer)

    def join(self, *names: str) -> None:
        """Let these nodes, or all, have met, and take part from now on."""
        self.take(facts.Met(self.now_ns, list(names or self.nodes)))

    def freeze(self, name: str) -> None:
        self.take(facts.Frozen(self.now_ns, name))

    def thaw(self, name: str) -> None:
        self.take(facts.Thawed(self.now_ns, name))

    def stop(self, name: str) -> None:
        """Tell a node to stop; it reports for the last time, and ends."""
        self.take(facts.Stopping(self.now_ns, name))
        self.tell(name, final=True)
        self.end(name, NodeState.STOPPED)

    def kill(self, name: str) -> None:
        """Kill a node; its counts outlive it, and its unreported events are never reported."""
        counts = [
            facts.LastCount(socket.number, replace(socket.sent), replace(socket.received), True, True)
            for socket in self.nodes[name].sockets
        ]
        self.take(facts.LastCounts(self.now_ns, name, counts))
        self.end(name, NodeState.KILLED)

    def end(self, name: str, state: NodeState, says: str = "") -> None:
        """End a node; `says` is the last line of its traceback."""
        self._disconnect(self.nodes[name])
        cause, status = ENDS[state]
        self.take(facts.Ended(self.now_ns, name, cause, status, says))

    def _disconnect(self, node: ToldNode) -> None:
        """Let a node's peers notice that it is gone."""
        for one in [one for one in self.connections if node in (one.host, one.guest)]:
            self.connections.remove(one)
            if one.guest is node:
                one.host.event(one.bound, EventNumber.DISCONNECTED, self.now_ns, one.address, peer=one.there)
            else:
                one.guest.event(one.connected, EventNumber.DISCONNECTED, self.now_ns, one.address)

    def move(self, wire: str, address: str) -> None:
        """Give a wire another address: nodes that start later use that address."""
        self.take(facts.Moved(self.now_ns, wire, address))

    def over(self) -> None:
        """Let the source end its nodes."""
        self.take(facts.Over(self.now_ns))
        self.tick(0)

    def _lives(self, node: ToldNode) -> bool:
        return self.traffic.nodes[node.name].state.alive

    # --- messages

    def sends(self, name: str, *frames: bytes, socket: int = 0, key: bytes | None = None) -> None:
        """Let a message pass the tap of its sender; with `key`, it is counted by that and not by its first frame."""
        self.now_ns += MS
        self._tap(name, socket).passed(frames, self.now_ns, sent=True, key=key)

    def receives(
        self, name: str, *frames: bytes, socket: int = 0, after_ms: float = 0.21, key: bytes | None = None
    ) -> None:
        """Let a message pass the tap of a receiver, `after_ms` after the last one sent."""
        self._tap(name, socket).passed(frames, self.now_ns + int(after_ms * MS), sent=False, key=key)

    def _tap(self, name: str, socket: int) -> ToldTap:
        return ToldTap(self.nodes[name], self.nodes[name].sockets[socket])

    def send(
        self,
        sender: str,
        receivers: Sequence[str],
        *frames: bytes,
        got: Sequence[bytes] | None = None,
        wire: int = 0,
        took_ms: float = 0.21,
        key: bytes | None = None,
    ) -> None:
        """Let a message pass all taps; `got`: the receivers' frames, `wire`: the socket's index at both ends."""
        self.sends(sender, *frames, socket=wire, key=key)
        for receiver in receivers:
            socket = min(wire, len(self.nodes[receiver].sockets) - 1)
            self.receives(receiver, *(got or frames), socket=socket, after_ms=took_ms, key=key)

    def subscribe(self, publisher: str, topic: bytes) -> None:
        """Let a subscription arrive as a message, which an XPUB receives."""
        self.receives(publisher, b"\x01" + topic, after_ms=0)

    # --- time and reports

    def tell(self, name: str, activity: Activity = Activity.IDLE, *, final: bool = False) -> None:
        """Let one node report."""
        self.take(facts.Reported(self.now_ns, self.nodes[name].report(self.now_ns, activity, final=final)))

    def report(self, activity: Activity = Activity.IDLE, *, after_ms: float = MARK_NS / MS) -> None:
        """Let time pass, each living node report, and the rates be derived."""
        self.pass_time(after_ms)
        for node in self.nodes.values():
            if self._lives(node):
                self.tell(node.name, activity)
        self.tick(0)

    def pass_time(self, ms: float) -> None:
        """Let time pass without any event."""
        self.now_ns += int(ms * MS)

    def tick(self, ms: float = 30) -> None:
        """Let time pass, and tell the traffic."""
        self.pass_time(ms)
        self.take(facts.Ticked(self.now_ns))

    def work(self, name: str, share: float) -> None:
        """Let a node be busy for this share (0–1) of the last quarter second, and idle for the rest."""
        socket = self.nodes[name].sockets[0]
        socket.busy_ns += int(MARK_NS * share)
        socket.idle_ns += int(MARK_NS * (1 - share))

    def count_received(self, name: str, key: bytes, messages: int = 1) -> None:
        """Let a node's first socket receive messages with this topic or routing id, in addition to the sampled ones."""
        self.nodes[name].sockets[0].count_key(key, 0, messages, sent=False)

    def change(self, name: str, socket: int = 0, **changes: object) -> SocketFacts:
        """Change the facts that a node reports about a socket: `options`, `subscriptions`, `closed`, …"""
        own = self.nodes[name].sockets[socket]
        own.facts = replace(own.facts, **changes)
        return own.facts
