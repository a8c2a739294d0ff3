"""Which wire and side each socket is on: as declared, or as found from the addresses that it uses."""

from __future__ import annotations

from dataclasses import replace

from zmqplay.model.addresses import is_inproc, places
from zmqplay.model.facts import Declared, Started
from zmqplay.model.sockets import SocketTraffic
from zmqplay.model.topology import BINDING, CONNECTING, End, Topology, Wire


class Wires:
    """Puts sockets on wires; finds a wire for a socket that is on no declared one.

    A found wire has all addresses that some socket has in common: a client that connects to three servers is on one
    wire with all three. The wire's name is the first of these addresses.
    """

    def __init__(self) -> None:
        self.topology = Topology("")
        """Grows as wires and roles are found."""
        self.addresses: dict[str, str] = {}
        """The address of each wire, by the wire's name."""
        self._declared = False
        self._found: dict[str, Wire] = {}
        self._same: dict[str, str] = {}
        """Declared wires that are part of another, by name, each with that other's name."""
        self._by_address: dict[str, str] = {}
        """Names of wires by canonical address; former addresses too."""

    def declare(self, fact: Declared) -> None:
        """Take a pattern's topology, or the changed one after a wire was turned."""
        self._declared = True
        self.topology = replace(fact.topology, wires=(*fact.topology.wires, *self._found.values()))
        self.addresses = {name: self.addresses[name] for name in self._found} | fact.addresses
        for wire, address in fact.addresses.items():
            self.move(wire, address)

    def move(self, wire: str, address: str) -> None:
        """A wire has this address from now on."""
        self.addresses[wire] = address
        self._by_address.update(dict.fromkeys(places(address), wire))

    def started(self, fact: Started) -> None:
        """Add a node's role to a topology that was not declared."""
        if not self._declared and fact.role not in self.topology.roles:
            self.topology = replace(self.topology, roles=(*self.topology.roles, fact.role))

    def place(self, socket: SocketTraffic, role: str) -> list[str]:
        """Put a socket on its wire and side; return the names of wires that proved to be part of this wire.

        These are found wires; or declared ones, where one socket is connected to several, and deals among all of them.
        """
        texts = (*socket.facts.bound, *socket.facts.connected)
        if not texts and socket.is_placed:
            return []  # it has given up its last address: what it has sent and received there stays where it was
        addresses = [place for text in texts for place in places(text, socket.node)]
        known = [self._by_address[address] for address in addresses if address in self._by_address]
        joined: list[str] = []
        if declared := [self._same.get(name, name) for name in known if name not in self._found]:
            socket.wire, *joined = dict.fromkeys(declared)
            for name in joined:
                self._same.update({other: socket.wire for other, same in self._same.items() if same == name})
                self._same[name] = socket.wire
        elif known:
            socket.wire, *joined = (name for name in self._found if name in known)
        elif (fitting := self._fitting(role, socket.type)) and not (texts and all(map(is_inproc, texts))):
            socket.wire = fitting
        elif addresses:
            socket.wire = addresses[0]
        if addresses and (socket.wire in self._found or socket.wire == addresses[0]):
            self._grow(socket, role, addresses, joined)
        binds = socket.binds
        wire = next((wire for wire in self.topology.wires if wire.name == socket.wire), None)
        socket.side = wire.side_of(role, socket.type, binds) if wire else BINDING if binds else CONNECTING
        socket.far = CONNECTING if socket.side == BINDING else BINDING
        return joined

    def _fitting(self, role: str, type_: str) -> str:
        """The first declared wire with such an end."""
        for wire in self.topology.wires:
            if wire.name not in self._found and any((end.role, end.socket) == (role, type_) for end in wire.ends):
                return wire.name
        return ""

    def _grow(self, socket: SocketTraffic, role: str, addresses: list[str], joined: list[str]) -> None:
        """Give a found wire these addresses and this end, and merge the wires in `joined` into it."""
        name, end = socket.wire, End(role, socket.type)
        wire = self._found.get(name) or Wire(name, name, (), ())
        if socket.facts.bound:
            wire = wire.with_end(end, binds=True)
        if socket.facts.connected:
            wire = wire.with_end(end, binds=False)
        for other in joined:
            absorbed = self._found.pop(other)
            self.addresses.pop(other, None)
            for binds, ends in ((True, absorbed.binding), (False, absorbed.connecting)):
                for its_end in ends:
                    wire = wire.with_end(its_end, binds)
        self._by_address.update({address: name for address, at in self._by_address.items() if at in joined})
        self._by_address.update(dict.fromkeys(addresses, name))
        self.addresses.setdefault(name, name)
        if wire != self._found.get(name) or joined:
            declared = [one for one in self.topology.wires if one.name not in {name, *joined, *self._found}]
            self._found[name] = wire
            self.topology = replace(self.topology, wires=(*declared, *self._found.values()))
