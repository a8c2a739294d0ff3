"""When a program that is slowed by sampling is looked at without it."""

from __future__ import annotations

from itertools import count, pairwise

import pytest

from zmqplay.trace.inside import suspicion
from zmqplay.trace.inside.suspicion import FEWEST, IN_A_ROW, Suspicion

WINDOW_NS = 33_000_000


@pytest.fixture
def suspects(monkeypatch: pytest.MonkeyPatch) -> Suspicion:
    """One whose windows follow each other."""
    clock = count(step=WINDOW_NS)
    monkeypatch.setattr(suspicion, "monotonic_ns", lambda: next(clock))
    return Suspicion()


def test_a_burst_is_not_suspect(suspects: Suspicion) -> None:
    assert [suspects.is_raised(100, 0, found=False) for _ in range(IN_A_ROW - 1)] == [False] * (IN_A_ROW - 1)


def test_a_program_that_hardly_waits_is_suspect(suspects: Suspicion) -> None:
    assert [suspects.is_raised(100, 0, found=False) for _ in range(IN_A_ROW)][-1]


def test_a_program_that_waits_or_passes_little_is_not(suspects: Suspicion) -> None:
    waiting = [suspects.is_raised(100, number * WINDOW_NS, found=False) for number in range(1, 50)]
    assert not any(waiting)
    assert not any(suspects.is_raised(FEWEST - 1, 0, found=False) for _ in range(50))


def test_looks_become_rarer_while_none_finds_a_flood(suspects: Suspicion) -> None:
    looks = [number for number in range(3_000) if suspects.is_raised(100, 0, found=False)]
    pauses = [later - earlier for earlier, later in pairwise(looks)]
    assert len(looks) > 3
    assert pauses == sorted(pauses)
    assert pauses[-1] > 2 * pauses[0]


def test_looks_stay_frequent_where_there_are_floods(suspects: Suspicion) -> None:
    looks = [suspects.is_raised(100, 0, found=True) for _ in range(100)]
    assert sum(looks) > 50
