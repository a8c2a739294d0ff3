"""What a pattern declares (pure data), and what a role is given."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

import zmq

from zmqplay.model.topology import End, Topology, Wire

__all__ = ["End", "Node", "Pattern", "Role", "Stopped", "Wire"]


class Stopped(Exception):
    """Raised out of `messages` and `work` when the node is told to stop; `recv` and `poll` raise ContextTerminated."""


class Node(Protocol):
    """What a role is given: a context, the endpoints, the messages to send, and the work to do."""

    name: str
    """As shown: `worker-2`."""
    number: int
    """1 for the first node of its role."""
    topics: list[str]
    """What a subscriber subscribes to."""

    @property
    def context(self) -> zmq.Context[zmq.Socket[bytes]]:
        """Where a role makes its sockets; options that the user set are set on it, so that each socket has them."""

    @property
    def inbox(self) -> zmq.Socket[bytes]:
        """`messages` as a PULL socket, for a role that polls it beside its own."""

    def endpoint(self, wire: str) -> str:
        """The address that this role binds or connects to for the wire called so."""

    def messages(self) -> Iterator[list[bytes]]:
        """Yield each message that the user typed or the traffic generator made, as frames; wait for the next."""

    def work(self) -> None:
        """Take as long as the user's work time says."""

    def discard(self, reason: str) -> None:
        """Tell the ledger that the message received last came in vain, e.g. `late`."""


@dataclass(frozen=True, slots=True)
class Role:
    """What a node does."""

    name: str
    play: Callable[[Node], None]
    count: int = 1
    speaks: bool = False
    """It sends what the user types and what the traffic generator makes."""
    answers: bool = False
    """It sends on its own account too, so the user can speak through it, but no traffic is generated for it."""
    messages: tuple[str, ...] = ()
    """What it says, in turn, unless the user says otherwise; see `zmqplay.template`."""
    topics: tuple[tuple[str, ...], ...] = ()
    """Subscriptions of its first, second … node; they repeat when there are more nodes."""
    work_ms: float = 0.0
    most: int = 64

    def topics_of(self, number: int) -> list[str]:
        """The subscriptions of its node with this number."""
        return list(self.topics[(number - 1) % len(self.topics)]) if self.topics else []


@dataclass(frozen=True, slots=True)
class Pattern:
    """A named topology: roles and the wires between them, with the lesson that it teaches."""

    name: str
    title: str
    summary: str
    """One line for the menu."""
    use_case: str
    lesson: str
    """Markdown."""
    roles: tuple[Role, ...]
    wires: tuple[Wire, ...]
    aliases: tuple[str, ...] = ()
    panes: tuple[str, ...] = ()
    """What belongs to it beside Topology, Messages and Frames, the most telling first: load, topics, identities."""

    def role(self, name: str) -> Role:
        """The role called so; KeyError if there is none."""
        for role in self.roles:
            if role.name == name:
                return role
        raise KeyError(name)

    def wire(self, name: str) -> Wire:
        """The wire called so; KeyError if there is none."""
        for wire in self.wires:
            if wire.name == name:
                return wire
        raise KeyError(name)

    def only(self, wire: str) -> Pattern:
        """The same with this wire alone."""
        return replace(self, wires=(self.wire(wire),))

    def turn(self, name: str) -> Pattern:
        """The same with this wire turned round: who bound connects."""
        old = self.wire(name)
        new = replace(old, bind=old.connect, connect=old.bind, turned=not old.turned)
        return replace(self, wires=tuple(new if wire is old else wire for wire in self.wires))

    @property
    def topology(self) -> Topology:
        """What the model knows of it."""
        roles = tuple(role.name for role in self.roles)
        speaking = tuple(role.name for role in self.roles if role.speaks)
        return Topology(self.name, self.title, roles, self.wires, speaking)

    def sockets_of(self, role: str) -> list[str]:
        """The types of the sockets that a role holds, in the order of the wires."""
        return self.topology.sockets_of(role)

    def wires_of(self, role: str, number: int) -> list[tuple[Wire, bool]]:
        """The wires of a node, each with whether it binds there."""
        held: list[tuple[Wire, bool]] = []
        for wire in self.wires:
            own = [end for end in wire.binding if end.role == role]
            binds = [end for end in own if not (end.first_only and number > 1)]
            if binds:
                held.append((wire, True))
            if any(end.role == role for end in wire.connecting) and not any(end.first_only for end in binds):
                held.append((wire, False))
        return held

    def as_json(self) -> dict[str, object]:
        """What `zmqplay list --json` tells."""
        return {
            "name": self.name,
            "title": self.title,
            "aliases": list(self.aliases),
            "roles": [
                {"name": role.name, "count": role.count, "sockets": self.sockets_of(role.name)} for role in self.roles
            ],
            "endpoints": {wire.name: wire.address for wire in self.wires},
        }
