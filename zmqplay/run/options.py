"""The options of `zmqplay run`, read into what is to be played; each wrong one is told with its cause and its mend."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

import click

from zmqplay.control.commands import CommandError, parse
from zmqplay.control.schedule import Timed
from zmqplay.patterns import UnknownPattern, find
from zmqplay.patterns.pattern import Pattern
from zmqplay.session import setup
from zmqplay.session.setup import BadWish, Setup

Number = TypeVar("Number", int, float)

MOST_MESSAGES = 10**12
MOST_BYTES = 1 << 27
MOST_RATE = 1e7
MOST_SECONDS = 30 * 86_400.0


@dataclass(frozen=True, slots=True)
class Wishes:
    """What one run is to be."""

    pattern: Pattern
    setup: Setup
    count: int | None
    seconds: float | None
    rate: float | None
    at: tuple[Timed, ...]
    as_json: bool


def read_wishes(
    pattern: str,
    nodes: tuple[str, ...],
    count: int | None,
    seconds: float | None,
    rate: float | None,
    messages: tuple[str, ...],
    size: int,
    work: tuple[str, ...],
    topics: tuple[str, ...],
    options: tuple[str, ...],
    endpoints: tuple[str, ...],
    at: tuple[str, ...],
    as_json: bool,
) -> Wishes:
    """Check every option; click.UsageError with one sentence for the first that does not fit."""
    try:
        chosen = find(pattern)
        counts = _counts(chosen, nodes)
        _check_range("--count", count, 0, MOST_MESSAGES)
        _check_range("--seconds", seconds, 0, MOST_SECONDS)
        _check_range("--size", size, 0, MOST_BYTES)
        if rate is not None and not 0 < rate <= MOST_RATE:
            raise BadWish(f"--rate is above 0 and at most {MOST_RATE:,.0f}, not {rate:g}; leave it out for no limit.")
        wanted = Setup(
            counts=counts,
            work_ms=_work(chosen, counts, work),
            topics=_topics(chosen, counts, topics),
            options=_options(chosen, options),
            endpoints={setup.check_wire(chosen, name): address for name, address in _pairs("--endpoint", endpoints)},
            messages=messages,
            size=size,
        )
        if count and not at and not any(counts.get(role.name, role.count) for role in chosen.roles if role.speaks):
            raise BadWish("nobody would send anything; leave out --count, or let there be a node that speaks.")
        timed = tuple(_timed(chosen, text) for text in at)
    except (BadWish, UnknownPattern) as error:
        raise click.UsageError(str(error)) from None
    return Wishes(chosen, wanted, count, seconds, rate, timed, as_json)


def _pairs(option: str, given: Iterable[str]) -> Iterable[tuple[str, str]]:
    for pair in given:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise BadWish(f"{option} takes NAME=VALUE, not {pair!r}.")
        yield name, value


def _number(option: str, text: str, kind: Callable[[str], Number]) -> Number:
    try:
        return kind(text)
    except ValueError:
        raise BadWish(f"{option}: {text!r} is no {'whole ' if kind is int else ''}number.") from None


def _check_range(option: str, value: float | None, least: float, most: float) -> None:
    if value is not None and not least <= value <= most:
        raise BadWish(f"{option} is {least:g} to {most:,.0f}, not {value:g}.")


def _timed(pattern: Pattern, text: str) -> Timed:
    seconds, colon, command = text.partition(":")
    if not colon:
        raise BadWish(f"--at takes SECONDS:COMMAND, such as '1:kill {pattern.roles[-1].name}-1', not {text!r}.")
    after = _number("--at", seconds, float)
    _check_range("--at", after, 0, MOST_SECONDS)
    try:
        return Timed(after, command.strip(), parse(command, pattern))
    except CommandError as error:
        raise BadWish(f"--at {text!r}: {error}") from None


def _counts(pattern: Pattern, given: Iterable[str]) -> dict[str, int]:
    return {
        role: setup.check_count(pattern, role, _number("--nodes", text, int)) for role, text in _pairs("--nodes", given)
    }


def _work(pattern: Pattern, counts: dict[str, int], given: Iterable[str]) -> dict[str, float]:
    return {
        setup.check_role_or_node(pattern, name, counts): setup.check_work(_number("--work", text, float))
        for name, text in _pairs("--work", given)
    }


def _topics(pattern: Pattern, counts: dict[str, int], given: Iterable[str]) -> dict[str, list[str]]:
    topics: dict[str, list[str]] = {}
    for name, text in _pairs("--topics", given):
        node = setup.check_node(pattern, name, counts)
        if not pattern.role(node.rpartition("-")[0]).topics:
            raise BadWish(f"{node} subscribes to nothing; only subscribers have topics.")
        topics[node] = text.split(",")
    return topics


def _options(pattern: Pattern, given: Iterable[str]) -> dict[str, dict[str, int | bytes]]:
    options: dict[str, dict[str, int | bytes]] = {}
    for name, value in _pairs("--option", given):
        role, dot, option = name.partition(".")
        if not dot:
            raise BadWish(f"--option takes ROLE.NAME=VALUE, such as {pattern.roles[0].name}.SNDHWM=1, not {name!r}.")
        options.setdefault(setup.check_role(pattern, role), {})[option] = setup.check_option(option, value)
    return options
