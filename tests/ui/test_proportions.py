"""The sizes of columns and panes: borders move by steps, nothing gets too small, and nothing is ever left uncovered."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st
from textual.geometry import Size

from zmqplay.ui.play.proportions import LEAST_HEIGHT, LEAST_WIDTH, WIDTH_STEP, Proportions

GRID = (("topology", "load"), ("messages", "frames"))
VAST = (("topology", "load", "ledger"), ("messages", "frames"), ("ladder",))
SIZE = Size(120, 31)


def test_what_one_column_gains_the_other_loses() -> None:
    proportions = Proportions()
    before = proportions.regions(GRID, SIZE)
    assert proportions.widen(GRID, SIZE, "messages", 1)
    after = proportions.regions(GRID, SIZE)
    for name, by in (("topology", -WIDTH_STEP), ("load", -WIDTH_STEP), ("messages", WIDTH_STEP)):
        assert after[name].width == before[name].width + by
        assert after[name].height == before[name].height


def test_a_pane_gets_taller_in_its_own_column_only() -> None:
    proportions = Proportions()
    before = proportions.regions(GRID, SIZE)
    assert proportions.heighten(GRID, SIZE, "frames", 1)
    after = proportions.regions(GRID, SIZE)
    assert after["frames"].height == before["frames"].height + 1
    assert after["messages"].height == before["messages"].height - 1
    assert after["load"] == before["load"]


def test_a_pane_that_can_give_no_more_lets_the_next_one_give() -> None:
    proportions, size = Proportions(), Size(240, 55)
    while proportions.regions(VAST, size)["load"].height > LEAST_HEIGHT:
        assert proportions.heighten(VAST, size, "topology", 1)
    before = proportions.regions(VAST, size)
    assert proportions.heighten(VAST, size, "topology", 1)
    after = proportions.regions(VAST, size)
    assert after["load"].height == LEAST_HEIGHT
    assert after["ledger"].height == before["ledger"].height - 1


def test_no_pane_gets_smaller_than_it_can_be_drawn() -> None:
    proportions = Proportions()
    while proportions.widen(GRID, SIZE, "topology", 1):
        pass
    while proportions.heighten(GRID, SIZE, "frames", -1):
        pass
    regions = proportions.regions(GRID, SIZE)
    assert regions["messages"].width == LEAST_WIDTH
    assert regions["frames"].height == LEAST_HEIGHT


def test_each_number_of_columns_has_its_own_widths() -> None:
    proportions = Proportions()
    before = proportions.regions(VAST, Size(240, 55))
    proportions.widen(GRID, SIZE, "topology", 1)
    assert proportions.regions(VAST, Size(240, 55)) == before


@given(
    st.sampled_from([GRID, VAST, (("frames",),)]),
    st.integers(60, 400), st.integers(13, 100),
    st.lists(st.tuples(st.booleans(), st.integers(0, 5), st.sampled_from([1, -1])), max_size=40),
    st.dictionaries(
        st.sampled_from(["2 columns", "3 columns", "column 1 of 2, 2 panes", "column 1 of 3, 3 panes"]),
        st.lists(st.integers(1, 10_000), max_size=4),
    ),
)  # fmt: skip
def test_whatever_is_done_or_remembered_the_panes_fill_the_deck(
    grid: tuple[tuple[str, ...], ...],
    width: int,
    height: int,
    moves: list[tuple[bool, int, int]],
    remembered: dict[str, list[int]],
) -> None:
    proportions, size, names = Proportions(), Size(width, height), [*itertools.chain(*grid)]
    proportions.lengths = remembered
    for is_wide, at, by in moves:
        name = names[at % len(names)]
        (proportions.widen if is_wide else proportions.heighten)(grid, size, name, by)
        regions = proportions.regions(grid, size)
        assert sum(region.area for region in regions.values()) == size.area
        assert not any(one.overlaps(other) for one, other in itertools.combinations(regions.values(), 2))
        if width >= LEAST_WIDTH * len(grid):
            assert min(region.width for region in regions.values()) >= LEAST_WIDTH
        if height >= LEAST_HEIGHT * max(map(len, grid)):
            assert min(region.height for region in regions.values()) >= LEAST_HEIGHT
