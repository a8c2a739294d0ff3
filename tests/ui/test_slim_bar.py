"""The vertical scroll bar: a thumb of half a cell, which is at an end of the bar only at that end of the lines."""

from __future__ import annotations

import pytest
from textual.scrollbar import ScrollBar

from tests.ui.piloting import on_screen, playing
from zmqplay.ui.draw.slim_bar import THUMB, SlimBar


def drawn(size: int, lines: float, position: float) -> str:
    return "".join(part.text for part in SlimBar.render_bar(size, lines, size, position).segments)


@pytest.mark.parametrize("size", range(2, 40))
@pytest.mark.parametrize("lines", [41, 60, 1_000, 100_000])
def test_the_thumb_is_as_high_as_the_bar_at_every_position_and_never_leaves_it(size: int, lines: int) -> None:
    bars = [drawn(size, lines, at) for at in range(0, lines - size + 1, max(1, lines // 50))]
    assert {len(bar) for bar in bars} == {size}
    assert len({bar.count(THUMB) for bar in bars}) == 1
    assert all(THUMB in bar and " " in bar for bar in bars)


def test_the_thumb_touches_an_end_of_the_bar_only_at_that_end_of_the_lines() -> None:
    assert drawn(10, 1_000, 0).startswith(THUMB)
    assert drawn(10, 1_000, 990).endswith(THUMB)
    for position in (1, 500, 989):
        bar = drawn(10, 1_000, position)
        assert (bar[0], bar[-1]) == (" ", " ")


@pytest.mark.parametrize(("lines", "window"), [(10, 10), (5, 10), (0, 0)])
def test_where_all_lines_are_seen_there_is_no_thumb(lines: int, window: int) -> None:
    assert THUMB not in "".join(part.text for part in SlimBar.render_bar(10, lines, window, 0).segments)


@on_screen
async def test_every_scroll_bar_of_the_screen_is_drawn_this_way() -> None:
    async with playing() as (_, screen, _):
        assert all(bar.renderer is SlimBar for bar in screen.query(ScrollBar))
        assert screen.deck.panes["messages"].vertical_scrollbar.renderer is SlimBar
