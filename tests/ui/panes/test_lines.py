"""The ground of the panes: how often it draws, and that its borders are those that Textual would draw."""

from __future__ import annotations

import pytest
from textual.geometry import Region
from textual.widget import Widget

from tests.ui.panes.mounted import mounted, shown
from tests.ui.panes.stories import tasks
from tests.ui.piloting import on_screen
from zmqplay.ui.draw.lines import SLOT_NS, LinePane
from zmqplay.ui.panes.frames.frames import Frames
from zmqplay.ui.panes.load.load import Load
from zmqplay.ui.panes.log.messages import Messages
from zmqplay.ui.panes.topology.topology import Topology

PANES: tuple[type[LinePane], ...] = (Topology, Messages, Frames, Load)


@on_screen
async def test_what_changes_all_the_time_is_drawn_in_its_turn_and_the_first_change_after_a_rest_at_once() -> None:
    class Counted(Messages):
        drawn = 0

        def draw(self) -> None:
            self.drawn += 1
            super().draw()

    pane, feeding = Counted(), tasks()
    async with mounted(pane, (80, 24)) as (app, pilot):
        await shown(app, pilot, feeding)
        now_ns = (feeding.now_ns // SLOT_NS + 60) * SLOT_NS

        def drawn_in(slots: int) -> int:
            nonlocal now_ns
            before = pane.drawn
            for _ in range(slots):
                now_ns += SLOT_NS
                feeding.traffic.messages.version += 1
                pane.show(feeding.traffic, app.view, now_ns)
            return pane.drawn - before

        assert drawn_in(1) == 1
        assert drawn_in(10 * pane.EVERY) == 10
        app.view.time_mode = app.view.time_mode.step()
        assert drawn_in(1) == 1  # the user looks at something else


@pytest.mark.parametrize("pane", PANES)
@pytest.mark.parametrize("size", [(80, 24), (40, 6), (30, 3)])
@on_screen
async def test_rows_stand_between_the_borders_as_textual_would_draw_them(
    pane: type[LinePane], size: tuple[int, int]
) -> None:
    feeding = tasks()
    async with mounted(pane(), size) as (app, pilot):
        await shown(app, pilot, feeding)
        whole = Region(0, 0, *app.pane.outer_size)
        for theme in ("textual-light", "textual-dark"):
            app.theme = theme
            app.pane.border_title = f"a title in {theme}"
            await shown(app, pilot, feeding)
            ours, textuals = app.pane.render_lines(whole), Widget.render_lines(app.pane, whole)
            assert [strip.text for strip in ours] == [strip.text for strip in textuals]
            for row, other in zip(ours, textuals, strict=True):
                assert list(row.crop(0, 1)) == list(other.crop(0, 1))
                assert list(row.crop(whole.width - 1)) == list(other.crop(whole.width - 1))
