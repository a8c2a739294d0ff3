"""Traffic fed with reports as nodes would send them, so that panes are tested on what they get in production."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from zmqplay.model.causes import EndCause
from zmqplay.model.doctor import Doctor
from zmqplay.model.event_numbers import EventNumber
from zmqplay.model.facts import Declared, Ended, Met, Reported, Started
from zmqplay.model.nodes import NodeState
from zmqplay.model.traffic import MARK_NS, Traffic
from zmqplay.patterns.pattern import Pattern, Wire
from zmqplay.wire import VERSION, Activity, Report, Sample, SocketEvent, SocketFacts, SocketReport, Tally

MS = 1_000_000
BEGIN_NS = 1_000_000 * MS


ENDS = {
    NodeState.STOPPED: (EndCause.TOLD, 0),
    NodeState.KILLED: (EndCause.KILLED, -9),
    NodeState.CRASHED: (EndCause.RAISED, 1),
}


@dataclass(slots=True)
class FedNode:
    """What one node has to report next."""

    name: str
    sockets: list[SocketReport]
    samples: list[Sample] = field(default_factory=list)
    events: list[SocketEvent] = field(default_factory=list)
    services_ns: list[int] = field(default_factory=list)
    discarded: dict[str, int] = field(default_factory=dict)
    sequence: int = 0
    sampled: bool = False
    pid: int = 100


class Feeding:
    """Plays a session without processes: each `send` is seen by the sender's tap and by those of the receivers."""

    def __init__(self, pattern: Pattern, counts: dict[str, int] | None = None) -> None:
        self.pattern = pattern
        self.now_ns = BEGIN_NS
        self.traffic = Traffic()
        self.doctor = Doctor(self.traffic)
        self.declare(pattern)
        self.nodes: dict[str, FedNode] = {}
        for role in pattern.roles:
            for number in range(1, (counts or {}).get(role.name, role.count) + 1):
                self.start(role.name, number)
        self.report()
        self.traffic.take(Met(self.now_ns, list(self.nodes)))

    def declare(self, pattern: Pattern) -> None:
        """This pattern is played from now on."""
        addresses = {wire.name: self.traffic.addresses.get(wire.name, wire.address) for wire in pattern.wires}
        self.traffic.take(Declared(self.now_ns, pattern.topology, addresses))
        self.traffic.pattern = pattern

    def start(self, role: str, number: int) -> str:
        """Start a node with the sockets that its pattern declares."""
        name = f"{role}-{number}"
        known = self.traffic.nodes.get(name)
        life = known.life.number + 1 if known else 1
        self.traffic.take(Started(self.now_ns, name, role, number, life))
        sockets: list[SocketReport] = []
        for wire, binds in self.pattern.wires_of(role, number):
            facts = self._facts(wire, binds, number)
            sockets.append(SocketReport(len(sockets), Tally(), Tally(), facts=facts))
        fed = self.nodes[name] = FedNode(name, sockets, pid=100 + len(self.nodes))
        for index, socket in enumerate(sockets):
            assert socket.facts is not None
            bound = bool(socket.facts.bound)
            endpoint = (socket.facts.bound or socket.facts.connected)[0]
            kinds = (EventNumber.LISTENING,) if bound else (EventNumber.CONNECTED, EventNumber.HANDSHAKE_SUCCEEDED)
            fed.events += [SocketEvent(index, self.now_ns, kind, 0, endpoint) for kind in kinds]
        return name

    def _facts(self, wire: Wire, binds: bool, number: int) -> SocketFacts:
        end = (wire.binding if binds else wire.connecting)[0]
        topics = tuple(topic.encode() for topic in self.pattern.role(end.role).topics_of(number))
        return SocketFacts(
            end.socket,
            bound=(wire.address,) if binds else (),
            connected=() if binds else (wire.address,),
            routing_id=f"Client{number}".encode() if end.socket == "DEALER" and number != 3 else b"",
            subscriptions=(topics or (b"S",)) if end.socket == "SUB" else (),
        )

    def meet(self) -> None:
        """Let those that bind say who has connected, as libzmq's monitor tells it."""
        ports = itertools.count(40_001)
        for host in self.nodes.values():
            for socket in host.sockets:
                facts = socket.facts
                if facts is not None and facts.bound:
                    for guest in self.nodes.values():
                        self._accept(host, socket.number, guest, facts.bound[0], ports)
        self.report()

    def _accept(self, host: FedNode, number: int, guest: FedNode, endpoint: str, ports: Iterator[int]) -> None:
        for socket in guest.sockets:
            if socket.facts is not None and endpoint in socket.facts.connected:
                there = f"127.0.0.1:{next(ports)}"
                guest.events.append(
                    SocketEvent(socket.number, self.now_ns, EventNumber.CONNECTED, 0, endpoint, local=there)
                )
                host.events += self._accepted(number, endpoint, there)

    def _accepted(self, number: int, endpoint: str, peer: str) -> list[SocketEvent]:
        return [
            SocketEvent(number, self.now_ns, EventNumber.ACCEPTED, 0, endpoint, peer=peer),
            SocketEvent(number, self.now_ns, EventNumber.HANDSHAKE_SUCCEEDED, 0, endpoint),
        ]

    def visit(self, host: str, peer: str) -> None:
        """Somebody who is not ours connects to the node's first socket."""
        facts = self.nodes[host].sockets[0].facts
        assert facts is not None
        self.nodes[host].events += self._accepted(0, facts.bound[0], peer)

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
        """One message; `got` is what the receivers were given, `wire` the index of the socket at both ends."""
        self.now_ns += MS
        digest = hash((frames[1:] if got else frames, self.now_ns))
        self._pass(sender, True, frames, digest, self.now_ns, wire, key)
        for receiver in receivers:
            socket = min(wire, len(self.nodes[receiver].sockets) - 1)
            self._pass(receiver, False, got or frames, digest, self.now_ns + int(took_ms * MS), socket, key)

    def _pass(
        self, name: str, sent: bool, frames: Sequence[bytes], digest: int, time_ns: int, wire: int, key: bytes | None
    ) -> None:
        node = self.nodes[name]
        socket = node.sockets[wire]
        tally = socket.sent if sent else socket.received
        tally.messages += 1
        tally.bytes += sum(map(len, frames))
        if key is not None:
            keys = socket.sent_by_key if sent else socket.received_by_key
            by_key = keys.setdefault(key, Tally())
            by_key.messages += 1
            by_key.bytes += sum(map(len, frames))
        sizes, heads = tuple(map(len, frames)), tuple(frame[:64] for frame in frames)
        node.samples.append(Sample(wire, sent, tally.messages, time_ns, sizes, heads, digest))

    def pass_time(self, ms: float) -> None:
        """Nothing happens for a while."""
        self.now_ns += int(ms * MS)

    def subscribe(self, publisher: str, subscriber: str, topic: bytes) -> None:
        """The subscription arrives as a message, which an XPUB receives."""
        self._pass(publisher, False, [b"\x01" + topic], hash((subscriber, topic)), self.now_ns, 0, None)

    def report(self, activity: Activity = Activity.IDLE) -> None:
        """Let each living node report, and time pass until rates are taken anew."""
        self.now_ns += MARK_NS
        for node in self.nodes.values():
            if self.traffic.nodes[node.name].state.alive:
                self._report(node, activity)
        self.traffic.tick(self.now_ns)
        self.doctor.tick(self.now_ns)

    def _report(self, node: FedNode, activity: Activity) -> None:
        node.sequence += 1
        samples, node.samples = node.samples, []
        events, node.events = node.events, []
        services_ns, node.services_ns = node.services_ns, []
        sockets = [
            SocketReport(
                part.number, Tally(part.sent.messages, part.sent.bytes),
                Tally(part.received.messages, part.received.bytes),
                part.busy_ns, part.idle_ns, part.blocked_ns,
                {key: Tally(tally.messages, tally.bytes) for key, tally in part.sent_by_key.items()},
                {key: Tally(tally.messages, tally.bytes) for key, tally in part.received_by_key.items()},
                part.facts,
            )
            for part in node.sockets
        ]  # fmt: skip
        report = Report(
            VERSION, node.name, node.pid, node.sequence, self.now_ns, activity, self.now_ns, -1, sockets, samples,
            node.sampled, events, discarded=node.discarded, services_ns=services_ns,
            life=self.traffic.nodes[node.name].life.number,
        )  # fmt: skip
        self.traffic.take(Reported(self.now_ns, report))

    def work(self, name: str, share: float) -> None:
        """The node was busy for this share of the last quarter second, and idle for the rest."""
        socket = self.nodes[name].sockets[0]
        socket.busy_ns += int(MARK_NS * share)
        socket.idle_ns += int(MARK_NS * (1 - share))

    def end(self, name: str, state: NodeState, says: str = "") -> None:
        """The node is no more; `says` is the last line of its traceback."""
        cause, status = ENDS[state]
        self.traffic.take(Ended(self.now_ns, name, cause, status, says))

    def count_received(self, name: str, key: bytes, messages: int = 1) -> None:
        """The node's first socket took messages with this topic or routing id, beside those that were followed."""
        by_key = self.nodes[name].sockets[0].received_by_key.setdefault(key, Tally())
        by_key.messages += messages
