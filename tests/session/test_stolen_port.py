"""Another program takes a port after it was found free: the session moves away, and nothing has failed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import zmq

from tests.playing import at_a_free_port, until
from zmqplay.control.source import Phase
from zmqplay.model.causes import EndCause
from zmqplay.model.facts import Ended, Fact
from zmqplay.patterns import PATTERNS
from zmqplay.session.player import Player
from zmqplay.session.session import Session


@contextmanager
def robbed(name: str = "push-pull", keep: Callable[[Fact], object] | None = None) -> Iterator[Session]:
    """A session whose port is taken before its nodes start."""
    pattern = at_a_free_port(name)
    with zmq.Context() as context, context.socket(zmq.PULL) as thief, Session(pattern, keep=keep) as session:
        thief.bind(session.controls.wiring.address_of(pattern.wires[0].name))
        yield session


class Silent:
    """Sees a run, and remembers whom it was told to have died."""

    def __init__(self) -> None:
        self.deaths: list[str] = []

    def sent(self, count: int) -> None:
        """Not looked at."""

    def died(self, node: object) -> None:
        self.deaths.append(str(node))

    def noticed(self, notices: object) -> None:
        """Not looked at."""

    def commanded(self, outcomes: object) -> None:
        """Not looked at."""


def test_nodes_that_wait_for_the_one_that_could_not_bind_start_again_and_have_not_crashed() -> None:
    facts: list[Fact] = []
    with robbed(keep=facts.append) as session:
        session.open()
        until(session, lambda: session.state.phase is Phase.LIVE)
        ends = {fact.node: fact.cause for fact in facts if isinstance(fact, Ended)}
        assert ends.pop("producer-1") is EndCause.PORT_LOST
        assert set(ends.values()) == {EndCause.TOLD}
        assert "is taken, so tasks runs at" in session.traffic.notices[-1]
        assert not any(node.output for node in session.traffic.nodes.values())  # no traceback


@pytest.mark.parametrize("name", [pattern.name for pattern in PATTERNS])
def test_a_run_that_had_to_move_away_is_complete_and_has_no_failures(name: str) -> None:
    with robbed(name) as session:
        onlooker = Silent()
        player = Player(session, onlooker, count=9)
        player.play()
        assert player.complete
        assert not player.has_failures
        assert onlooker.deaths == []
