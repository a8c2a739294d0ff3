"""A window's messages count as many as they would be on a machine that is not busy."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pytest

from tests.trace.tracing import command, traced
from zmqplay.node.tap.capture import CALM, LOADED
from zmqplay.trace.inside import starved
from zmqplay.trace.inside.starved import BURST, Starved

THREAD, WINDOW_NS = 77, 33_000_000


@pytest.fixture
def starving(monkeypatch: pytest.MonkeyPatch) -> Starved:
    """One of whose threads THREAD waits nine tenths of each window, and others never."""
    clock, waited = count(step=WINDOW_NS), count(step=WINDOW_NS * 9 // 10)
    monkeypatch.setattr(starved, "monotonic_ns", lambda: next(clock))
    monkeypatch.setattr(starved, "waited_by", lambda thread: next(waited) if thread == THREAD else 5)
    return Starved()


def test_a_thread_that_waits_for_a_processor_would_have_passed_more(starving: Starved) -> None:
    assert starving.projected(40, [THREAD]) == 40  # nothing is known yet
    assert starving.projected(40, [THREAD]) in range(390, 411)
    assert starving.projected(40, [THREAD]) > CALM


def test_a_thread_that_waits_for_none_has_passed_what_it_has(starving: Starved) -> None:
    assert [starving.projected(100, [1]) for _ in range(3)] == [100] * 3


def test_a_few_messages_are_no_flood_on_any_machine(starving: Starved) -> None:
    assert [starving.projected(LOADED, [THREAD]) for _ in range(3)] == [LOADED] * 3


def test_a_burst_of_some_hundred_messages_is_shown_whole(starving: Starved) -> None:
    assert not any(starving.hurries(100, THREAD) for _ in range(1 + BURST // 100))  # at first nothing is known
    assert starving.hurries(100, THREAD)


def test_what_comes_after_a_calm_window_is_another_burst(starving: Starved) -> None:
    assert not any(starving.hurries(passed, THREAD) for _ in range(10) for passed in (500, 500, 1))


def test_a_program_that_sends_without_a_pause_is_soon_sampled_only_here_and_there(tmp_path: Path) -> None:
    _, (told,) = traced(command("ending", "60000", "return"), tmp_path)
    assert told.counts("PUSH") == [(60_000, 0)]
    assert len(told.samples) < 20_000
