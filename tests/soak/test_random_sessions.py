"""Random sessions with foreign peers: at every refresh the ledger adds up, and no link delivers more than was sent.

ZMQPLAY_SESSIONS=500 python -m pytest tests/soak/test_random_sessions.py
"""

from __future__ import annotations

import os
import random
import time
from contextlib import suppress

import pytest

from tests.playing import anywhere, nodes, until
from tests.soak.counting import PATTERNS
from tests.soak.strangers import Strangers
from tests.soak.truths import check, counted
from zmqplay.control.commands import CommandError, give
from zmqplay.control.source import Phase
from zmqplay.model.nodes import NodeState
from zmqplay.patterns.pattern import Pattern
from zmqplay.session.session import Session
from zmqplay.session.setup import Setup

SESSIONS = int(os.environ.get("ZMQPLAY_SESSIONS", "8"))
SEED = int(os.environ.get("ZMQPLAY_SEED", "20261126"))
TURNS = 24
"""How often something happens in a session."""
PAUSE_S = 0.04
"""How long the session is played between two events."""


def random_setup(pattern: Pattern, chance: random.Random) -> Setup:
    counts = {role.name: chance.randint(1, 4) for role in pattern.roles}
    bound = pattern.wires[0].binding[0].role
    counts[bound] = 1
    options: dict[str, dict[str, int | bytes]] = {}
    for role in pattern.roles:
        for name in ("SNDHWM", "RCVHWM"):
            if chance.random() < 0.3:
                options.setdefault(role.name, {})[name] = chance.choice((1, 10, 100))
    work = {role.name: chance.choice((0.0, 1.0, 8.0)) for role in pattern.roles if not role.speaks}
    size = chance.choice((0, 0, 0, 200, 20_000))
    return anywhere(pattern, Setup(counts=counts, options=options, work_ms=work, size=size))


class Play:
    """One session, and what happens in it."""

    def __init__(self, session: Session, chance: random.Random, *, violent: bool) -> None:
        self.session, self.chance, self.violent = session, chance, violent
        self.is_intact = True
        """No node was killed, stopped or restarted."""
        bound = session.pattern.wires[0].binding[0].socket
        self.strangers = Strangers(session.traffic.addresses["wire"], bound, chance)

    def happen(self) -> None:
        """Let one thing happen."""
        roll, chance = self.chance.random(), self.chance
        if roll < 0.25:
            self.give(f"burst {chance.choice((1, 10, 200))}")
        elif roll < 0.35:
            self.give(f"rate {chance.choice(('off', '20', '500'))}")
        elif roll < 0.5:
            self.strangers.come()
        elif roll < 0.6:
            self.strangers.go()
        elif roll < 0.7:
            self.give(f"{chance.choice(('freeze', 'thaw'))} {self._any()}")
        elif roll < 0.75:
            self.give(f"work {chance.choice([role.name for role in self.session.pattern.roles])} 5ms")
        elif self.violent and roll < 0.9:
            self.is_intact = False
            self.give(f"{chance.choice(('kill', 'restart', 'stop'))} {self._any()}")
        self.strangers.talk()

    def _any(self) -> str:
        return self.chance.choice([node.name for node in nodes(self.session)])

    def give(self, command: str) -> None:
        """Give a command, unless it does not fit the moment."""
        with suppress(CommandError):
            give(self.session, command)

    def pass_time(self, seconds: float) -> None:
        """Play on, and check the figures at every refresh."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.session.wait(0.01)
            self.session.drain(0.02)
            check(self.session)

    def end(self) -> None:
        """Let everything thaw, arrive and end."""
        self.give("rate off")
        for node in nodes(self.session):
            if node.state is NodeState.FROZEN:
                give(self.session, f"thaw {node.name}")
        self.give("work " + self.session.pattern.roles[1].name + " 0ms")
        self.pass_time(0.3)
        self.strangers.talk()
        self.strangers.close()
        self.session.finish()
        check(self.session)


def check_counts(play: Play) -> None:
    """What the roles counted by themselves, to the message."""
    for node in nodes(play.session):
        assert (node.sent, node.received) == counted(node), node.name
    totals, strangers = play.session.traffic.ledger.totals, play.strangers
    assert totals.from_elsewhere <= strangers.sent
    if play.session.pattern.name != "counting-publish-subscribe":
        assert totals.handed_over is None or totals.handed_over >= strangers.received
        received = sum(node.received for node in nodes(play.session))
        assert totals.delivered + totals.from_elsewhere + totals.lost_by_reason.get("late", 0) == received


@pytest.mark.parametrize("number", range(SESSIONS))
def test_whatever_happens_the_ledger_adds_up_and_agrees_with_the_roles_own_counts(number: int) -> None:
    chance = random.Random(SEED + number)
    pattern = chance.choice(PATTERNS)
    with Session(pattern, random_setup(pattern, chance)) as session:
        session.open()
        until(session, lambda: session.state.phase is Phase.LIVE)
        play = Play(session, chance, violent=number % 2 == 1)
        try:
            for _ in range(TURNS):
                play.happen()
                play.pass_time(PAUSE_S)
            play.end()
        finally:
            play.strangers.close()
        if play.is_intact:
            check_counts(play)
