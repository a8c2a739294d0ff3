"""The places of the panes: every pane has one at every size, and together they fill the deck."""

from __future__ import annotations

import itertools

import pytest
from textual.geometry import Size

from zmqplay.patterns import PATTERNS
from zmqplay.patterns.pattern import Pattern
from zmqplay.ui.panes import PANES, Place
from zmqplay.ui.play.proportions import Proportions
from zmqplay.ui.play.stacks import columns, without
from zmqplay.ui.play.tabs import Tab, tabs

LEFT = ("topology", "load", "ledger", "doctor", "code", "lesson", "sockets")
"""All panes of the left column."""
SIZES = ((60, 13), (80, 19), (99, 40), (100, 30), (120, 31), (160, 29), (200, 55), (220, 43), (240, 65), (400, 100))


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.name)
@pytest.mark.parametrize("size", SIZES)
def test_every_pane_has_one_place_at_every_size(size: tuple[int, int], pattern: Pattern) -> None:
    named = [name for column in columns(pattern.panes, *size) for stack in column for name in stack]
    wanted = [pane.name for pane in PANES if pane.place is not Place.OWN or pane.name in pattern.panes]
    assert sorted(named) == sorted(wanted)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "hidden",
    [(), ("topology",), ("load", "messages"), LEFT],
)
def test_what_is_shown_fills_the_deck_and_nothing_overlaps(size: tuple[int, int], hidden: tuple[str, ...]) -> None:
    shown = without(columns(("load",), *size), hidden)
    regions = Proportions().regions([[stack[0] for stack in column] for column in shown], Size(*size))
    assert sum(region.area for region in regions.values()) == size[0] * size[1]
    assert not any(one.overlaps(other) for one, other in itertools.combinations(regions.values(), 2))
    assert not set(regions) & set(hidden)


def test_a_large_terminal_shows_the_ladder_and_the_doctor_of_themselves() -> None:
    fronts = {stack[0] for column in columns(("load",), 240, 65) for stack in column}
    assert {"topology", "load", "ledger", "messages", "frames", "ladder", "doctor"} <= fronts


@pytest.mark.parametrize("front", ["topology", "ladder", "sockets"])
def test_no_name_in_a_border_is_cut(front: str) -> None:
    titles = {pane.name: pane.title for pane in PANES}
    letters = {pane.name: pane.letter for pane in PANES}
    stack = [Tab(name, titles[name], letters[name]) for name in columns(("load",), 60, 13)[0][0]]
    for room in range(20, 130):
        shown = tabs(stack, front, room, marked=True)
        assert shown.cell_length <= room
        assert titles[front] in shown.plain
        assert set(shown.plain.split()) <= {*titles.values(), "‹", "›", "≡"}
        assert "≡" in shown.plain
