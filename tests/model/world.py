"""A small random world, told by taps whose reports arrive late and in any order.

The world knows the truth: what each node sent and received, and what still is in the pipes. So the ledger's claims can
be compared with it.
"""

from __future__ import annotations

import itertools
import random
from collections import Counter, deque
from collections.abc import Callable

from tests.model.late_reports import LateReports
from tests.telling import Telling
from zmqplay.model.kinds import kind_of
from zmqplay.patterns.pattern import Pattern

NOBODY = b"Nobody"
Pipe = tuple[str, int, str, int]
"""The direction from one node's socket to another node's socket."""


class World:
    """Nodes of one pattern that send, receive, report, freeze, die and start again, as drawn from a seed."""

    def __init__(self, pattern: Pattern, seed: int, *, calm: bool) -> None:
        """`calm`: no node dies, nothing is dropped, and awake nodes report as often as in production."""
        self.random = random.Random(seed)
        self._calm = calm
        self.telling = Telling(pattern)
        self.sent: Counter[str] = Counter()
        self.received: Counter[str] = Counter()
        self.pipes: dict[Pipe, deque[tuple[bytes, ...]]] = {}
        self.frozen: set[str] = set()
        self.reports = LateReports(self.telling, self.random, may_idle=not calm)
        self._body = itertools.count(1)
        self._turn: Counter[tuple[str, int]] = Counter()
        self.acts: list[tuple[int, Callable[[], None]]] = [
            (30, self._say), (40, self.take), (20, self._report), (20, self._deliver_late), (20, self._tick),
            (2, self._freeze), (4, self._thaw), (1, self._add),
        ]  # fmt: skip
        if not calm:
            self.acts += [
                (2, self._kill), (4, self._restart), (1, self._turn_round), (1, self._flood), (4, self._drop),
                (1, self._move),
            ]  # fmt: skip

    def live(self, steps: int, check: Callable[[], None]) -> None:
        """Let `steps` random things happen, with `check` called after each."""
        weights, acts = zip(*self.acts, strict=True)
        for act in self.random.choices(acts, weights, k=steps):
            act()
            check()

    def settle(self) -> None:
        """Deliver everything that is delayed, let every node report, and add up the ledger."""
        for name in list(self.frozen):
            self.frozen.discard(name)
            self.telling.thaw(name)
        while self.reports.deliver():
            pass
        self.telling.report()

    # --- nodes that can act

    @property
    def alive(self) -> list[str]:
        return [node.name for node in self.telling.traffic.nodes.values() if node.state.alive]

    @property
    def awake(self) -> list[str]:
        return [name for name in self.alive if name not in self.frozen]

    def _across(self, name: str, socket: int) -> list[tuple[str, int]]:
        own = self.telling.nodes[name].sockets[socket].facts
        return [
            (other, at.number)
            for other in self.alive
            for at in self.telling.nodes[other].sockets
            if not at.facts.closed
            and (set(own.bound) & set(at.facts.connected) or set(own.connected) & set(at.facts.bound))
        ]

    # --- messages

    def _say(self) -> None:
        senders = [
            (name, socket.number)
            for name in self.awake
            for socket in self.telling.nodes[name].sockets
            if kind_of(socket.facts.type).speaks_first and not socket.facts.closed
        ]
        if not senders:
            return
        name, socket = self.random.choice(senders)
        facts_, body = self.telling.nodes[name].sockets[socket].facts, b"%d" % next(self._body)
        far, kind = self._across(name, socket), kind_of(facts_.type)
        if kind.publishes:
            topic = self.random.choice([b"topic1", b"topic2", b"S", b"nobody's"])
            self._pass(name, socket, [one for one in far if self._wants(one, topic)], (topic, body))
        elif kind.routes:
            by_id = {self.telling.nodes[other].sockets[at].facts.routing_id: (other, at) for other, at in far}
            routing_id = self.random.choice([*filter(None, by_id), NOBODY])
            to = [by_id[routing_id]] if routing_id in by_id else []
            self._pass(name, socket, to, (routing_id, body), got=(body,))
        elif far:
            self._turn[name, socket] += 1
            other, at = far[self._turn[name, socket] % len(far)]
            routing_id = facts_.routing_id or b"\0" + name.encode()
            routes = kind_of(self.telling.nodes[other].sockets[at].facts.type).routes
            self._pass(name, socket, [(other, at)], (body,), got=(routing_id, body) if routes else (body,))

    def _wants(self, receiver: tuple[str, int], topic: bytes) -> bool:
        return topic.startswith(self.telling.nodes[receiver[0]].sockets[receiver[1]].facts.subscriptions)

    def _pass(
        self,
        name: str,
        socket: int,
        to: list[tuple[str, int]],
        frames: tuple[bytes, ...],
        got: tuple[bytes, ...] = (),
    ) -> None:
        self.telling.sends(name, *frames, socket=socket)
        self.sent[name] += 1
        for receiver in to:
            self.pipes.setdefault((name, socket, *receiver), deque()).append(got or frames)

    def take(self) -> None:
        full = [ends for ends, pipe in self.pipes.items() if pipe and ends[2] in self.awake]
        if full:
            ends = self.random.choice(full)
            frames = self.pipes[ends].popleft()
            self.telling.pass_time(0.1)
            self.telling.receives(ends[2], *frames, socket=ends[3], after_ms=0)
            self.received[ends[2]] += 1

    def _drop(self) -> None:
        """A publisher finds a pipe full."""
        publishers = {
            name
            for name, node in self.telling.nodes.items()
            if any(kind_of(s.facts.type).publishes for s in node.sockets)
        }
        full = [pipe for ends, pipe in self.pipes.items() if pipe and ends[0] in publishers]
        if full:
            self.random.choice(full).pop()

    def _flood(self) -> None:
        """Many messages pass a sender and are received, but no sample shows them."""
        full = [ends for ends in self.pipes if ends[0] in self.awake and ends[2] in self.awake]
        if full:
            name, socket, other, at = self.random.choice(full)
            sender, receiver = self.telling.nodes[name], self.telling.nodes[other]
            sender.sampled = receiver.sampled = True
            keys = sender.sockets[socket].sent_by_key
            if not kind_of(sender.sockets[socket].facts.type).publishes and not keys:
                sender.sockets[socket].sent.messages += 500
                receiver.sockets[at].received.messages += 500
                self.sent[name] += 500
                self.received[other] += 500

    # --- reports

    def _report(self) -> None:
        if self.awake:
            self.reports.make(self.random.choice(self.awake))

    def _deliver_late(self) -> None:
        self.reports.deliver()

    def _tick(self) -> None:
        self.telling.pass_time(self.random.choice([5, 40] if self._calm else [5, 40, 300]))
        if self._calm:
            self.reports.catch_up(self.awake)
        self.telling.tick(0)

    # --- nodes

    def _freeze(self) -> None:
        if self.awake:
            name = self.random.choice(self.awake)
            self.frozen.add(name)
            self.telling.freeze(name)

    def _thaw(self) -> None:
        if self.frozen:
            name = self.random.choice(sorted(self.frozen))
            self.frozen.discard(name)
            self.telling.thaw(name)

    def _kill(self) -> None:
        if self.alive:
            self._end(self.random.choice(self.alive))

    def _end(self, name: str) -> None:
        """A node dies, and the pipes to and from it die too."""
        self.frozen.discard(name)
        for ends in [ends for ends in self.pipes if name in (ends[0], ends[2])]:
            del self.pipes[ends]
        self.telling.kill(name)

    def _restart(self) -> None:
        ended = [name for name in self.telling.traffic.nodes if name not in self.alive]
        if ended:
            self._start(self.random.choice(ended))

    def _add(self) -> None:
        """A node of a connecting role joins late."""
        wires = self.telling.pattern.wires
        roles = [end.role for wire in wires for end in wire.connecting if not end.first_only]
        role = self.random.choice(roles or [""])
        count = sum(node.role == role for node in self.telling.traffic.nodes.values())
        if count < 6 and role not in {"", *(end.role for wire in wires for end in wire.binding)}:
            self._start(f"{role}-{count + 1}")

    def _start(self, name: str) -> None:
        role, _, number = name.rpartition("-")
        self.telling.start(role, int(number))
        self.telling.connect(name)
        for node in [name, *self._across_all(name)]:  # speaking nodes are held until all this has been reported
            while self.reports.deliver(node):
                pass
            self.telling.tell(node)
        self.telling.join(name)

    def _across_all(self, name: str) -> list[str]:
        numbers = range(len(self.telling.nodes[name].sockets))
        return list(dict.fromkeys(other for number in numbers for other, _ in self._across(name, number)))

    def _turn_round(self) -> None:
        """The wire's ends change places, and all its nodes start again."""
        wire = self.random.choice(self.telling.pattern.wires)
        self._all_again(lambda: self.telling.declare(self.telling.pattern.turn(wire.name)))

    def _move(self) -> None:
        """A wire gets another address, and all nodes start again."""
        wire = self.random.choice(self.telling.pattern.wires)
        address = f"tcp://127.0.0.1:{self.random.randrange(20_000, 30_000)}"
        self._all_again(lambda: self.telling.move(wire.name, address))

    def _all_again(self, change: Callable[[], None]) -> None:
        names = self.alive
        for name in names:
            self._end(name)
        change()
        for name in names:
            self._start(name)
