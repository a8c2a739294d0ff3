"""The plan: how each node is to be started, from the pattern and the user's settings, which change during play."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from msgspec import structs

from zmqplay.control.refused import Refused
from zmqplay.control.source import Rate
from zmqplay.control.vocabulary import Vocabulary
from zmqplay.instructions import Start
from zmqplay.patterns.pattern import Pattern, Wire
from zmqplay.patterns.swap import module_text, path_of
from zmqplay.session.endpoints import Endpoint, elsewhere, resolve
from zmqplay.session.guide import vocabulary_of_pattern
from zmqplay.session.setup import Setup

UNNAMED = "Message {n} from {node}"
"""What a speaking role sends that declares no messages."""


class Plan:
    """The values for the next start of each node.

    Settings are by role (`worker`) or by node (`worker-2`); a node's own setting wins.
    """

    def __init__(self, pattern: Pattern, setup: Setup, directory: Path, secret: bytes = b"") -> None:
        """`directory` is private to the session, `secret` the password of its channels.

        Raises BadEndpoint or EndpointTaken if an address is unusable.
        """
        self.pattern = pattern
        self.vocabulary: Vocabulary = vocabulary_of_pattern(pattern)
        self.counts = {role.name: setup.counts.get(role.name, role.count) for role in pattern.roles}
        self.work_ms = {name: (ms, 0.0) for name, ms in setup.work_ms.items()}
        """Work time and jitter, by role or node."""
        self.topics = {name: list(topics) for name, topics in setup.topics.items()}
        self.options = {name: dict(options) for name, options in setup.options.items()}
        """By role or node."""
        self.messages = setup.messages
        self.size = setup.size
        self.rate: Rate = setup.rate
        self.rates: dict[str, Rate] = {}
        """The rates of the nodes that have their own."""
        self.most: dict[str, int] = {}
        """The most messages that a node generates in all its lives, where that is limited."""
        self._named = set(setup.endpoints)
        """The wires whose address the user named."""
        self._directory = directory
        self._secret = secret
        self._lives: Counter[str] = Counter()
        """How often each node has been started."""
        self.endpoints = resolve(self.pattern, setup.endpoints, self._with_ipv6(), self.unbound())
        self._further = {wire: [self._at(wire, one) for one in others] for wire, others in setup.further.items()}

    @property
    def monitor(self) -> str:
        """The address to which the nodes send their reports."""
        return f"ipc://{self._directory}/monitor"

    @property
    def control(self) -> str:
        """The address from which the nodes get commands."""
        return f"ipc://{self._directory}/control"

    def first_names(self) -> list[str]:
        """The names of the nodes that exist from the start."""
        return [f"{role}-{number}" for role, count in self.counts.items() for number in range(1, count + 1)]

    def notices(self) -> list[str]:
        """A sentence for each wire that is not at its pattern's address, or that no node of ours is to bind there, or
        that other machines can reach.
        """
        moved = [endpoint.notice for endpoint in self.endpoints.values() if endpoint.notice]
        held = {wire.name for node in self.first_names() for wire, _ in self.wires_of(node)} - self._named
        unbound = self.unbound()
        far = {wire: self.endpoints[wire].connect for wire in unbound if wire in held}
        wide = {wire: at.bind for wire, at in self.endpoints.items() if wire not in unbound and at.is_open_to_others}
        return [
            *moved,
            *(f"no node of ours binds {wire}, so it connects to {address}" for wire, address in far.items()),
            *(f"{wire} is bound at {address}, which other machines can reach" for wire, address in wide.items()),
        ]

    def unbound(self) -> list[str]:
        """The wires to which a node connects that was ever started, or is to be, and that none of these binds."""
        held = [end for node in {*self.first_names(), *self._lives} for end in self.wires_of(node)]
        bound, connected = ({wire.name for wire, binds in held if binds is side} for side in (True, False))
        return [wire.name for wire in self.pattern.wires if wire.name in connected - bound]

    def wires_of(self, node: str) -> list[tuple[Wire, bool]]:
        """The wires of a node, each with whether the node binds there."""
        return self.pattern.wires_of(role_of(node), number_of(node))

    def binders_first(self, starts: Sequence[Start]) -> list[Start]:
        """Binding nodes first, then the others, which wait until those have bound."""
        bound = {start.name: sum(binds for _, binds in self.wires_of(start.name)) for start in starts}
        after = {start.page: bound[start.name] for start in starts if bound[start.name]}
        others = [structs.replace(start, after=after) for start in starts if not bound[start.name]]
        return [start for start in starts if bound[start.name]] + others

    def work_of(self, target: str) -> tuple[float, float]:
        """Work time and jitter of a role or node, in milliseconds."""
        role = target if target in self.counts else role_of(target)
        return self.work_ms.get(target) or self.work_ms.get(role) or (self.pattern.role(role).work_ms, 0.0)

    def topics_of(self, node: str) -> list[bytes]:
        """The topics that a node subscribes to."""
        return self.topics.get(node, self.pattern.role(role_of(node)).topics_of(number_of(node)))

    def options_of(self, node: str) -> dict[str, int | bytes]:
        """The socket options that were set for a node, by libzmq's name."""
        return self.options.get(role_of(node), {}) | self.options.get(node, {})

    def _with_ipv6(self) -> list[str]:
        """The roles all of whose nodes have the option IPV6, or may have it: those that are no nodes of ours."""
        ours = [
            role
            for role, count in self.counts.items()
            if all(self.options_of(f"{role}-{number}").get("IPV6") for number in range(1, max(1, count) + 1))
        ]
        return ours + [end.role for wire in self.pattern.wires for end in wire.ends if end.role not in self.counts]

    def rate_of(self, node: str) -> Rate:
        """The rate at which a node is to generate messages."""
        return self.rates.get(node, self.rate)

    def messages_of(self, node: str) -> list[str]:
        """The messages that a node sends in turn; none for a role that has none and is not meant to speak."""
        role = self.pattern.role(role_of(node))
        return list(self.messages or role.messages or (UNNAMED,) * role.speaks)

    def start(self, node: str, spoken: int = 0) -> Start:
        """The values for the next life of a node; `spoken` is the number of messages generated in earlier lives."""
        role = self.pattern.role(role_of(node))
        wires = self.wires_of(node)
        self._lives[node] += 1
        life = self._lives[node]
        work_ms, jitter_ms = self.work_of(node)
        return Start(
            plays=path_of(role.play),
            turned=[wire.name for wire, _ in wires if wire.turned],
            name=node,
            number=number_of(node),
            monitor=self.monitor,
            control=self.control,
            endpoints={wire.name: self._address(wire.name, binds) for wire, binds in wires},
            topics=self.topics_of(node),
            options=self.options_of(node),
            work_ms=work_ms,
            jitter_ms=jitter_ms,
            spoken=spoken,
            routing_id=f"{node} {life}".encode(),
            page=str(self._directory / f"{node}.counts"),
            life=life,
            secret=self._secret,
            files=[path for wire, binds in wires if binds for path in self._files(wire.name)],
            may_move=any(binds and self.may_move_away(wire.name) for wire, binds in wires),
            source=module_text(role.play),
            further={wire.name: self._further_of(wire.name, binds) for wire, binds in wires},
        )

    def _address(self, wire: str, binds: bool) -> str:
        endpoint = self.endpoints[wire]
        return endpoint.bind if binds else endpoint.connect

    def _files(self, wire: str) -> list[str]:
        """The socket files at which a wire is bound, outside of the session's directory."""
        paths = [at.partition("ipc://")[2] for at in (self._address(wire, True), *self._further_of(wire, True))]
        return [path for path in paths if path and not path.startswith(("@", f"{self._directory}/"))]

    def _further_of(self, wire: str, binds: bool) -> list[str]:
        return [endpoint.bind if binds else endpoint.connect for endpoint in self._further.get(wire, ())]

    def move(self, wire: str, address: str) -> bool:
        """Move a wire to `tcp` (its default), `ipc` (in our directory) or an address; return whether that is a change.

        Raises BadEndpoint or EndpointTaken if the address cannot be used.
        """
        private = f"ipc://{self._directory}/{wire}"
        named = {"tcp": self.pattern.wire(wire).address, "ipc": private}.get(address, address)
        if named in (self.endpoints[wire].bind, self.endpoints[wire].connect):
            return False
        others = {name: endpoint.bind for name, endpoint in self.endpoints.items() if name != wire}
        if named in others.values():
            raise Refused(f"another wire runs at {named} already; name another address for {wire}.")
        self._named.add(wire)
        self.endpoints[wire] = self._at(wire, None if address == "tcp" else named)
        self._further.pop(wire, None)
        return True

    def _at(self, wire: str, address: str | None) -> Endpoint:
        """A wire's endpoint at an address that the user named, or at its default for None."""
        named = {} if address is None else {wire: address}
        return resolve(self.pattern.only(wire), named, self._with_ipv6(), self.unbound())[wire]

    def may_move_away(self, wire: str) -> bool:
        """Whether a wire can move to a free port: the user has not named its address, and it has not moved before."""
        return not (wire in self._named or self.endpoints[wire].notice)

    def move_away(self, wire: str) -> None:
        """Move a wire to a free port, since its own is taken."""
        self.endpoints[wire] = elsewhere(self.pattern.wire(wire))

    def turn(self, wire: str, *, is_free: bool) -> None:
        """Turn a wire around: the binding role connects, and the connecting role binds.

        EndpointTaken if another program holds an address that is to be bound, and no node of ours: then it `is_free`.
        """
        turned = self.pattern.turn(wire)
        for endpoint in (self.endpoints[wire], *self._further.get(wire, ())) if is_free else ():
            resolve(turned.only(wire), {wire: endpoint.bind}, self._with_ipv6())
        self.play(turned)

    def play(self, pattern: Pattern) -> None:
        """Start nodes by this pattern from now on; its roles and wires have the same names."""
        self.pattern = pattern
        self.vocabulary = vocabulary_of_pattern(pattern)


def role_of(node: str) -> str:
    """`worker` of `worker-2`."""
    return node.rpartition("-")[0]


def number_of(node: str) -> int:
    """2 of `worker-2`."""
    return int(node.rpartition("-")[2])
