"""The widget of the panes: how often it draws, its borders, the mouse, its keys, and what a pane that fails shows."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Self

import pytest
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.geometry import Region
from textual.widget import Widget

from tests.ui.panes.looking import Looking
from tests.ui.panes.mounted import PaneApp, mounted, screen_rows, shown
from tests.ui.panes.stories import tasks
from tests.ui.piloting import on_screen, playing, until
from zmqplay.control.source import Guide
from zmqplay.session.guide import guide_of
from zmqplay.ui.dialogs.journal import Manner
from zmqplay.ui.draw.content import NOT_MINE, Answer, Content, Drawing, LazyLines, PaneKey, Scene
from zmqplay.ui.draw.ink import Ink, Line
from zmqplay.ui.draw.line_pane import LinePane
from zmqplay.ui.draw.page import Page
from zmqplay.ui.draw.selection import NodeMenuWanted, NodeSelected, RowSelected
from zmqplay.ui.draw.slots import SLOT_NS
from zmqplay.ui.panes import PANES, PaneEntry, Place
from zmqplay.ui.panes.load.load import LoadPane
from zmqplay.ui.panes.log.messages import MessagesPane
from zmqplay.ui.play.deck import Deck
from zmqplay.ui.play.view import View
from zmqplay.ui.textual_private import lower_border, upper_border

CONTENTS = {pane.name: pane.load() for pane in PANES}


# --- drawing


@on_screen
async def test_what_changes_all_the_time_is_drawn_in_its_turn_and_the_first_change_after_a_rest_at_once() -> None:
    class Counted(MessagesPane):
        drawn = 0

        def draw(self, scene: Scene, ink: Ink) -> Drawing:
            self.drawn += 1
            return super().draw(scene, ink)

    content, feeding = Counted(), tasks()
    async with mounted(content, (80, 24)) as (app, pilot):
        await shown(app, pilot, feeding)
        now_ns = (feeding.now_ns // SLOT_NS + 60) * SLOT_NS

        def drawn_in(slots: int) -> int:
            nonlocal now_ns
            before = content.drawn
            for _ in range(slots):
                now_ns += SLOT_NS
                feeding.traffic.messages.version += 1
                app.pane.show(feeding.traffic, app.view, now_ns)
            return content.drawn - before

        assert drawn_in(1) == 1
        assert drawn_in(10 * content.every) == 10
        app.view.time_mode = app.view.time_mode.step()
        assert drawn_in(1) == 1  # the user looks at something else


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

    feeding = tasks()
    app = PaneApp(CONTENTS[name]())
    counted = app.pane = Counted("A pane", CONTENTS[name](), app.guide, print)
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(app, pilot, feeding)
        await shown(app, pilot, feeding)
        before = counted.repainted
        assert before
        for _ in range(5):
            counted.show(feeding.traffic, app.view, feeding.now_ns)
        assert counted.repainted == before


@pytest.mark.parametrize("name", ["topology", "messages", "frames", "load"])
@pytest.mark.parametrize("size", [(80, 24), (40, 6), (30, 3)])
@on_screen
async def test_rows_stand_between_the_borders_as_textual_would_draw_them(name: str, size: tuple[int, int]) -> None:
    feeding = tasks()
    async with mounted(CONTENTS[name](), size) as (app, pilot):
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
    content, feeding = MessagesPane(), tasks(100)
    async with mounted(content, (80, 24)) as (app, pilot):
        before = await shown(app, pilot, feeding)
        app.pane.scroll_to(y=app.pane.scroll_offset.y - 3, animate=False, force=True)
        await pilot.pause()
        held = screen_rows(app)
        assert not content.is_following
        assert [row[:-2] for row in held[4:-1]] == [row[:-2] for row in before[1:-4]]
        feeding.send("producer-1", ["worker-1"], b"Task x")
        feeding.report()
        assert [row[:-2] for row in (await shown(app, pilot, feeding))[1:-1]] == [row[:-2] for row in held[1:-1]]
        await pilot.press("end")
        assert "Task x" in (await shown(app, pilot, feeding))[-2]
        assert app.heard == [RowSelected(None)]


@on_screen
async def test_the_selected_row_is_brought_into_view_and_stays_through_a_resize() -> None:
    feeding = tasks(100)
    async with mounted(MessagesPane(), (80, 24)) as (app, pilot):
        await shown(app, pilot, feeding)
        app.view.row, app.view.message = 3, feeding.traffic.messages.row(3)
        assert any("Task 3 " in row for row in await shown(app, pilot, feeding))
        for size in ((60, 10), (100, 30)):
            await pilot.resize_terminal(*size)
            assert any("Task 3 " in row for row in await shown(app, pilot, feeding))


class Doubtful(Content):
    """Takes the key x every second time."""

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


# --- a pane that fails


class Failing(Content):
    """Cannot be drawn while it is told to fail."""

    def __init__(self, at: str = "draw") -> None:
        self.at = at

    def stamp(self, scene: Scene) -> Hashable:
        self._fail("stamp")
        return scene.now_ns

    def draw(self, scene: Scene, ink: Ink) -> Drawing:
        del scene
        self._fail("draw")

        def line(index: int) -> Line:
            self._fail("line")
            return [(f"line {index}", ink())]

        return Drawing(LazyLines(5, line))

    def note(self, scene: Scene) -> str:
        self._fail("note")
        return str(scene.count)

    def _fail(self, at: str) -> None:
        if at == self.at:
            raise ZeroDivisionError("by \x1b[2J nothing")


@pytest.mark.parametrize("at", ["stamp", "draw", "line", "note"])
@on_screen
async def test_a_pane_that_fails_says_so_in_its_place_once_in_the_journal_and_is_tried_again(at: str) -> None:
    content, feeding = Failing(at), tasks()
    async with mounted(content, (70, 6)) as (app, pilot):
        for _ in range(5):
            feeding.now_ns += 1_000_000_000
            rows = await shown(app, pilot, feeding)
            if at == "note":
                rows = await shown(app, pilot, feeding)
            assert "This pane cannot be drawn: ZeroDivisionError: by ␛[2J nothing" in rows[1]
        assert [title for title, _ in app.failures] == ["A pane"]
        content.at = ""
        feeding.now_ns += 1_000_000_000
        rows = await shown(app, pilot, feeding)
        assert "line 0" in rows[1]
        assert "cannot be drawn" not in "".join(rows)


class Steady(Failing):
    """Fails although nothing changes."""

    def stamp(self, scene: Scene) -> Hashable:
        del scene
        return "always the same"


def test_a_content_that_has_failed_is_tried_again_although_nothing_has_changed() -> None:
    content, feeding = Steady(), tasks()
    app = Looking(content, (70, 6))
    assert "cannot be drawn" in app.shown(feeding)[1]
    content.at = ""
    assert "line 0" in app.shown(feeding)[1]


class Numbered(Failing):
    """Fails with another sentence each time."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number

    def stamp(self, _scene: Scene) -> Hashable:
        raise ValueError(str(self._number))


def test_only_so_many_failures_of_a_content_are_told() -> None:
    told: list[Exception] = []
    feeding = tasks()
    scene = Scene(feeding.traffic, View(), 0, lambda: Guide("", ""), 40, 5)
    page = Page(Failing(), told.append)
    for number in range(200):
        scene.now_ns += 1_000_000_000
        page.content = Numbered(number)
        assert page.is_due(scene)
    assert len(told) == 20


@on_screen
async def test_a_failing_pane_leaves_the_screen_and_the_other_panes_as_they_are() -> None:
    async with playing() as (pilot, screen, session):
        page = screen.deck.panes["load"].page
        page.content = Failing()
        session.send("producer-1", "Task 1")
        await until(pilot, lambda: page.failure)
        session.send("producer-1", "Task 2")
        messages = screen.deck.panes["messages"]
        await until(pilot, lambda: "2 seen" in str(lower_border(messages)))
        failed = [one for one in screen.hint.said.sentences if one.manner is Manner.FAILED]
        assert [one.text for one in failed] == ["Load cannot be drawn: ZeroDivisionError: by ␛[2J nothing"]
        assert any("_fail(" in line for line in failed[0].detail)


# --- a pane of one's own


class CountPane(Content):
    """How many messages were sent, in a sentence."""

    empty = "Nothing was sent yet."

    def stamp(self, scene: Scene) -> Hashable:
        return scene.traffic.ledger.totals.sent

    def draw(self, scene: Scene, ink: Ink) -> Drawing:
        sent = scene.traffic.ledger.totals.sent
        return Drawing([[("sent ", ink("muted")), (str(sent), ink("accent", bold=True))]] if sent else ())


COUNT = PaneEntry("count", "Count", f"{__name__}:CountPane", Place.READING)


class DeckApp(App[None]):
    """Shows a deck of panes."""

    def __init__(self, deck: Deck) -> None:
        super().__init__()
        self.deck = deck

    def compose(self) -> ComposeResult:
        yield self.deck


@on_screen
async def test_a_pane_of_ones_own_is_one_small_class_and_one_line() -> None:
    feeding = tasks(7)
    deck = Deck((), lambda: guide_of(feeding.pattern), print, panes=(*PANES, COUNT))
    async with DeckApp(deck).run_test(size=(120, 36)) as pilot:
        await deck.fill()
        deck.bring("count")
        await pilot.pause()
        deck.show(feeding.traffic, View(), feeding.now_ns)
        pane = deck.panes["count"]
        await until(pilot, lambda: "sent 7" in pane.render_line(0).text)
        assert "Count" in str(upper_border(pane))


def test_the_same_pane_without_an_app() -> None:
    app = Looking(CountPane(), (40, 5))
    assert "Nothing was sent yet." in app.shown(tasks(0))[1]
    assert "sent 7" in app.shown(tasks(7))[1]
