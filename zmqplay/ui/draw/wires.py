"""The wires of a pattern with their addresses, as fully as there is room for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from zmqplay.model.topology import Wire

SCHEME, HERE = "tcp://", "127.0.0.1"
"""The scheme that goes without saying, and the host of which the port alone says enough, if there is no more room."""

NamedWire = tuple[str, str]
"""The name of a wire, which is empty if it was found and has none, and its address or a part of it."""


def named_wires(wires: Sequence[Wire], addresses: Mapping[str, str]) -> list[NamedWire]:
    """The wires with the addresses that they have now."""
    return [("" if wire.is_found else wire.name, addresses.get(wire.name, wire.address)) for wire in wires]


def forms_of(wires: Sequence[NamedWire]) -> list[Sequence[NamedWire]]:
    """All wires with their addresses, from the fullest form to the shortest.

    The addresses are whole; then each host stands once; then without the scheme; then addresses here are ports alone.
    """
    once = _with_hosts_once(wires)
    bare = [(name, address.removeprefix(SCHEME)) for name, address in once]
    ports = [(name, address.removeprefix(HERE)) for name, address in bare]
    return [wires, once, bare, ports]


def _with_hosts_once(wires: Sequence[NamedWire]) -> list[NamedWire]:
    hosts: set[str] = set()
    once: list[NamedWire] = []
    for name, address in wires:
        host = address.rpartition(":")[0] if address.startswith(SCHEME) else ""
        once.append((name, address.removeprefix(host) if host in hosts else address))
        hosts.update({host} - {""})
    return once
