"""What holds for each pane, at each size."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual.geometry import Region
from textual.widget import Widget

from tests.ui.feeding import Feeding
from tests.ui.hostile import RAW
from tests.ui.panes.mounted import mounted, screen_rows, shown
from tests.ui.panes.stories import SIZES, hostile, news, requests, tasks
from tests.ui.piloting import on_screen
from zmqplay.model.traffic import Traffic
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.ui.draw.lines import LinePane
from zmqplay.ui.panes.code.code import Code
from zmqplay.ui.panes.doctor import Doctor
from zmqplay.ui.panes.frames.frames import Frames
from zmqplay.ui.panes.identities import Identities
from zmqplay.ui.panes.ladder.ladder import Ladder
from zmqplay.ui.panes.ledger.ledger import Ledger
from zmqplay.ui.panes.lesson import Lesson
from zmqplay.ui.panes.load.load import Load
from zmqplay.ui.panes.log.messages import Messages
from zmqplay.ui.panes.sockets import Sockets
from zmqplay.ui.panes.topics import Topics
from zmqplay.ui.panes.topology.topology import Topology
from zmqplay.ui.play.view import View

LINE_PANES: tuple[type[LinePane], ...] = (
    Topology,
    Messages,
    Ladder,
    Frames,
    Load,
    Topics,
    Identities,
    Sockets,
    Ledger,
    Doctor,
    Code,
)
ALL: tuple[type[Widget], ...] = (*LINE_PANES, Lesson)
STORIES: tuple[Callable[[], Feeding], ...] = (tasks, news, requests)


@pytest.mark.parametrize("size", [*SIZES, (45, 3), (160, 50)])
@pytest.mark.parametrize("pane", ALL)
@on_screen
async def test_each_row_is_exactly_as_wide_as_the_screen_and_has_the_border(
    pane: type[Widget], size: tuple[int, int]
) -> None:
    async with mounted(pane(), size) as (app, pilot):
        for story in STORIES:
            rows = await shown(app, pilot, story())
            assert rows[0].startswith(f"╭─ {pane.TITLE}")  # type: ignore[attr-defined]  # a Pane
            assert rows[0].endswith("╮")
            assert rows[-1].startswith("╰")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("pane", ALL)
@on_screen
async def test_nothing_hostile_reaches_the_screen(pane: type[Widget], size: tuple[int, int]) -> None:
    async with mounted(pane(), size) as (app, pilot):
        for story in STORIES:
            feeding = hostile(story())
            app.view.node = next(iter(feeding.nodes))
            for filtered in ("", "\x1b[/]") if pane in (Messages, Ladder) else ("",):
                app.view.filter = filtered
                rows = await shown(app, pilot, feeding)
                app.pane.scroll_end(animate=False, force=True)
                await pilot.pause()
                for row in rows + screen_rows(app):
                    assert row.isprintable()
                    assert not RAW & set(row)


@pytest.mark.parametrize("pane", LINE_PANES)
@on_screen
async def test_nothing_is_repainted_when_nothing_changed(pane: type[LinePane]) -> None:
    class Counted(pane):  # type: ignore[valid-type, misc]  # each of the panes in turn
        repainted = 0

        def refresh(
            self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
        ) -> LinePane:
            self.repainted += 1
            super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
            return self

    feeding = tasks()
    counted = Counted()
    async with mounted(counted, (80, 24)) as (app, pilot):
        await shown(app, pilot, feeding)
        await shown(app, pilot, feeding)
        before = counted.repainted
        for _ in range(5):
            counted.show(feeding.traffic, app.view, feeding.now_ns)
        assert counted.repainted == before


@pytest.mark.parametrize("pane", LINE_PANES)
@on_screen
async def test_a_paused_pane_stands_still_whatever_arrives(pane: type[LinePane]) -> None:
    for story in STORIES:
        feeding = story()
        async with mounted(pane(), (100, 24)) as (app, pilot):
            before = await shown(app, pilot, feeding)
            app.view.paused = True
            first, second = list(feeding.nodes)[:2]
            for number in range(20):
                feeding.send(first, [second], b"new %d" % number, key=b"new")
            feeding.work(second, 0.5)
            feeding.report()
            assert (await shown(app, pilot, feeding))[:-1] == before[:-1]


@pytest.mark.parametrize("pane", [pane for pane in LINE_PANES if pane.EMPTY])
@on_screen
async def test_an_empty_pane_says_what_would_fill_it(pane: type[LinePane]) -> None:
    feeding = Feeding(PUSH_PULL, {"producer": 0, "worker": 0})
    async with mounted(pane(), (60, 8)) as (app, pilot):
        rows = await shown(app, pilot, feeding)
        assert pane.EMPTY.split()[0] in rows[1]


@pytest.mark.parametrize("pane", ALL)
@on_screen
async def test_a_resized_or_rethemed_pane_draws_anew(pane: type[Widget]) -> None:
    feeding = tasks()
    async with mounted(pane(), (100, 30)) as (app, pilot):
        await shown(app, pilot, feeding)
        for width, height in ((40, 10), (130, 40), (30, 3), (90, 20)):
            await pilot.resize_terminal(width, height)
            rows = await shown(app, pilot, feeding)
            assert len(rows[0]) == width
        app.theme = "textual-light"
        await shown(app, pilot, feeding)


@pytest.mark.parametrize("pane", ALL)
@on_screen
async def test_another_session_replaces_the_first(pane: type[Widget]) -> None:
    async with mounted(pane(), (80, 24)) as (app, pilot):
        await shown(app, pilot, tasks())
        rows = await shown(app, pilot, news())
        assert not any("worker" in row for row in rows)


def test_a_pane_can_be_shown_before_it_is_mounted() -> None:
    for pane in ALL:
        traffic: Traffic = tasks().traffic
        pane().show(traffic, View(), 0)  # type: ignore[attr-defined]
