"""What a pattern declares (pure data), and the `Node` that a role's function is given."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from inspect import CO_VARARGS, iscoroutinefunction
from types import CodeType, FunctionType
from typing import Protocol

import zmq

from zmqplay.model.topology import End, Topology, Wire
from zmqplay.registry import BrokenFile

__all__ = ["BadPattern", "End", "Node", "Pattern", "Role", "Stopped", "Wire"]


SOCKET_TYPES = ("PUSH", "PULL", "PUB", "SUB", "XPUB", "XSUB", "REQ", "REP", "DEALER", "ROUTER", "PAIR")
"""Those of `zmqplay.model.kinds`, which `zmqplay list` need not import."""


def _is_name(text: str) -> bool:
    """Whether a text can be typed and drawn, and is the name of a file in whatever directory."""
    return text.replace("-", "").replace("_", "").isalnum()


class BadPattern(BrokenFile):
    """A pattern that cannot be played; the text says what is wrong in it."""


class Stopped(Exception):
    """Raised by `messages` and `work` when the node is told to stop; `recv` and `poll` raise ContextTerminated."""


class Node(Protocol):
    """A role's access to its process: a context, endpoints, messages to send, and work to do."""

    name: str
    """As shown on the screen: `worker-2`."""
    number: int
    """1 for the first node of its role."""
    topics: list[bytes]
    """The topics that a subscriber subscribes to."""

    @property
    def context(self) -> zmq.Context[zmq.Socket[bytes]]:
        """The context for the role's sockets; options that the user set are set on it, and so on each new socket."""

    @property
    def inbox(self) -> zmq.Socket[bytes]:
        """`messages` as a PULL socket, for a role that polls it together with its own sockets."""

    def endpoint(self, wire: str) -> str:
        """The address at which this role binds or connects for the wire named `wire`."""

    def endpoints(self, wire: str) -> list[str]:
        """All addresses of a wire, for a socket that binds or connects at several: `endpoint(wire)` is the first."""

    def messages(self) -> Iterator[list[bytes]]:
        """Yield each message, as frames, that the user typed or the traffic generator made; wait for the next."""

    def work(self) -> None:
        """Wait for the duration of one task, the user's work time."""

    def discard(self, reason: str) -> None:
        """Tell the ledger that the last received message was useless, e.g. `late`."""


GIVEN = {"messages", "inbox"}
"""What a `Node` gives a role to send."""


def _names_in(play: object, seen: set[object]) -> set[str]:
    """The names that a function uses, and those of the functions of its module that it calls."""
    if play in seen or not isinstance(play, FunctionType):
        return set()
    seen.add(play)
    codes, names = [play.__code__], set[str]()
    while codes:
        code = codes.pop()
        names.update(code.co_names)
        codes += [const for const in code.co_consts if isinstance(const, CodeType)]
    for name in list(names):
        called = play.__globals__.get(name)
        if getattr(called, "__module__", None) == play.__module__:
            names |= _names_in(called, seen)
    return names


@dataclass(frozen=True, slots=True)
class Role:
    """A role: its function, and what its nodes send."""

    name: str
    play: Callable[[Node], None]
    count: int = 1
    speaks: bool = False
    """Its nodes send what the user types and what the traffic generator makes."""
    answers: bool = False
    """Its nodes send by themselves, so traffic is generated only for a node that the user names; the user may type."""
    messages: tuple[str, ...] = ()
    """The messages that its nodes send in turn, unless the user changes them; see `zmqplay.template`."""
    topics: tuple[tuple[str | bytes, ...], ...] = ()
    """Subscriptions of the first, second … node; they repeat when there are more nodes."""
    work_ms: float = 0.0
    most: int = 64

    @property
    def takes_messages(self) -> bool:
        """Whether its code takes what it is given to send: from `node.messages()`, or from `node.inbox`."""
        return self.speaks or self.answers or not GIVEN.isdisjoint(_names_in(self.play, set()))

    def faults(self) -> Iterator[str]:
        """What keeps the role from being played, in words."""
        if not callable(self.play) or not hasattr(self.play, "__qualname__"):
            yield f"{self.play!r} is no function; a role is a function of the module, made with def"
        elif iscoroutinefunction(self.play):
            yield f"{self.play.__name__} is async; write a plain function that calls asyncio.run"
        elif not isinstance(self.play, FunctionType):
            pass  # a callable that Python cannot look into, such as a built-in
        elif self.play.__code__.co_argcount != 1 and not self.play.__code__.co_flags & CO_VARARGS:
            yield f"{self.play.__name__} takes {self.play.__code__.co_argcount} arguments; a role takes one, its Node"
        if not _is_name(self.name):
            yield "a role's name is made of letters, digits and hyphens"

    def topics_of(self, number: int) -> list[bytes]:
        """The subscriptions of the node with this number."""
        topics = self.topics[(number - 1) % len(self.topics)] if self.topics else ()
        return [topic.encode() if isinstance(topic, str) else topic for topic in topics]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A named topology: roles and the wires between them, with a lesson."""

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
    """The panes to open besides Topology, Messages and Frames, the most informative first: load, topics, identities."""
    file: str = ""
    """The path of the user's file that the pattern was read from; empty for one of zmqplay's own."""

    def check(self) -> None:
        """Raise BadPattern for the first thing that could not be played."""
        for fault in self._faults():
            raise BadPattern(f"pattern {self.name!r}: {fault}")

    def _faults(self) -> Iterator[str]:
        """What is wrong, in words."""
        roles = [role.name for role in self.roles]
        for kind, names in ("role", roles), ("wire", [wire.name for wire in self.wires]):
            yield from (f"two {kind}s are called {name!r}" for name in names if names.count(name) > 1)
        for role in self.roles:
            yield from (f"role {role.name!r}: {fault}" for fault in role.faults())
        for wire in self.wires:
            if not _is_name(wire.name):  # at ipc, it is the name of a file
                yield f"wire {wire.name!r}: a wire's name is made of letters, digits and hyphens"
            for end in wire.ends:
                where = f"wire {wire.name!r} has an end"
                if end.role not in roles:
                    yield f"{where} at {end.role!r}, but its roles are {', '.join(roles)}"
                if end.socket not in SOCKET_TYPES:
                    yield f"{where} of type {end.socket!r}, but the types are {', '.join(SOCKET_TYPES)}"

    def role(self, name: str) -> Role:
        """The role with this name; KeyError if there is none."""
        for role in self.roles:
            if role.name == name:
                return role
        raise KeyError(name)

    def wire(self, name: str) -> Wire:
        """The wire with this name; KeyError if there is none."""
        for wire in self.wires:
            if wire.name == name:
                return wire
        raise KeyError(name)

    def only(self, wire: str) -> Pattern:
        """The same pattern with this wire alone."""
        return replace(self, wires=(self.wire(wire),))

    def turn(self, name: str) -> Pattern:
        """The same pattern with this wire turned around: the binding role connects, the connecting role binds.

        Of a role that holds both ends, the second node binds then, so that there can be no third.
        """
        old = self.wire(name)
        new = replace(old, bind=old.connect, connect=old.bind, turned=not old.turned)
        alone = {end.role for end in new.connecting if end.first_only}
        roles = tuple(replace(role, most=2) if role.name in alone else role for role in self.roles)
        return replace(self, roles=roles, wires=tuple(new if wire is old else wire for wire in self.wires))

    @property
    def topology(self) -> Topology:
        """The pattern's topology, for the model."""
        roles = tuple(role.name for role in self.roles)
        speaking = tuple(role.name for role in self.roles if role.speaks)
        return Topology(self.name, self.title, roles, self.wires, speaking)

    def sockets_of(self, role: str) -> list[str]:
        """The types of the sockets that a role holds, in the order of the wires."""
        return self.topology.sockets_of(role)

    def wires_of(self, role: str, number: int) -> list[tuple[Wire, bool]]:
        """The wires of a node, each with whether the node binds there."""
        held: list[tuple[Wire, bool]] = []
        for wire in self.wires:
            held += [(wire, True)] * wire.binds(role, number) + [(wire, False)] * wire.connects(role, number)
        return held

    def as_json(self) -> dict[str, object]:
        """The object that `zmqplay list --json` prints for this pattern."""
        return {
            "name": self.name,
            "title": self.title,
            "aliases": list(self.aliases),
            "roles": [
                {"name": role.name, "count": role.count, "sockets": self.sockets_of(role.name)} for role in self.roles
            ],
            "endpoints": {wire.name: wire.address for wire in self.wires},
        }
