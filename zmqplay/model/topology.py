"""A topology: roles, and the wires on which their sockets meet; declared by a pattern, or found in traffic."""

from __future__ import annotations

from dataclasses import dataclass, replace

BINDING, CONNECTING = "binding", "connecting"
"""The two sides of a wire, as declared."""


@dataclass(frozen=True, slots=True)
class End:
    """One end of a wire: the role that holds it and the type of its socket there."""

    role: str
    socket: str
    """Upper case, as libzmq spells it: PUSH."""
    first_only: bool = False
    """Only the first node of the role holds this end (the PAIR that binds); its other nodes hold the other end."""


Ends = End | tuple[End, ...]
"""One end, or several: a broker's ROUTER may have clients and workers at the other side."""


@dataclass(frozen=True, slots=True)
class Wire:
    """An endpoint by name, and the ends that meet there."""

    name: str
    address: str
    """The default address, e.g. `tcp://127.0.0.1:5557`."""
    bind: Ends
    connect: Ends
    frames: tuple[str, ...] = ()
    """A word for each frame, where the roles have agreed on more than a body."""
    turned: bool = False
    """Roles that bind in the source code connect instead, and the other way around; see `zmqplay.patterns.swap`."""

    @property
    def is_found(self) -> bool:
        """Whether it was found in traffic: it then has no name but its address."""
        return self.name == self.address

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

    def side_of(self, role: str, socket: str, binds: bool) -> str:
        """The side, BINDING or CONNECTING, of a socket of this type and role.

        A socket keeps its side when the wire is turned, so that messages before and after belong to one direction.
        Where both sides have such an end (PAIR), or neither has, `binds` decides.
        """
        sides = self._sides_with(role, socket) or self._sides_with(role)
        if len(sides) == 1:
            return sides[0]
        return BINDING if binds is not self.turned else CONNECTING

    def _sides_with(self, role: str, socket: str = "") -> list[str]:
        groups = {BINDING: self.connecting if self.turned else self.binding}
        groups[CONNECTING] = self.binding if self.turned else self.connecting
        return [
            side
            for side, ends in groups.items()
            if any(end.role == role and socket in (end.socket, "") for end in ends)
        ]

    def binds(self, role: str, number: int) -> bool:
        """Whether the node with this number of a role holds an end that binds."""
        return self._holds(self.binding, role, number)

    def connects(self, role: str, number: int) -> bool:
        """Whether the node with this number of a role holds an end that connects."""
        return self._holds(self.connecting, role, number)

    def _holds(self, side: tuple[End, ...], role: str, number: int) -> bool:
        """The first node of a role holds no other end than the one that is only for it."""
        only_for_first = number == 1 and any(end.role == role and end.first_only for end in self.ends)
        return any(end.role == role and end.first_only is only_for_first for end in side)

    def with_end(self, end: End, binds: bool) -> Wire:
        """The same wire with this end too."""
        if end in (self.binding if binds else self.connecting):
            return self
        return replace(self, bind=(*self.binding, end)) if binds else replace(self, connect=(*self.connecting, end))


@dataclass(frozen=True, slots=True)
class Topology:
    """What the model knows about a pattern, or about programs that zmqplay did not write."""

    name: str
    title: str = ""
    roles: tuple[str, ...] = ()
    """Names of the roles, in the order in which they are drawn."""
    wires: tuple[Wire, ...] = ()
    speaking: tuple[str, ...] = ()
    """The roles that send by themselves: messages that the user typed, and generated traffic."""
    is_only_watched: bool = False
    """The nodes are the user's own programs: zmqplay gives their sockets no option and no time to end."""

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
        """Whether a node of this role binds somewhere."""
        return any(end.role == role for wire in self.wires for end in wire.binding)
