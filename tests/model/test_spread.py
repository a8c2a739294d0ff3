"""The spread of durations."""

from __future__ import annotations

from zmqplay.model.spread import BOUNDS_MS, KEPT, Spread

MS = 1_000_000


def test_without_durations_there_are_no_figures() -> None:
    assert Spread().percentile_ms(0.5) is None
    assert sum(Spread().histogram()) == 0


def test_percentiles_describe_the_latest_durations() -> None:
    spread = Spread(number * MS for number in range(1, 101))
    assert (spread.percentile_ms(0.5), spread.percentile_ms(0.99), spread.percentile_ms(1)) == (51, 100, 100)
    spread.extend([7 * MS] * KEPT)
    assert spread.percentile_ms(0.99) == 7
    assert len(spread.last_ns) == KEPT


def test_a_histogram_counts_each_duration_once_and_those_above_all_bounds_last() -> None:
    bars = Spread([50_000, 150_000, 150_000, 2_000 * MS]).histogram()
    assert len(bars) == len(BOUNDS_MS) + 1
    assert (bars[0], bars[1], bars[-1], sum(bars)) == (1, 2, 1, 4)
