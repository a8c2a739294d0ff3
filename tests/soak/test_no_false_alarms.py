"""Healthy runs of random settings over all patterns: the Doctor finds nothing wrong with any of them.

ZMQPLAY_HEALTHY_RUNS=200 ZMQPLAY_HEALTHY_SEED=1 python -m pytest tests/soak/test_no_false_alarms.py

A failing run has its seed in its name; it is played again by that name.
"""

from __future__ import annotations

import os
import random
import time
from dataclasses import dataclass

import pytest

from tests.playing import nodes, until
from tests.session.doctor.diagnosing import met, tell, wrongs
from zmqplay.model.options import options_for
from zmqplay.patterns import PATTERNS
from zmqplay.patterns.pattern import Pattern, Role
from zmqplay.session.hosts.usage import waited_seconds
from zmqplay.session.session import Session
from zmqplay.session.setup import Setup

RUNS = int(os.environ.get("ZMQPLAY_HEALTHY_RUNS", "10"))
FIRST_SEED = int(os.environ.get("ZMQPLAY_HEALTHY_SEED", "1"))
SECONDS = 1.5
"""How long a run is played."""
BUSY = 0.3
"""Most of its time that a node works, even where it gets all messages alone."""
STARVED = 0.3
"""Share of the time for which a node waits for a processor that leaves too little for BUSY: then no run is healthy."""
TRIES = 3
"""How often a run is played on a machine that has too much else to do."""
MOST_NODES = 4
HARMLESS: dict[str, tuple[int, ...]] = {
    "SNDHWM": (1_000, 5_000, 0),
    "RCVHWM": (1_000, 5_000, 0),
    "SNDBUF": (65_536, 1_000_000),
    "RCVBUF": (65_536, 1_000_000),
    "LINGER": (0, 1_000, -1),
    "IMMEDIATE": (1,),
    "HEARTBEAT_IVL": (3_000, 10_000),
    "RECONNECT_IVL": (50, 500),
    "HANDSHAKE_IVL": (10_000,),
    "MAXMSGSIZE": (1_000_000,),
    "ROUTER_MANDATORY": (1,),
    "ROUTER_HANDOVER": (1,),
    "REQ_RELAXED": (1,),
    "REQ_CORRELATE": (1,),
    "XPUB_VERBOSE": (1,),
    "XPUB_NODROP": (1,),
}
"""Options, each with values that harm no run of this size."""


@dataclass(frozen=True)
class Run:
    """One healthy run, as drawn from a seed."""

    pattern: Pattern
    setup: Setup
    rate: int
    """Messages a second of each speaking node."""
    commands: tuple[str, ...]
    """What is done while messages flow."""


def drawn(seed: int) -> Run:
    """The run of this seed; every pattern has its turn."""
    chance = random.Random(seed)
    pattern = PATTERNS[seed % len(PATTERNS)]
    counts = {role.name: _count(pattern, role, chance) for role in pattern.roles}
    speakers = sum(counts[role.name] for role in pattern.roles if role.speaks)
    rate = chance.choice([2, 10, 50, 200, 1_000])
    longest_ms = 1_000 * BUSY / (rate * speakers)
    work_ms = {role.name: chance.choice([0, longest_ms]) for role in pattern.roles}
    options = {role.name: _options(pattern, role, chance) for role in pattern.roles}
    size = chance.choice([0, 0, 100, 5_000, 50_000 if rate < 1_000 else 0])
    growing = [role.name for role in pattern.roles if _may_grow(pattern, role)]
    commands = [f"burst {chance.choice([1, 20, 100])}", f"rate {chance.choice([1, rate])}", "rate off"]
    if growing:
        commands.append(f"add {chance.choice(growing)}")
    acts = chance.sample(commands, chance.randint(0, 2))
    acts.sort(key=lambda act: not act.startswith("add"))  # who comes while a burst waits goes without, and is told so
    return Run(pattern, Setup(counts=counts, work_ms=work_ms, options=options, size=size), rate, tuple(acts))


def _may_grow(pattern: Pattern, role: Role) -> bool:
    """Whether any number of nodes may play a role: those that bind, and a PAIR, are not joined by more."""
    return role.most > 1 and not any(end.role == role.name for wire in pattern.wires for end in wire.binding)


def _count(pattern: Pattern, role: Role, chance: random.Random) -> int:
    return chance.randint(1, MOST_NODES) if _may_grow(pattern, role) else role.count


def _options(pattern: Pattern, role: Role, chance: random.Random) -> dict[str, int | bytes]:
    """Up to three harmless options that the role's sockets have."""
    names = [option.name for option in options_for(pattern.sockets_of(role.name)) if option.name in HARMLESS]
    return {name: chance.choice(HARMLESS[name]) for name in chance.sample(names, chance.randint(0, 3))}


class Starved(Exception):
    """Something is wrong indeed: the machine gave a node too little of a processor for a healthy run."""


class Health:
    """A session in which nothing may be found wrong, and how long its nodes wait for a processor."""

    def __init__(self, session: Session) -> None:
        self._session, self._begun = session, time.monotonic()
        self._first = self._waited_s()
        self._waited = 0.0

    def _waited_s(self) -> dict[int, float]:
        """Seconds for which each node has been ready to run without a processor, by process."""
        return {node.life.pid: waited_seconds(node.life.pid) for node in nodes(self._session) if node.state.alive}

    def check(self) -> None:
        """Fail if anything is found wrong; raise Starved if that is the machine's fault."""
        waited_s = [seconds - self._first.get(pid, 0.0) for pid, seconds in self._waited_s().items()]
        self._waited = max(self._waited, *waited_s, 0.0)
        found = wrongs(self._session)
        if found and self._waited > STARVED * (time.monotonic() - self._begun):
            raise Starved(f"a node has waited {self._waited:.1f} s for a processor: {found}")
        assert found == []

    def lasts(self, seconds: float) -> None:
        """Play for a while, and fail as soon as anything is found wrong."""
        end = time.monotonic() + seconds

        def is_over() -> bool:
            self.check()
            return time.monotonic() >= end

        until(self._session, is_over)


def play(run: Run) -> None:
    """Play a run from start to end."""
    with met(run.pattern, run.setup) as session:
        health = Health(session)
        tell(session, f"rate {run.rate}")
        for command in (*run.commands, ""):
            health.lasts(SECONDS / (len(run.commands) + 1))
            if command:
                tell(session, command)
        health.lasts(0.2)
        session.finish()
        health.check()


@pytest.mark.parametrize("seed", range(FIRST_SEED, FIRST_SEED + RUNS))
def test_the_doctor_finds_nothing_wrong_with_a_healthy_run(seed: int) -> None:
    starved: list[str] = []
    for _ in range(TRIES):
        try:
            return play(drawn(seed))
        except Starved as error:
            starved.append(str(error))
    pytest.skip(f"no run is healthy on this machine now: {starved}")


def test_the_runs_cover_every_pattern_and_are_the_same_each_time() -> None:
    runs = [drawn(seed) for seed in range(200)]
    assert {run.pattern for run in runs} == set(PATTERNS)
    assert {name for run in runs for options in run.setup.options.values() for name in options} == set(HARMLESS)
    assert runs == [drawn(seed) for seed in range(200)]
