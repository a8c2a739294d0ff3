"""The options of `zmqplay run`, checked and read; the message for a wrong option names the cause and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import click

from zmqplay.control.arguments import MS, RATE
from zmqplay.control.commands import CommandError, parse
from zmqplay.control.limits import MOST_BYTES, MOST_MESSAGES, MOST_RATE, MOST_SECONDS
from zmqplay.control.refused import BadArgument, Refused
from zmqplay.control.schedule import Timed
from zmqplay.control.source import Rate
from zmqplay.control.vocabulary import Vocabulary
from zmqplay.finding import pattern_named
from zmqplay.model.topology import Topology
from zmqplay.model.words import some
from zmqplay.patterns.pattern import Pattern
from zmqplay.run.why import Asked, read_asked
from zmqplay.session.guide import vocabulary_of_pattern
from zmqplay.session.option_values import check_option
from zmqplay.session.setup import Setup
from zmqplay.template import literals

Number = TypeVar("Number", int, float)


@dataclass(frozen=True, slots=True)
class RunOptions:
    """The settings of one run."""

    pattern: Pattern
    setup: Setup
    count: int | None
    seconds: float | None
    rate: Rate
    at: tuple[Timed, ...]
    as_json: bool
    why: tuple[Asked, ...] = ()
    received: int | None = None
    """End once so many messages have been received."""
    stays: bool = False
    """Do not end when the count is full, but when the time is over."""


# long: each option is a parameter
def read_options(
    *,
    pattern: str,
    count: int | None,
    seconds: float | None,
    rate: str | None,
    at: tuple[str, ...],
    why: tuple[str, ...],
    as_json: bool,
    **given: Any,
) -> RunOptions:
    """Check every option; raise click.UsageError, with one sentence, for the first that does not fit.

    `given` are the options that `read_setup` takes.
    """
    chosen, setup = read_setup(pattern, rate=rate, **given)
    try:
        check_range("--count", count, 0, MOST_MESSAGES)
        check_range("--seconds", seconds, 0, MOST_SECONDS)
        counts = setup.counts
        if count and not at and not any(counts.get(role.name, role.count) for role in chosen.roles if role.speaks):
            raise Refused("nobody would send anything; leave out --count, or let there be a node that speaks.")
        reader = Reader(vocabulary_of_pattern(chosen))
        timed = tuple(reader.timed(text) for text in at)
        asked = tuple(read_asked(text) for text in why)
    except Refused as error:
        raise click.UsageError(str(error)) from None
    return RunOptions(
        pattern=chosen,
        setup=replace(setup, rate=0.0),  # the player sets it, once each node has its share of the count
        count=count,
        seconds=seconds,
        rate=setup.rate if rate else None,
        at=timed,
        as_json=as_json,
        why=asked,
    )


# long: each option is a parameter
def read_setup(
    pattern: str,
    *,
    nodes: tuple[str, ...],
    rate: str | None,
    messages: tuple[str, ...],
    size: int,
    work: tuple[str, ...],
    topics: tuple[str, ...],
    options: tuple[str, ...],
    endpoints: tuple[str, ...],
    binds: tuple[str, ...],
) -> tuple[Pattern, Setup]:
    """The pattern as it is to be played, and the user's differences from what it declares.

    Raises click.UsageError, with one sentence, for the first option that does not fit.
    """
    try:
        chosen = _turned(pattern_named(pattern), binds)
        reader = Reader(vocabulary_of_pattern(chosen))
        counts = reader.counts(nodes)
        check_range("--size", size, 0, MOST_BYTES)
        return chosen, Setup(
            counts=counts,
            work_ms=reader.work(work, counts),
            topics=reader.topics(topics, counts),
            options=reader.socket_options(options),
            endpoints=reader.endpoints(endpoints),
            rate=read_rate(rate) if rate else 0.0,
            messages=messages,
            size=size,
        )
    except Refused as error:
        raise click.UsageError(str(error)) from None


def _turned(pattern: Pattern, given: Iterable[str]) -> Pattern:
    """The pattern with each wire turned that another role is to bind, or of two nodes of one role the other."""
    for wire, wanted in pairs("--bind", given):
        known = pattern.wire(vocabulary_of_pattern(pattern).check_wire(wire))
        both = {end.role for end in known.binding} & {end.role for end in known.connecting}
        who = [f"{role}-{number}" for role in both for number in (1, 2)] or [end.role for end in known.ends]
        if wanted not in who:
            raise Refused(f"--bind {wire}= takes who binds {wire}, {some(who, 'or')}, not {wanted!r}.")
        role, _, number = wanted.rpartition("-") if both else (wanted, "", "1")
        if not known.binds(role, int(number)):
            pattern = pattern.turn(wire)
    return pattern


def read_rate(given: str) -> Rate:
    """Messages a second as `/rate` takes them; None for no limit."""
    try:
        rate: Rate = RATE.read(given, (), Vocabulary(Topology(""), {}))
    except BadArgument:
        rate = 0.0
    if rate == 0:
        limits = f"above 0 and at most {MOST_RATE:,.0f}"
        raise Refused(f"--rate is {limits}, such as 200 or 2k, or max for no limit, not {given!r}.")
    return rate


class Reader:
    """Reads the options that name roles, nodes and wires. Raises Refused for the first that does not fit."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def counts(self, given: Iterable[str]) -> dict[str, int]:
        return {
            role: self._vocabulary.check_count(role, _number("--nodes", text, int))
            for role, text in pairs("--nodes", given)
        }

    def work(self, given: Iterable[str], counts: Mapping[str, int]) -> dict[str, float]:
        return {
            self._vocabulary.check_first_target(name, counts): self._milliseconds(name, text)
            for name, text in pairs("--work", given)
        }

    def _milliseconds(self, name: str, text: str) -> float:
        """A work time as `/work` takes it."""
        try:
            ms: float = MS.read(text, (), self._vocabulary)
        except BadArgument:
            raise Refused(f"--work {name}= takes a time such as 200ms or 1.5s, not {text!r}.") from None
        return ms

    def topics(self, given: Iterable[str], counts: Mapping[str, int]) -> dict[str, list[bytes]]:
        topics: dict[str, list[bytes]] = {}
        for name, text in pairs("--topics", given):
            node = self._vocabulary.check_first_node(name, counts)
            if why := self._vocabulary.subscribed_by_code(node):
                raise Refused(why)
            if not self._vocabulary.guide(self._vocabulary.role_in(node)).has_topics:
                raise Refused(f"{node} subscribes to nothing; only subscribers have topics.")
            topics[node] = literals(text)
        return topics

    def socket_options(self, given: Iterable[str]) -> dict[str, dict[str, int | bytes]]:
        options: dict[str, dict[str, int | bytes]] = {}
        for name, value in pairs("--option", given):
            role, dot, option = name.partition(".")
            if not dot:
                example = f"{self._vocabulary.topology.roles[0]}.SNDHWM=1"
                raise Refused(f"--option takes ROLE.NAME=VALUE, such as {example}, not {name!r}.")
            options.setdefault(self._vocabulary.check_role(role), {})[option] = check_option(option, value)
        return options

    def endpoints(self, given: Iterable[str]) -> dict[str, str]:
        return {self._vocabulary.check_wire(name): address for name, address in pairs("--endpoint", given)}

    def timed(self, text: str) -> Timed:
        """A command, and its time."""
        seconds, colon, command = text.partition(":")
        if not colon:
            example = f"1:kill {self._vocabulary.topology.roles[-1]}-1"
            raise Refused(f"--at takes SECONDS:COMMAND, such as '{example}', not {text!r}.")
        after = _number("--at", seconds, float)
        check_range("--at", after, 0, MOST_SECONDS)
        try:
            return Timed(after, command.strip(), parse(command, self._vocabulary))
        except CommandError as error:
            raise Refused(f"--at {text!r}: {error}") from None


def pairs(option: str, given: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The name and the value in each `NAME=VALUE` that an option was given."""
    for pair in given:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise Refused(f"{option} takes NAME=VALUE, not {pair!r}.")
        yield name, value


def _number(option: str, text: str, kind: Callable[[str], Number]) -> Number:
    try:
        return kind(text)
    except ValueError:
        raise Refused(f"{option}: {text!r} is no {'whole ' if kind is int else ''}number.") from None


def check_range(option: str, value: float | None, least: float, most: float) -> None:
    """Refuse a number that is out of range, if there is one."""
    if value is not None and not least <= value <= most:
        raise Refused(f"{option} is {least:g} to {most:,.0f}, not {value:g}.")
