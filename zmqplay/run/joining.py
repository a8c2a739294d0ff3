"""The options of `zmqplay join`, checked and read: one socket, its addresses, and what it is to do."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import click

from zmqplay.control.limits import MOST_BYTES, MOST_MESSAGES, MOST_SECONDS
from zmqplay.control.refused import Refused
from zmqplay.model.kinds import Kind, kind_of
from zmqplay.model.words import some
from zmqplay.patterns.joined.pattern import WIRE, one_socket
from zmqplay.patterns.joined.roles import PLAYS
from zmqplay.patterns.pattern import Pattern
from zmqplay.run.options import Reader, RunOptions, check_range, pairs, read_rate
from zmqplay.session.guide import vocabulary_of_pattern
from zmqplay.session.option_values import check_option
from zmqplay.session.setup import Setup
from zmqplay.template import literals

DRAFT = ("CLIENT", "SERVER", "RADIO", "DISH", "GATHER", "SCATTER", "DGRAM", "PEER", "CHANNEL")
ONLY_BOUND = re.compile(r"tcp://(\*|0\.0\.0\.0|\[::\]):.*|.*:(\*|0)")
"""An address that a socket can bind and cannot connect to."""


@dataclass(frozen=True, slots=True)
class Joined:
    """What the command line says."""

    type_: str
    addresses: tuple[str, ...]
    binds: bool | None
    topics: str | None
    options: tuple[str, ...]
    messages: tuple[str, ...]
    rate: str | None
    size: int


@dataclass(frozen=True, slots=True)
class Script:
    """What the command line says of a run without a screen."""

    count: int | None
    seconds: float | None
    at: tuple[str, ...]
    as_json: bool


def read_join(given: Joined) -> tuple[Pattern, Setup]:
    """The pattern with one socket, and its setup; raise click.UsageError, with one sentence, for what does not fit."""
    try:
        kind = kind_of(_type(given.type_))
        binds = _binds(given.addresses, given.binds)
        _refuse_unfit(kind, given)
        check_range("--size", given.size, 0, MOST_BYTES)
        first, *further = given.addresses
        role = kind.name.lower()
        options = {name: check_option(name, value) for name, value in pairs("--option", given.options)}
        rate = read_rate(given.rate) if given.rate else None if kind.replies else 0.0
        return one_socket(kind.name, first, binds=binds, messages=given.messages), Setup(
            topics={} if given.topics is None else {f"{role}-1": literals(given.topics)},
            options={role: options} if options else {},
            endpoints={WIRE: first},
            further={WIRE: tuple(further)} if further else {},
            rate=rate,
            size=given.size,
        )
    except Refused as error:
        raise click.UsageError(str(error)) from None


def read_script(given: Joined, script: Script) -> RunOptions:
    """The same for a run without a screen, and when it ends.

    Given messages are sent once each, or at a rate, or until the count is full; the count is that of received messages
    for a socket that is given nothing to send.
    """
    pattern, setup = read_join(given)
    kind = kind_of(given.type_.upper())
    try:
        check_range("--count", script.count, 0, MOST_MESSAGES)
        check_range("--seconds", script.seconds, 0, MOST_SECONDS)
        timed = tuple(Reader(vocabulary_of_pattern(pattern)).timed(text) for text in script.at)
    except Refused as error:
        raise click.UsageError(str(error)) from None
    listens = kind.receives_messages and not (kind.asks or kind.replies)
    sends = bool(given.messages or given.rate or (script.count is not None and not listens)) and kind.sends_messages
    once = len(given.messages) if given.messages and not (given.rate or kind.replies) else None
    count = (script.count if script.count is not None else once) if sends or kind.replies else None
    return RunOptions(
        pattern=pattern,
        setup=replace(setup, rate=0.0),  # the player sets it, once the node has the count
        count=count,
        seconds=script.seconds,
        rate=(setup.rate if given.rate else None) if sends or kind.replies else 0.0,
        at=timed,
        as_json=script.as_json,
        received=None if sends or kind.replies else script.count,
        stays=script.count is None and script.seconds is not None,
    )


def _type(given: str) -> str:
    """The name of a stable type of socket."""
    name = given.upper()
    if name in PLAYS:
        return name
    if name == "STREAM":
        raise Refused("a STREAM speaks raw TCP and no ZMTP, so there is no message to show; try `nc HOST PORT`.")
    if name in DRAFT:
        raise Refused(f"{name} is a draft type, which libzmq may still change or drop; join one of {', '.join(PLAYS)}.")
    near = difflib.get_close_matches(name, PLAYS, n=1)
    if near:
        raise Refused(f"there is no type of socket {given!r}; did you mean {near[0]}?")
    raise Refused(f"there is no type of socket {given!r}; there are {', '.join(PLAYS)}.")


def _binds(addresses: Sequence[str], given: bool | None) -> bool:
    """Whether the socket binds: as the user says, else where the addresses are such as only bind."""
    if len(set(addresses)) < len(addresses):
        raise Refused(f"an address is named twice: {some(list(addresses))}.")
    only_bound = [address for address in addresses if ONLY_BOUND.fullmatch(address)]
    if given is False and only_bound:
        raise Refused(f"{only_bound[0]} can be bound and not connected to; name a host and a port, or say --bind.")
    if given is None and only_bound and len(only_bound) < len(addresses):
        other = next(address for address in addresses if address not in only_bound)
        raise Refused(f"{only_bound[0]} is bound and {other} connected to, and it is one of the two; say --bind.")
    return bool(only_bound) if given is None else given


def _refuse_unfit(kind: Kind, given: Joined) -> None:
    """Refuse what such a socket cannot do."""
    if given.topics is not None and not kind.subscribes:
        raise Refused(f"{kind.name} subscribes to nothing; only SUB and XSUB have --topics.")
    said = {"--message": given.messages, "--rate": given.rate, "--size": given.size}
    if not kind.sends_messages and (wrong := _first(name for name, value in said.items() if value)):
        raise Refused(f"{kind.name} sends nothing, so it has no {wrong}.")


def _first(names: Iterable[str]) -> str:
    return next(iter(names), "")
