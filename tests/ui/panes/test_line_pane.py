"""The widget of the panes: how often it draws, its borders, the mouse, its keys."""

from __future__ import annotations

import textwrap
from collections.abc import Hashable
from typing import Self

import pytest
from textual.binding import Binding
from textual.geometry import Region
from textual.widget import Widget

from tests.telling import Telling
from tests.ui.panes.mounted import PaneApp, mounted, screen_rows, shown
from tests.ui.panes.stories import tasks
from tests.ui.piloting import on_screen, until
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.ui.draw.content import NOT_MINE, Answer, Content, Drawing, PaneKey, Scene
from zmqplay.ui.draw.ink import Ink
from zmqplay.ui.draw.line_pane import LinePane
from zmqplay.ui.draw.selection import NodeMenuWanted, NodeSelected, RowSelected
from zmqplay.ui.draw.slots import SLOT_NS
from zmqplay.ui.panes import PANES
from zmqplay.ui.panes.load.load import LoadPane
from zmqplay.ui.panes.log.messages import MessagesPane

CONTENTS = {pane.name: pane.load() for pane in PANES}


# --- drawing


@on_screen
async def test_a_pane_that_comes_to_be_seen_is_blank_until_it_is_drawn_and_shows_nothing_old() -> None:
    telling = tasks()
    async with mounted(MessagesPane(), (80, 24)) as (app, pilot):
        pane = app.pane
        pane.display = False
        await until(pilot, lambda: not pane.size)
        app.telling = telling
        pane.show(telling.traffic, app.view, telling.now_ns)
        assert not any(pane.render_line(y).text.strip() for y in range(20))
        pane.display = True
        await until(pilot, lambda: any("producer-1 →" in row for row in screen_rows(app)))
        pane.display = False
        await until(pilot, lambda: not pane.render_line(1).text.strip())
        pane.display = True
        await until(pilot, lambda: any("producer-1 →" in row for row in screen_rows(app)))


@on_screen
async def test_what_changes_all_the_time_is_drawn_in_its_turn_and_the_first_change_after_a_rest_at_once() -> None:
    class Counted(MessagesPane):
        drawn = 0

        def draw(self, scene: Scene, ink: Ink) -> Drawing:
            self.drawn += 1
            return super().draw(scene, ink)

    content, telling = Counted(), tasks()
    async with mounted(content, (80, 24)) as (app, pilot):
        await shown(app, pilot, telling)
        now_ns = (telling.now_ns // SLOT_NS + 60) * SLOT_NS

        def drawn_in(slots: int) -> int:
            nonlocal now_ns
            before = content.drawn
            for _ in range(slots):
                now_ns += SLOT_NS
                telling.traffic.messages.version += 1
                app.pane.show(telling.traffic, app.view, now_ns)
            return content.drawn - before

        assert drawn_in(1) == 1
        assert drawn_in(10 * content.every) == 10
        app.view.time_mode = app.view.time_mode.step()
        assert drawn_in(1) == 1  # the user selected another node


@pytest.mark.parametrize("name", [name for name, make in CONTENTS.items() if make().empty])
@on_screen
async def test_a_pane_that_has_nothing_to_show_yet_says_so_across_its_whole_width(name: str) -> None:
    content = CONTENTS[name]()
    async with mounted(content, (100, 12)) as (app, pilot):
        rows = await shown(app, pilot, Telling(PUSH_PULL, {"producer": 0, "worker": 0}))
        assert textwrap.wrap(content.empty, app.pane.area.width)[0] in rows[1]


@pytest.mark.parametrize("name", CONTENTS)
@on_screen
async def test_nothing_is_repainted_when_nothing_changed(name: str) -> None:
    class Counted(LinePane):
        repainted = 0

        def refresh(
            self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
        ) -> Self:
            self.repainted += 1
            super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
            return self

    telling = tasks()
    app = PaneApp(CONTENTS[name]())
    counted = app.pane = Counted("A pane", CONTENTS[name](), app.guide, print)
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(app, pilot, telling)
        await shown(app, pilot, telling)
        before = counted.repainted
        assert before
        for _ in range(5):
            counted.show(telling.traffic, app.view, telling.now_ns)
        assert counted.repainted == before


@on_screen
async def test_each_row_that_differs_is_repainted_also_where_the_head_comes_or_goes() -> None:
    repainted: set[int] = set()

    class Noted(LinePane):
        def refresh(
            self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
        ) -> Self:
            repainted.update(region.y for region in regions)
            super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
            return self

    telling = tasks()
    app = PaneApp(MessagesPane())
    pane = app.pane = Noted("A pane", MessagesPane(), app.guide, print)
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(app, pilot, telling)
        for asked in ("Task 3", "nothing", "", "nothing", "Task 3"):
            before = [pane.render_line(y).text for y in range(pane.area.height)]
            repainted.clear()
            app.view.filter = asked
            pane.show(telling.traffic, app.view, telling.now_ns)
            after = [pane.render_line(y).text for y in range(pane.area.height)]
            differing = {y for y in range(len(after)) if after[y] != before[y]}
            assert differing
            assert differing <= repainted


@pytest.mark.parametrize("name", ["topology", "messages", "frames", "load"])
@pytest.mark.parametrize("size", [(80, 24), (40, 6), (30, 3)])
@on_screen
async def test_rows_stand_between_the_borders_as_textual_would_draw_them(name: str, size: tuple[int, int]) -> None:
    telling = tasks()
    async with mounted(CONTENTS[name](), size) as (app, pilot):
        await shown(app, pilot, telling)
        whole = Region(0, 0, *app.pane.outer_size)
        for theme in ("textual-light", "textual-dark"):
            app.theme = theme
            app.pane.border_title = f"a title in {theme}"
            await shown(app, pilot, telling)
            ours, textuals = app.pane.render_lines(whole), Widget.render_lines(app.pane, whole)
            assert [strip.text for strip in ours] == [strip.text for strip in textuals]
            for row, other in zip(ours, textuals, strict=True):
                assert list(row.crop(0, 1)) == list(other.crop(0, 1))
                assert list(row.crop(whole.width - 1)) == list(other.crop(whole.width - 1))


# --- the mouse, the keys, scrolling


@on_screen
async def test_a_click_selects_and_a_right_click_asks_for_the_menu_at_its_cell() -> None:
    async with mounted(LoadPane(), (100, 10)) as (app, pilot):
        rows = await shown(app, pilot, tasks())
        y = next(at for at, row in enumerate(rows) if "worker-2" in row)
        await pilot.click(offset=(5, y))
        assert app.view.node == "worker-2"
        await pilot.click(offset=(5, y + 1), button=3)
        await pilot.pause()
        assert app.heard == [NodeSelected("worker-2"), NodeMenuWanted("worker-3", (5, y + 1))]


@on_screen
async def test_the_wheel_holds_the_log_and_end_lets_it_follow_again() -> None:
    content, telling = MessagesPane(), tasks(100)
    async with mounted(content, (80, 24)) as (app, pilot):
        before = await shown(app, pilot, telling)
        app.pane.scroll_to(y=app.pane.scroll_offset.y - 3, animate=False, force=True)
        await pilot.pause()
        held = screen_rows(app)
        assert not content.is_following
        assert [row[:-2] for row in held[5:-1]] == [row[:-2] for row in before[2:-4]]
        telling.send("producer-1", ["worker-1"], b"Task x")
        telling.report()
        assert [row[:-2] for row in (await shown(app, pilot, telling))[1:-1]] == [row[:-2] for row in held[1:-1]]
        await pilot.press("end")
        assert "Task x" in (await shown(app, pilot, telling))[-2]
        assert app.heard == [RowSelected(None)]


@on_screen
async def test_the_selected_row_is_brought_into_view_and_stays_through_a_resize() -> None:
    telling = tasks(100)
    async with mounted(MessagesPane(), (80, 24)) as (app, pilot):
        await shown(app, pilot, telling)
        app.view.row, app.view.message = 3, telling.traffic.messages.row(3)
        assert any("Task 3 " in row for row in await shown(app, pilot, telling))
        for size in ((60, 10), (100, 30)):
            await pilot.resize_terminal(*size)
            assert any("Task 3 " in row for row in await shown(app, pilot, telling))


class Doubtful(Content):
    """A content that answers the key x every second time."""

    def __init__(self) -> None:
        self.keys = (PaneKey("x,y", "What it likes", self._press),)
        self.pressed = 0

    def _press(self, _scene: Scene) -> Answer:
        self.pressed += 1
        return NOT_MINE if self.pressed % 2 else NodeSelected("worker-1")

    def stamp(self, scene: Scene) -> Hashable:
        return scene.now_ns

    def draw(self, scene: Scene, ink: Ink) -> Drawing:
        return Drawing([[(f"pressed {self.pressed} times, {scene.width} wide", ink())]])


@on_screen
async def test_a_key_that_means_nothing_to_the_content_is_the_screens() -> None:
    class Screened(PaneApp):
        BINDINGS = [Binding("x", "count")]  # noqa: RUF012  # Textual's word
        counted = 0

        def action_count(self) -> None:
            self.counted += 1

    app = Screened(Doubtful())
    async with app.run_test(size=(40, 6)) as pilot:
        await shown(app, pilot, tasks())
        await pilot.press("x")
        assert (app.counted, app.heard) == (1, [])
        await pilot.press("x")
        assert (app.counted, app.heard) == (1, [NodeSelected("worker-1")])
        assert "pressed 2 times" in (await shown(app, pilot, tasks()))[1]
