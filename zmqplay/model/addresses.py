"""Addresses in one form, so that those which mean the same place are equal."""

from __future__ import annotations

import re
from ipaddress import AddressValueError, IPv6Address

LOOPBACK, LOOPBACK_6 = "127.0.0.1", "[::1]"
EVERYWHERE = {"*", "[::]", "localhost"}
"""Hosts at which a socket may be met over IPv4 and, with the option IPV6, over IPv6."""
THIS_MACHINE = " (this machine)"
"""Stands behind an address whose host is another name or address of the machine, so that it meets a wildcard there."""
SOURCE = r"(?:[^;]*;)?"
"""The source address that may stand before the address to connect to: `tcp://SRC;DST` (zmq_tcp(7))."""

_AT_LOOPBACK = re.compile(r"(?:127\.\d+\.\d+\.\d+|\[::1\])(:\d+(?: \(\d+\))?)")
"""A peer at the loopback; a second one of the same address has a number behind: see `ForeignPeers`."""


def is_inproc(address: str) -> bool:
    """Whether an address is known within one process only."""
    return address.startswith("inproc://")


def places(address: str, node: str = "") -> tuple[str, ...]:
    """The places that an address means, in canonical form; two sockets can meet if they have a place in common.

    `node` is the user of the address: an inproc address is known within one node only. A wildcard means the loopback,
    since only sockets of one machine are compared.
    """
    address, is_here = address.removesuffix("\0").removesuffix(THIS_MACHINE), address.endswith(THIS_MACHINE)
    if address.startswith("inproc://"):
        return (f"{address} in {node}",)
    match = re.fullmatch(rf"tcp://{SOURCE}(.*):(\d+)", address)
    if match is None:
        return (address,)
    host, port = match[1], match[2]
    hosts = [LOOPBACK, LOOPBACK_6] if host in EVERYWHERE else [LOOPBACK if host == "0.0.0.0" else _plain_host(host)]
    if is_here:
        hosts.append(LOOPBACK)
    return tuple(f"tcp://{one}:{port}" for one in hosts)


def plain(name: str) -> str:
    """The name of one side of a connection, `host:port`: IPv4 mapped to IPv6 as IPv4, IPv6 in brackets.

    A socket with the option IPV6 sees an IPv4 peer as `::ffff:127.0.0.1` (RFC 4291, 2.5.5.2).
    """
    host, colon, port = name.rpartition(":")
    return f"{_plain_host(host)}:{port}" if colon and ":" in host else name


def port_of(name: str) -> str:
    """The name of one side of a connection without its host if that is the loopback, `:55162`; else the whole name."""
    match = _AT_LOOPBACK.fullmatch(name)
    return match[1] if match else name


def _plain_host(host: str) -> str:
    """The host as libzmq writes it: IPv6 in brackets and in its shortest form."""
    if ":" not in host:
        return host
    try:
        ip = IPv6Address(host.strip("[]"))
    except AddressValueError:
        return host
    return str(ip.ipv4_mapped) if ip.ipv4_mapped else f"[{ip}]"
