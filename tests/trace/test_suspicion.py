"""When a program that is slowed by sampling is looked at without it."""

from __future__ import annotations

from itertools import count, pairwise

import pytest

from zmqplay.trace.inside import suspicion
from zmqplay.trace.inside.suspicion import IN_A_ROW, SHARE, Suspicion

WINDOW_NS = 33_000_000
MUCH = WINDOW_NS // 2


@pytest.fixture
def suspects(monkeypatch: pytest.MonkeyPatch) -> Suspicion:
    """One whose windows follow each other."""
    clock = count(step=WINDOW_NS)
    monkeypatch.setattr(suspicion, "monotonic_ns", lambda: next(clock))
    return Suspicion()


def test_a_burst_is_not_suspect(suspects: Suspicion) -> None:
    assert not any(suspects.is_raised(MUCH, found=False) for _ in range(IN_A_ROW - 1))


def test_a_program_that_is_slowed_is_looked_at(suspects: Suspicion) -> None:
    assert any(suspects.is_raised(MUCH, found=False) for _ in range(40))


def test_a_program_that_spends_little_is_not(suspects: Suspicion) -> None:
    assert not any(suspects.is_raised(WINDOW_NS // SHARE, found=False) for _ in range(1_000))


def test_looks_become_rarer_while_none_finds_a_flood(suspects: Suspicion) -> None:
    looks = [number for number in range(3_000) if suspects.is_raised(MUCH, found=False)]
    pauses = [later - earlier for earlier, later in pairwise(looks)]
    assert len(looks) > 3
    assert pauses == sorted(pauses)
    assert pauses[-1] > 2 * pauses[0]


def test_looks_stay_frequent_where_there_are_floods(suspects: Suspicion) -> None:
    assert sum(suspects.is_raised(MUCH, found=True) for _ in range(160)) >= 9
