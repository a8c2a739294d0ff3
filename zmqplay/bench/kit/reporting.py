"""A process that reports as all nodes of a session together: `python -m zmqplay.bench.kit.reporting MONITOR LOAD`.

So the screen can be measured under loads that no machine's nodes could produce beside it. The process reports every
33 ms, even for nodes that sample, which would report a third as often. The process ends with its parent, whose pipe is
its stdin.
"""

from __future__ import annotations

import os
import select
import sys
import time
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

import msgspec
import zmq

from zmqplay.bench.kit.load import Load
from zmqplay.model.event_numbers import EventNumber
from zmqplay.model.kinds import kind_of
from zmqplay.node.tap.capture import CALM, LOADED, WINDOW_NS
from zmqplay.node.tap.sample import FRAMES_SHOWN
from zmqplay.patterns import find
from zmqplay.wire import OTHER, VERSION, Activity, Report, Sample, SocketEvent, SocketFacts, SocketReport, Tally, encode

KEYS_TOLD = 1_000
"""Topics that a node counts one by one (see `wire.SocketReport`)."""
LATENCY_NS = 200_000


@dataclass(slots=True)
class ReportedNode:
    """One node with one socket."""

    name: str
    binds: bool
    facts: SocketFacts
    passed: int = 0
    """Messages that have passed the socket."""
    by_topic: dict[bytes, int] = field(default_factory=dict)
    sequence: int = 0
    events: list[SocketEvent] = field(default_factory=list)


class LoadReports:
    """Makes the reports of all nodes of a load, window by window."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._pattern = find(load.pattern)
        wire = self._pattern.wires[0]
        binding, connected = wire.ends
        self._bind = ReportedNode(f"{binding.role}-1", True, SocketFacts(binding.socket, bound=(wire.address,)))
        self._publishes = kind_of(binding.socket).publishes
        facts = SocketFacts(connected.socket, connected=(wire.address,), subscriptions=(b"",) * self._publishes)
        role = connected.role
        names = [f"{role}-{n + 1}" for n in range(load.counts.get(role, self._pattern.role(role).count))]
        self._others = [ReportedNode(name, False, facts) for name in names]
        self._topics = [b"topic%d" % number for number in range(load.topics)] if self._publishes else []
        self._number, self._owed = 0, 0.0
        for number, other in enumerate(self._others):
            there = f"127.0.0.1:{40_000 + number}"
            other.events = [_event(EventNumber.CONNECTED, wire.address, local=there)]
            other.events.append(_event(EventNumber.HANDSHAKE_SUCCEEDED, wire.address))
            self._bind.events.append(_event(EventNumber.ACCEPTED, wire.address, peer=there))
            self._bind.events.append(_event(EventNumber.HANDSHAKE_SUCCEEDED, wire.address))

    def first(self) -> Iterator[Report]:
        """The first report of each node: the node exists, and is connected."""
        for node in (self._bind, *self._others):
            yield self._report(node, [], new=0, now_ns=time.monotonic_ns())

    def window(self, now_ns: int, passed_ns: int) -> Iterator[Report]:
        """The reports of the window that ends now, `passed_ns` after the last one."""
        self._owed += self._load.rate * passed_ns / 1e9
        new = int(self._owed)
        self._owed -= new
        if not new:
            return
        first, self._number = self._number + 1, self._number + new
        shown = min(new, CALM if new <= CALM else LOADED)
        times = [now_ns - passed_ns + passed_ns * place // shown for place in range(shown)]
        samples = self._samples(True, first, times, step=1)
        yield self._report(self._bind, samples, new=new, now_ns=now_ns)
        for place, node in enumerate(self._others):
            own = self._share_of(place, first, new)
            if own:
                yield self._other(node, place, first=first, own=own, times=times, now_ns=now_ns)

    def _other(self, node: ReportedNode, place: int, *, first: int, own: int, times: list[int], now_ns: int) -> Report:
        """The report of the receiver at index `place`, about `own` messages from number `first` on."""
        step = 1 if self._publishes else len(self._others)
        begin = first if self._publishes else first + (place - first) % step
        shown = min(own, CALM if own <= CALM else LOADED)
        spread = [times[min(len(times) - 1, (begin - first + k * step))] + LATENCY_NS for k in range(shown)]
        samples = self._samples(False, begin, spread, step)
        return self._report(node, samples, new=own, now_ns=now_ns)

    def _share_of(self, place: int, first: int, new: int) -> int:
        """How many of `new` messages a receiver gets: all if they are published, its part if they are dealt."""
        if self._publishes:
            return new
        return sum(1 for _ in range(first + (place - first) % len(self._others), first + new, len(self._others)))

    def _share(self, new: int) -> dict[bytes, int]:
        """Messages by topic; topics beyond the first thousand are added up."""
        if not self._topics:
            return {}
        told = self._topics[:KEYS_TOLD]
        each, rest = divmod(new, len(self._topics))
        shares = {topic: each + (place < rest) for place, topic in enumerate(told)}
        others = new - sum(shares.values())
        return {topic: share for topic, share in (shares | {OTHER: others}).items() if share}

    def _samples(self, sent: bool, first: int, times: list[int], step: int) -> list[Sample]:
        return [self._sample(sent, first + place * step, time_ns) for place, time_ns in enumerate(times)]

    def _sample(self, sent: bool, number: int, time_ns: int) -> Sample:
        frames = [b"Task %d" % number] * self._load.frames
        if self._topics:
            frames.insert(0, self._topics[number % len(self._topics)])
        return Sample(
            0, sent, number, time_ns, sizes=tuple(map(len, frames)), heads=tuple(frames[:FRAMES_SHOWN]), digest=number
        )

    def _report(self, node: ReportedNode, samples: list[Sample], *, new: int, now_ns: int) -> Report:
        """A node's next report, about `new` messages, of which `samples` are shown."""
        node.passed += new
        node.sequence += 1
        by_topic = self._share(new)
        for topic, share in by_topic.items():
            node.by_topic[topic] = node.by_topic.get(topic, 0) + share
        events, node.events = node.events, []
        sampled = len(samples) < new
        return Report(
            VERSION,
            node.name,
            os.getpid(),
            node.sequence,
            time_ns=now_ns,
            activity=Activity.UNSEEN if sampled else Activity.IDLE,
            since_ns=now_ns,
            socket=0,
            sockets=[_socket(node, by_topic, now_ns)],
            samples=samples,
            sampled=sampled,
            events=events,
            holding=False,
        )


def _event(number: int, address: str, *, local: str = "", peer: str = "") -> SocketEvent:
    """An event of a node's only socket, now."""
    return SocketEvent(0, time.monotonic_ns(), number, value=0, endpoint=address, local=local, peer=peer)


def _socket(node: ReportedNode, by_topic: Collection[bytes], now_ns: int) -> SocketReport:
    """The counts of a node's socket: in all, and for the topics that have changed."""
    tally, none = Tally(node.passed, node.passed * 16), Tally()
    keys = {topic: Tally(node.by_topic[topic], node.by_topic[topic] * 16) for topic in by_topic}
    return SocketReport(
        0,
        sent=tally if node.binds else none,
        received=none if node.binds else tally,
        busy_ns=now_ns // 4,
        idle_ns=now_ns - now_ns // 4,
        sent_by_key=keys if node.binds else {},
        received_by_key={} if node.binds else keys,
        facts=node.facts if node.sequence == 1 else None,
    )


def main(monitor: str, load: Load) -> None:
    """Report until the parent's pipe ends."""
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    reports, to = LoadReports(load), context.socket(zmq.PUSH)
    to.connect(monitor)
    for report in reports.first():
        to.send(encode(report))
    last_ns = time.monotonic_ns()
    while True:
        wait_s = (WINDOW_NS - time.monotonic_ns() % WINDOW_NS) / 1e9 if load.rate else None
        if select.select([0], [], [], wait_s)[0]:
            break
        now_ns = time.monotonic_ns()
        for report in reports.window(now_ns, now_ns - last_ns):
            with suppress(zmq.Again):  # as a node does: the counts come with the next report
                to.send(encode(report), zmq.NOBLOCK)
        last_ns = now_ns
    context.destroy(linger=0)


if __name__ == "__main__":
    main(sys.argv[1], msgspec.json.decode(sys.argv[2], type=Load))
