"""How a session is to be played: the user's wishes, checked against the pattern."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field

import zmq

from zmqplay.patterns.pattern import Pattern

MOST_MS = 3_600_000.0


class BadWish(ValueError):
    """Something that cannot be played; the text names the cause and the mend."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What differs from what the pattern declares."""

    counts: dict[str, int] = field(default_factory=dict)
    """Nodes, by role."""
    work_ms: dict[str, float] = field(default_factory=dict)
    """By role or by node."""
    topics: dict[str, list[str]] = field(default_factory=dict)
    """Subscriptions, by node."""
    options: dict[str, dict[str, int | bytes]] = field(default_factory=dict)
    """Socket options by libzmq's name, by role."""
    endpoints: dict[str, str] = field(default_factory=dict)
    """Addresses, by wire."""
    messages: tuple[str, ...] = ()
    size: int = 0


def check_role(pattern: Pattern, name: str) -> str:
    """The name, if it is one of the pattern's roles."""
    return _known("role", name, [role.name for role in pattern.roles], pattern)


def check_wire(pattern: Pattern, name: str) -> str:
    """The name, if it is one of the pattern's wires."""
    return _known("endpoint", name, [wire.name for wire in pattern.wires], pattern)


def check_node_name(pattern: Pattern, name: str) -> str:
    """The name, if a node can be called so."""
    role, _, number = name.rpartition("-")
    if not role or not number.isdecimal():
        raise BadWish(f"{name!r} is no node; nodes are called like {pattern.roles[0].name}-1.")
    return f"{check_role(pattern, role)}-{int(number)}"


def check_node(pattern: Pattern, name: str, counts: dict[str, int]) -> str:
    """The name, if a node will be called so."""
    name = check_node_name(pattern, name)
    role, _, number = name.rpartition("-")
    count = counts.get(role, pattern.role(role).count)
    if not 1 <= int(number) <= count:
        raise BadWish(f"there is no {name} among {count} {role}s.")
    return name


def check_target(pattern: Pattern, name: str) -> str:
    """The name, if it is a role or a node can be called so."""
    names_role = any(role.name == name for role in pattern.roles) or not name.rpartition("-")[2].isdecimal()
    return check_role(pattern, name) if names_role else check_node_name(pattern, name)


def check_role_or_node(pattern: Pattern, name: str, counts: dict[str, int]) -> str:
    """The name, if it is a role or a node."""
    if any(role.name == name for role in pattern.roles) or not name.rpartition("-")[2].isdecimal():
        return check_role(pattern, name)
    return check_node(pattern, name, counts)


def check_count(pattern: Pattern, role: str, count: int) -> int:
    """The number of a role's nodes, if there can be so many."""
    most = pattern.role(check_role(pattern, role)).most
    if not 0 <= count <= most:
        raise BadWish(f"{role}: there can be 0 to {most}, not {count}.")
    return count


def check_work(ms: float) -> float:
    """A work time in milliseconds, if one can wait for it."""
    if not 0 <= ms <= MOST_MS:
        raise BadWish(f"work takes 0 to {MOST_MS:,.0f} ms, not {ms:g}.")
    return ms


def check_option(name: str, value: str) -> int | bytes:
    """The value that libzmq takes for a socket option, tried on a socket of our own."""
    known = zmq.SocketOption.__members__
    if name not in known:
        raise BadWish(f"libzmq has no socket option {name!r}{_nearest(name.upper(), known)}.")
    option = known[name]
    takes_bytes = option._opt_type.name == "bytes"
    try:
        parsed = value.encode() if takes_bytes else int(value)
    except ValueError:
        raise BadWish(f"{name} takes a whole number, not {value!r}.") from None
    _try(name, option, parsed)
    return parsed


def _try(name: str, option: zmq.SocketOption, value: int | bytes) -> None:
    """Refuse what no kind of socket accepts."""
    kinds = (zmq.DEALER, zmq.SUB, zmq.XPUB, zmq.ROUTER, zmq.REQ, zmq.XSUB)
    with zmq.Context() as context:
        for kind in kinds:
            with context.socket(kind) as socket:
                try:
                    socket.set(option, value)
                except (zmq.ZMQError, OverflowError):
                    continue
                return
    raise BadWish(f"libzmq does not accept {value!r} for {name}.")


def _known(kind: str, name: str, known: list[str], pattern: Pattern) -> str:
    if name not in known:
        raise BadWish(f"{pattern.name} has no {kind} {name!r}{_nearest(name, known)}; it has {', '.join(known)}.")
    return name


def _nearest(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(known), n=1)
    return f" (did you mean {near[0]}?)" if near else ""
