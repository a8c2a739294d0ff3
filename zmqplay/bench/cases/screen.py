"""The screen's cost and its speed of answering: in a terminal, with the real driver, under loads made of reports."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from zmqplay.bench.case import Case, Extent, Figure, Measurement
from zmqplay.bench.kit.load import Load

if TYPE_CHECKING:
    from zmqplay.bench.kit.measured_screen import Measured

SIZES = ((80, 24), (120, 36), (200, 60))
DEADLINE_S = 20.0
KEY_S = 5.0
KEYS = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
"""Letters that appear nowhere else on the screen, so that each is noticed when it is drawn."""
PAUSE_S = 0.05
"""The pause between two keys; each is a little longer, so that keys fall on all moments of a frame."""


def play(load: Load, size: tuple[int, int], seconds: float, keys: int = 0) -> tuple[Measured, list[float]]:
    """Show a load, then type `keys` keys; return the screen's figures, and the milliseconds that each key took."""
    from zmqplay.bench.kit.measured_screen import Measured
    from zmqplay.bench.kit.terminal import Terminal  # Windows has no pseudo-terminals

    with tempfile.TemporaryDirectory(prefix="zmqplay-bench-") as directory:
        path = Path(directory, "measured")
        command = [sys.executable, "-m", "zmqplay.bench.kit.measured_screen", msgspec.json.encode(load).decode()]
        with Terminal([*command, str(seconds), str(path)], size) as terminal:
            if not terminal.read_until(path.exists, DEADLINE_S + seconds):
                raise RuntimeError(f"the screen did not come to its measurements (exit {terminal.process.poll()})")
            answers_ms = []
            for place, key in enumerate((KEYS * (keys // len(KEYS) + 1))[:keys]):
                terminal.read_for(PAUSE_S + place % 7 / 200)
                answer_ms = terminal.answer_ms(key, KEY_S)
                answers_ms.append(KEY_S * 1e3 if answer_ms is None else answer_ms)
            terminal.quit()
            return msgspec.json.decode(path.read_bytes(), type=Measured), answers_ms


def _seconds(extent: Extent) -> float:
    return extent.rounds * extent.seconds / 3


def measure(load: Load, sizes: Sequence[tuple[int, int]], extent: Extent) -> Iterator[Measurement]:
    """Yield everything that a user would notice, at each size."""
    for size in sizes:
        measured, answers_ms = play(load, size, _seconds(extent), min(len(KEYS), extent.rounds))
        at = f"{size[0]}x{size[1]}"
        yield from (Measurement(value, f"{at} frame") for value in measured.frames_ms)
        yield from (Measurement(value, f"{at} frame, p99") for value in measured.frames_ms)
        yield from (Measurement(value, f"{at} lag, p99") for value in measured.lags_ms)
        yield from (Measurement(value, f"{at} key") for value in answers_ms)
        yield from (Measurement(value, f"{at} key, p99") for value in answers_ms)
        yield Measurement(measured.cpu_share * 100, f"{at} of a core")


def _figures(
    sizes: Sequence[tuple[int, int]],
    frame_ms: float | None = None,
    frame_p99_ms: float | None = None,
    core: float | None = None,
    lag_ms: float | None = None,
    key_ms: float | None = None,
) -> tuple[Figure, ...]:
    found: list[Figure] = []
    for width, height in sizes:
        at = f"{width}x{height}"
        found += [
            Figure(f"{at} frame", "ms", at_most=frame_ms),
            Figure(f"{at} frame, p99", "ms", at_most=frame_p99_ms, quantile=0.99),
            Figure(f"{at} of a core", "%", at_most=core),
            Figure(f"{at} lag, p99", "ms", at_most=lag_ms, quantile=0.99),
            Figure(f"{at} key", "ms"),
            Figure(f"{at} key, p99", "ms", at_most=key_ms, quantile=0.99),
        ]
    return tuple(found)


def measure_growth(name: str, loads: Sequence[Load], extent: Extent) -> Iterator[Measurement]:
    """Measure every frame under each load; the result is the median."""
    for load in loads:
        measured, _ = play(load, (120, 36), _seconds(extent))
        yield from (Measurement(value, f"{name} {_size_of(name, load):,}") for value in measured.frames_ms)


def _size_of(name: str, load: Load) -> int:
    sizes = {"topics": load.topics, "frames": load.frames, "kept": load.kept}
    return sizes.get(name) or sum(load.counts.values()) + 1


def _growth(name: str, measures: str, loads: Sequence[Load]) -> Case:
    figures = tuple(Figure(f"{name} {_size_of(name, load):,}", "ms") for load in loads)
    return Case(f"growth-{name}", measures, figures, partial(measure_growth, name, loads), in_short=False)


def _case(
    name: str, measures: str, load: Load, sizes: Sequence[tuple[int, int]], in_short: bool = False, **goals: float
) -> Case:
    take: Callable[[Extent], Iterator[Measurement]] = partial(measure, load, sizes)
    return Case(name, measures, _figures(sizes, **goals), take, in_short=in_short)


WORKERS_16, WORKERS_63 = {"worker": 16}, {"worker": 63}
SCREEN = (
    _case("screen-idle", "the screen while nothing happens", Load(), SIZES, core=3),
    _case("screen-100", "the screen under 100 messages a second", Load(rate=100), SIZES),
    _case("screen-flood", "the screen under a flood of 300,000 messages a second", Load(rate=300_000), SIZES),
    _case("screen-64", "the screen with 64 nodes, 2,000 messages a second", Load(counts=WORKERS_63, rate=2_000), SIZES),
    _case(
        "screen-16-workers", "all panes of push-pull with 16 workers, traffic on every edge",
        Load(counts=WORKERS_16, rate=1_000), SIZES[1:], in_short=True, frame_ms=6, frame_p99_ms=10,
    ),
    _case(
        "screen-10-million", "the screen under reports that stand for 10 million messages a second, 64 nodes",
        Load(counts=WORKERS_63, rate=10_000_000), SIZES, core=35, lag_ms=10, key_ms=40,
    ),
    _growth("nodes", "a frame with 4 and with 64 nodes", [Load(counts={"worker": n}, rate=1_000) for n in (3, 63)]),
    _growth(
        "topics", "a frame with 10 and with 10,000 topics",
        [Load("publish-subscribe", topics=topics, rate=1_000) for topics in (10, 10_000)],
    ),
    _growth(
        "kept", "a frame with 1,000 and with 100,000 messages kept",
        [Load(kept=kept, rate=100) for kept in (1_000, 100_000)],
    ),
    _growth("frames", "a frame with 1 and with 100 frames a message", [Load(frames=n, rate=100) for n in (1, 100)]),
)  # fmt: skip
