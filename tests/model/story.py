"""A story for the model: nodes of two roles at one wire, told as facts, without a process and in no time.

story = Story(("producer", "PUSH", 1), ("worker", "PULL", 2))     # the first role binds
story.pass_on("producer-1", "worker-1", b"Task 1")
story.tell(1_000)                                                 # all report, a second passes
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count

from msgspec.structs import replace

from zmqplay.model.causes import EndCause
from zmqplay.model.doctor import Doctor, Finding
from zmqplay.model.event_numbers import EventNumber
from zmqplay.model.facts import Declared, Ended, Frozen, Met, Reported, Started, Stopping, Ticked, WorkSet
from zmqplay.model.topology import End, Topology, Wire
from zmqplay.model.traffic import Traffic
from zmqplay.wire import VERSION, Activity, Report, Sample, SocketEvent, SocketFacts, SocketReport, Tally

MS = 1_000_000
ADDRESS = "tcp://127.0.0.1:5557"
Party = tuple[str, str, int]
"""A role, the type of its socket, and how many nodes play it."""


@dataclass
class Told:
    """What one node will report next; a test changes it."""

    facts: SocketFacts
    sent: Tally = field(default_factory=Tally)
    received: Tally = field(default_factory=Tally)
    sent_by_key: dict[bytes, Tally] = field(default_factory=dict)
    received_by_key: dict[bytes, Tally] = field(default_factory=dict)
    busy_ns: int = 0
    activity: Activity = Activity.IDLE
    since_ns: int = 0
    samples: list[Sample] = field(default_factory=list)
    events: list[SocketEvent] = field(default_factory=list)
    services_ns: list[int] = field(default_factory=list)
    holding: bool = False
    sampled: bool = False
    sequence: int = 0
    life: int = 1


class Story:
    """Tells a `Traffic` what happens."""

    def __init__(self, binding: Party, connecting: Party, *, met: bool = True) -> None:
        self.now_ns = 1_000_000 * MS
        self.traffic = Traffic()
        self.doctor = Doctor(self.traffic)
        ends = End(*binding[:2]), End(*connecting[:2])
        wire = Wire("wire", ADDRESS, *ends)
        topology = Topology("story", "", (binding[0], connecting[0]), (wire,), (binding[0],))
        self.traffic.take(Declared(self.now_ns, topology, {"wire": ADDRESS}))
        self.told: dict[str, Told] = {}
        self._digests = count(1)
        for role, socket, nodes in (binding, connecting):
            for number in range(1, nodes + 1):
                self.start(role, socket, number, binds=role == binding[0])
        if met:
            self.meet()

    def start(self, role: str, socket: str, number: int, *, binds: bool = False) -> None:
        """A node starts; it has not reported yet."""
        name = f"{role}-{number}"
        self.traffic.take(Started(self.now_ns, name, role, number, 1))
        subscriptions = (b"",) if socket == "SUB" else ()
        bound, connected = ((ADDRESS,), ()) if binds else ((), (ADDRESS,))
        facts = SocketFacts(socket, bound, connected, subscriptions=subscriptions)
        self.told[name] = Told(facts, since_ns=self.now_ns)

    def meet(self) -> None:
        """All connect, and take part from now on."""
        hosts = [name for name, told in self.told.items() if told.facts.bound]
        guests = [name for name, told in self.told.items() if told.facts.connected]
        for port, guest in enumerate(guests, 40_001):
            there = f"127.0.0.1:{port}"
            self.event(guest, EventNumber.CONNECTED, local=there)
            for host in hosts:
                self.event(host, EventNumber.ACCEPTED, peer=there)
                self.event(host, EventNumber.HANDSHAKE_SUCCEEDED)
                self.event(guest, EventNumber.HANDSHAKE_SUCCEEDED)
        self.tell(1)
        self.traffic.take(Met(self.now_ns, list(self.told)))

    def change(self, name: str, **facts: object) -> None:
        """What a node tells of its socket is something else from now on: `options`, `subscriptions`, …"""
        self.told[name].facts = replace(self.told[name].facts, **facts)

    def does(self, name: str, activity: Activity) -> None:
        """From now on the node is busy, idle or blocked."""
        self.told[name].activity, self.told[name].since_ns = activity, self.now_ns

    def event(self, name: str, event: int, value: int = 0, *, local: str = "", peer: str = "") -> None:
        """libzmq's monitor says this of the node's socket."""
        self.told[name].events.append(SocketEvent(0, self.now_ns, event, value, ADDRESS, local, peer))

    def send(self, name: str, *frames: bytes, to: bytes | None = None) -> int:
        """A node sends a message; `to` is the topic or routing id by which it is counted. Return its digest."""
        digest = next(self._digests)
        self._see(name, digest, frames, to, sent=True)
        return digest

    def receive(self, name: str, digest: int, *frames: bytes, key: bytes | None = None) -> None:
        """A node receives the message with this digest."""
        self._see(name, digest, frames, key, sent=False)

    def pass_on(self, sender: str, receiver: str, *frames: bytes) -> None:
        """A message goes from one node to another."""
        self.receive(receiver, self.send(sender, *frames), *frames)

    def _see(self, name: str, digest: int, frames: tuple[bytes, ...], key: bytes | None, *, sent: bool) -> None:
        self.now_ns += MS
        told, size = self.told[name], sum(map(len, frames))
        tally = told.sent if sent else told.received
        tally = Tally(tally.messages + 1, tally.bytes + size)
        if sent:
            told.sent = tally
        else:
            told.received = tally
        if key is not None:
            keys = told.sent_by_key if sent else told.received_by_key
            keys[key] = Tally(keys.get(key, Tally()).messages + 1, size)
        sizes = tuple(map(len, frames))
        told.samples.append(Sample(0, sent, tally.messages, self.now_ns, sizes, frames, digest))

    def tell(self, ms: float = 250) -> None:
        """So much time passes, and then every living node reports."""
        self.now_ns += int(ms * MS)
        for name, told in self.told.items():
            if self.traffic.nodes[name].state.alive:
                self._report(name, told)
        self.traffic.take(Ticked(self.now_ns))

    def _report(self, name: str, told: Told) -> None:
        told.sequence += 1
        socket = SocketReport(0, told.sent, told.received, told.busy_ns, 0, 0, dict(told.sent_by_key),
                              dict(told.received_by_key), told.facts)  # fmt: skip
        report = Report(
            VERSION, name, 100, told.sequence, self.now_ns, told.activity, told.since_ns, 0, [socket], told.samples,
            told.sampled, told.events, holding=told.holding, services_ns=told.services_ns, life=told.life,
        )  # fmt: skip
        told.samples, told.events, told.services_ns = [], [], []
        self.traffic.take(Reported(self.now_ns, report))

    def freeze(self, name: str) -> None:
        """SIGSTOP."""
        self.traffic.take(Frozen(self.now_ns, name))

    def stop(self, name: str) -> None:
        """The node is told to stop, and goes on for now."""
        self.traffic.take(Stopping(self.now_ns, name))

    def end(self, name: str, cause: EndCause, status: int = 0, says: str = "") -> None:
        """The node's process has ended."""
        self.traffic.take(Ended(self.now_ns, name, cause, status, says))

    def work(self, name: str, ms: float) -> None:
        """The node's work takes this long."""
        self.traffic.take(WorkSet(self.now_ns, name, ms))

    def found(self) -> dict[str, Finding]:
        """What the Doctor finds at this moment, by rule."""
        self.doctor.look(self.now_ns)
        return {finding.rule: finding for finding in self.doctor.present}
