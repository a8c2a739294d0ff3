"""A topology: roles, and the wires on which their sockets meet; declared by a pattern, or found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class End:
    """One end of a wire: the role that holds it and the type of its socket there."""

    role: str
    socket: str
    """Upper case, as libzmq spells it: PUSH."""
    first_only: bool = False
    """Only the first node of the role holds this end (the PAIR that binds); the others hold the other one."""


Ends = End | tuple[End, ...]
"""One end, or several: a broker's ROUTER has clients and workers at the other side."""


@dataclass(frozen=True, slots=True)
class Wire:
    """An endpoint by name, and the ends that meet there."""

    name: str
    address: str
    """The default, e.g. `tcp://127.0.0.1:5557`."""
    bind: Ends
    connect: Ends
    frames: tuple[str, ...] = ()
    """What each frame is, where the roles have agreed on more than a body."""
    turned: bool = False
    """The roles that bind in the source connect, and the other way round; see `zmqplay.patterns.swap`."""

    @property
    def binding(self) -> tuple[End, ...]:
        """The ends that bind."""
        return self.bind if isinstance(self.bind, tuple) else (self.bind,)

    @property
    def connecting(self) -> tuple[End, ...]:
        """The ends that connect."""
        return self.connect if isinstance(self.connect, tuple) else (self.connect,)

    @property
    def ends(self) -> tuple[End, ...]:
        """All ends, the binding ones first."""
        return self.binding + self.connecting


@dataclass(frozen=True, slots=True)
class Topology:
    """What the model knows of a pattern, or of programs that zmqplay did not write."""

    name: str
    title: str = ""
    roles: tuple[str, ...] = ()
    """Names of the roles, in the order in which they are drawn."""
    wires: tuple[Wire, ...] = ()
    speaking: tuple[str, ...] = ()
    """The roles that send by themselves: what the user types, and generated traffic."""

    def wire(self, name: str) -> Wire:
        """The wire with this name; KeyError if there is none."""
        for wire in self.wires:
            if wire.name == name:
                return wire
        raise KeyError(name)

    def sockets_of(self, role: str) -> list[str]:
        """The types of the sockets that a role holds, in the order of the wires."""
        return list(dict.fromkeys(end.socket for wire in self.wires for end in wire.ends if end.role == role))

    def binds(self, role: str) -> bool:
        """A node of this role binds somewhere."""
        return any(end.role == role for wire in self.wires for end in wire.binding)
