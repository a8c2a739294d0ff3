"""The schedule of `run --at`: each command at its time, with whatever controls a source has."""

from __future__ import annotations

import time

from tests.control.watched import Watched, watched
from zmqplay.control.commands import parse
from zmqplay.control.schedule import Schedule, Timed
from zmqplay.control.vocabulary import vocabulary_of
from zmqplay.model.facts import Started


class Killing:
    """Node controls that record which nodes were killed; everything else is refused."""

    def __init__(self) -> None:
        self.killed: list[str] = []

    def kill(self, name: str) -> None:
        if name == "worker-9":
            raise ValueError("there is no worker-9")
        self.killed.append(name)

    def __getattr__(self, name: str) -> object:
        raise ValueError(f"{name} is not part of this test")


class KillingOnly:
    """Controls that consist of that part alone."""

    def __init__(self) -> None:
        self.nodes = Killing()
        self.speech = self.wiring = self.code = None
        self.refused: dict[str, str] = {}


def schedule(source: Watched, controls: object, *texts: tuple[float, str]) -> Schedule:
    timed = [Timed(seconds, text, parse(text, vocabulary_of(source))) for seconds, text in texts]
    return Schedule(controls, source.traffic, timed)  # type: ignore[arg-type]  # one part, of which one method


def test_each_command_is_done_at_its_time_in_whatever_order_they_are_written() -> None:
    controls = KillingOnly()
    timed = schedule(watched(), controls, (2.0, "kill worker-2"), (1.0, "kill worker-1"))
    assert timed.wait_s(0.25) == 0.75
    assert timed.keep(0.5) == []
    assert [(each.text, each.seconds, each.done) for each in timed.keep(1.5)] == [("kill worker-1", 1.5, True)]
    assert not timed.is_over
    assert len(timed.keep(60.0)) == 1
    assert (timed.is_over, timed.wait_s(60.0), controls.nodes.killed) == (True, float("inf"), ["worker-1", "worker-2"])


def test_a_commanded_death_is_known_for_that_life_only() -> None:
    source = watched()
    node = source.traffic.nodes["worker-1"]
    timed = schedule(source, KillingOnly(), (0.0, "kill worker-1"))
    assert not timed.has_ended(node)
    timed.keep(0.0)
    assert timed.has_ended(node)
    source.traffic.take(Started(time.monotonic_ns(), "worker-1", role="worker", number=1, life=2))
    assert not timed.has_ended(node)


def test_a_failed_command_is_reported_and_counts_as_no_death() -> None:
    source = watched()
    timed = schedule(source, KillingOnly(), (0.0, "kill worker-9"), (0.0, "rate 5"))
    assert [(each.done, each.says) for each in timed.keep(0.0)] == [
        (False, "there is no worker-9"),
        (False, "/rate cannot be done here: these nodes cannot be made to send."),
    ]


def test_commands_left_over_at_the_end_are_reported_too() -> None:
    timed = schedule(watched(), None, (3.0, "kill worker-1"))
    assert [(each.done, each.says) for each in timed.give_up(1.0)] == [(False, "the run was over before 3 s")]
    assert timed.is_over
    assert len(timed.outcomes) == 1
