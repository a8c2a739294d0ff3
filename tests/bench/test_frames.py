"""The screen in a real terminal, under loads made of reports: its cost grows with what is visible, not with the rest.

Times are the CPU time of the screen's own thread, compared with each other; the limits leave room for noise.
"""

from __future__ import annotations

import functools
import statistics
import sys

import msgspec
import pytest

from zmqplay.bench.bench import Bench
from zmqplay.bench.case import Extent
from zmqplay.bench.cases import choose
from zmqplay.bench.cases.screen import KEYS, SCREEN, play
from zmqplay.bench.kit.load import Load
from zmqplay.bench.kit.measured_screen import Measured

SIZE = (120, 36)
SECONDS = 1.0
NOISE = 2.5
"""Two runs of the same load differ by less than this factor."""
FRAME_MS = 1_000 / 30
"""What is done between two frames takes no longer, even where a busy machine lets the reports of several pile up."""
MOST_BYTES = 120_000_000


@functools.cache
def measured(load: str) -> Measured:
    """The screen's figures under a load, given as JSON; each load is played once."""
    return play(msgspec.json.decode(load, type=Load), SIZE, SECONDS)[0]


def measured_under(load: Load) -> Measured:
    return measured(msgspec.json.encode(load).decode())


@pytest.mark.parametrize(
    ("little", "much"),
    [
        (Load(kept=1_000, rate=100), Load(kept=100_000, rate=100)),
        (Load(frames=1, rate=100), Load(frames=100, rate=100)),
        (Load("publish-subscribe", topics=10, rate=500), Load("publish-subscribe", topics=10_000, rate=500)),
        (Load(rate=1_000), Load(rate=1_000_000)),
    ],
    ids=["messages kept", "frames a message", "topics", "messages a second"],
)
def test_the_cost_of_a_frame_grows_with_what_is_visible_only(little: Load, much: Load) -> None:
    before, after = (statistics.median(measured_under(load).frames_ms) for load in (little, much))
    assert after < before * NOISE + 2, f"{before:.1f} ms, and {after:.1f} ms"


def test_a_hundred_thousand_messages_are_kept_in_little_memory() -> None:
    full = measured_under(Load(kept=100_000, rate=100))
    assert full.messages == 100_000
    if sys.platform == "linux":
        assert full.memory_bytes < MOST_BYTES


def test_every_key_is_drawn_under_reports_that_stand_for_ten_million_messages_a_second() -> None:
    flooded, answers_ms = play(Load(counts={"worker": 63}, rate=10_000_000), SIZE, SECONDS, keys=12)
    assert len(answers_ms) == 12
    assert max(answers_ms) < 5_000  # KEY_S: each was drawn
    assert statistics.median(flooded.frames_ms) < 100  # a processor of its own draws ten frames a second
    assert statistics.median(flooded.refreshes_ms) < FRAME_MS


def test_the_screens_cases_measure_each_of_their_figures() -> None:
    run = Bench(choose(["screen-16-workers"], short=True), Extent(rounds=4, seconds=0.6))
    run.measure(lambda _name, _done: None)
    assert run.failures == {}
    case = next(case for case in SCREEN if case.name == "screen-16-workers")
    assert [result.figure for result in run.results] == list(case.figures)
    assert all(result.value > 0 for result in run.results if "lag" not in result.figure.name)
    assert not any(result.fails for result in run.results)


def test_the_typed_keys_appear_nowhere_else_on_the_screen() -> None:
    assert not any(key.isascii() for key in KEYS)
    assert len(set(KEYS)) == len(KEYS)
