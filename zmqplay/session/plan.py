"""How each node is to be started: the pattern and the user's wishes, as they change while it is played."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from zmqplay.control.controls import Rate
from zmqplay.counters import Page
from zmqplay.instructions import Start
from zmqplay.patterns.pattern import Pattern
from zmqplay.patterns.swap import path_of
from zmqplay.session.endpoints import elsewhere, resolve
from zmqplay.session.setup import BadWish, Setup


class Plan:
    """What the next start of a node takes. Roles are named as `worker`, nodes as `worker-2`, whose word counts more."""

    def __init__(self, pattern: Pattern, setup: Setup, directory: Path) -> None:
        """`directory` is private to the session. BadEndpoint or EndpointTaken if a wire cannot run where it should."""
        self.pattern = pattern
        self.endpoints = resolve(pattern, setup.endpoints)
        self.counts = {role.name: setup.counts.get(role.name, role.count) for role in pattern.roles}
        self.work_ms = {name: (ms, 0.0) for name, ms in setup.work_ms.items()}
        """Work time and jitter, by role or node."""
        self.topics = {name: list(topics) for name, topics in setup.topics.items()}
        self.options = {name: dict(options) for name, options in setup.options.items()}
        """By role or node."""
        self.messages = setup.messages
        self.size = setup.size
        self.rate: Rate = 0.0
        self.rates: dict[str, Rate] = {}
        """Of the nodes that have one of their own."""
        self.most: dict[str, int] = {}
        """Messages that a node makes in all its lives, where that is limited."""
        self._named = set(setup.endpoints)
        """The wires that run where the user said."""
        self._directory = directory
        self._lives: Counter[str] = Counter()
        """How often each node has been started."""

    @property
    def monitor(self) -> str:
        return f"ipc://{self._directory}/monitor"

    @property
    def control(self) -> str:
        return f"ipc://{self._directory}/control"

    def page(self, node: str) -> str:
        """The file with a node's counts."""
        return str(self._directory / f"{node}.counts")

    def private_address(self, wire: str) -> str:
        """An ipc address of our own for a wire."""
        return f"ipc://{self._directory}/{wire}"

    def work_of(self, target: str) -> tuple[float, float]:
        """Work time and jitter of a role or node, in milliseconds."""
        role = target if target in self.counts else role_of(target)
        return self.work_ms.get(target) or self.work_ms.get(role) or (self.pattern.role(role).work_ms, 0.0)

    def topics_of(self, node: str) -> list[str]:
        """The subscriptions of a node."""
        return self.topics.get(node, self.pattern.role(role_of(node)).topics_of(number_of(node)))

    def options_of(self, node: str) -> dict[str, int | bytes]:
        """The socket options of a node that were set, by libzmq's name."""
        return self.options.get(role_of(node), {}) | self.options.get(node, {})

    def rate_of(self, node: str) -> Rate:
        """How fast a node is to speak."""
        return self.rates.get(node, self.rate)

    def messages_of(self, node: str) -> list[str]:
        """What a node says, in turn."""
        return list(self.messages or self.pattern.role(role_of(node)).messages)

    def start(self, node: str, spoken: int = 0) -> Start:
        """All that the next life of a node needs to know; `spoken` counts what it generated in former lives."""
        role, number = self.pattern.role(role_of(node)), number_of(node)
        wires = self.pattern.wires_of(role.name, number)
        Page.create(self.page(node))
        self._lives[node] += 1
        life = self._lives[node]
        work_ms, jitter_ms = self.work_of(node)
        return Start(
            plays=path_of(role.play),
            turned=[wire.name for wire, _ in wires if wire.turned],
            name=node,
            number=number,
            monitor=self.monitor,
            control=self.control,
            endpoints={wire.name: self._address(wire.name, binds) for wire, binds in wires},
            topics=self.topics_of(node),
            options=self.options_of(node),
            work_ms=work_ms,
            jitter_ms=jitter_ms,
            spoken=spoken,
            routing_id=f"{node} {life}".encode(),
            page=self.page(node),
            life=life,
        )

    def _address(self, wire: str, binds: bool) -> str:
        endpoint = self.endpoints[wire]
        return endpoint.bind if binds else endpoint.connect

    def move(self, wire: str, address: str) -> bool:
        """Let a wire run elsewhere: at `tcp` (the default), `ipc` (of our own) or an address; whether that is new."""
        named = {"tcp": self.pattern.wire(wire).address, "ipc": self.private_address(wire)}.get(address, address)
        if named in (self.endpoints[wire].bind, self.endpoints[wire].connect):
            return False
        others = {name: endpoint.bind for name, endpoint in self.endpoints.items() if name != wire}
        if named in others.values():
            raise BadWish(f"another wire runs at {named} already; name another address for {wire}.")
        self._named.add(wire)
        self.endpoints[wire] = resolve(self.pattern.only(wire), {} if address == "tcp" else {wire: named})[wire]
        return True

    def move_away(self, wire: str) -> bool:
        """Somebody was faster to take a wire's own port: let it run at a free one, unless the user named it."""
        if wire in self._named or self.endpoints[wire].notice:
            return False
        self.endpoints[wire] = elsewhere(self.pattern.wire(wire))
        return True

    def turn(self, wire: str) -> None:
        """Let who connects bind and who binds connect."""
        self.pattern = self.pattern.turn(wire)


def role_of(node: str) -> str:
    """`worker` of `worker-2`."""
    return node.rpartition("-")[0]


def number_of(node: str) -> int:
    """2 of `worker-2`."""
    return int(node.rpartition("-")[2])
