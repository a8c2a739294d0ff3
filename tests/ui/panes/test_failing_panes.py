"""A failing pane shows its failure in its place and is tried again; the screen and the other panes go on."""

from __future__ import annotations

from collections.abc import Hashable

import pytest

from tests.ui.panes.looking import Looking
from tests.ui.panes.mounted import mounted, shown
from tests.ui.panes.stories import tasks
from tests.ui.piloting import on_screen, playing, until
from zmqplay.control.guide import Guide
from zmqplay.ui.app import ZmqPlay
from zmqplay.ui.dialogs.journal import SentenceKind
from zmqplay.ui.draw.content import Content, Drawing, LazyLines, Scene
from zmqplay.ui.draw.ink import Ink, Line
from zmqplay.ui.draw.page import PanePage
from zmqplay.ui.panes import PANES
from zmqplay.ui.textual_private import lower_border
from zmqplay.ui.view import View


class Failing(Content):
    """A content that fails while it is told to, in one of its methods."""

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
    content, telling = Failing(at), tasks()
    async with mounted(content, (70, 6)) as (app, pilot):
        for _ in range(5):
            telling.now_ns += 1_000_000_000
            rows = await shown(app, pilot, telling)
            if at == "note":
                rows = await shown(app, pilot, telling)
            assert "A fault of zmqplay in this pane: ZeroDivisionError: by ␛[2J" in rows[1]
        assert [title for title, _ in app.failures] == ["A pane"]
        content.at = ""
        telling.now_ns += 1_000_000_000
        rows = await shown(app, pilot, telling)
        assert "line 0" in rows[1]
        assert "A fault" not in "".join(rows)


class Steady(Failing):
    """A failing content whose stamp never changes."""

    def stamp(self, scene: Scene) -> Hashable:
        del scene
        return "always the same"


def test_a_content_that_has_failed_is_tried_again_although_nothing_has_changed() -> None:
    content, telling = Steady(), tasks()
    app = Looking(content, (70, 6))
    assert "A fault" in app.shown(telling)[1]
    content.at = ""
    assert "line 0" in app.shown(telling)[1]


class Numbered(Failing):
    """A content that fails with another sentence each time."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number

    def stamp(self, _scene: Scene) -> Hashable:
        raise ValueError(str(self._number))


def test_a_content_reports_a_limited_number_of_different_failures() -> None:
    told: list[Exception] = []
    telling = tasks()
    scene = Scene(telling.traffic, View(), 0, lambda: Guide("", ""), 40, 5)
    page = PanePage(Failing(), told.append)
    for number in range(200):
        scene.now_ns += 1_000_000_000
        page.content = Numbered(number)
        assert page.is_due(scene)
    assert len(told) == 20


@pytest.mark.usefixtures("faults_are_meant")
@on_screen
async def test_a_failing_pane_leaves_the_screen_and_the_other_panes_as_they_are() -> None:
    async with playing() as (pilot, screen, source):
        page = screen.deck.panes["load"].page
        page.content = Failing()
        source.speech.send("producer-1", "Task 1")
        await until(pilot, lambda: page.failure)
        source.speech.send("producer-1", "Task 2")
        messages = screen.deck.panes["messages"]
        await until(pilot, lambda: "2 seen" in str(lower_border(messages)))
        assert isinstance(pilot.app, ZmqPlay)
        failed = [one for one in pilot.app.journal.sentences if one.kind is SentenceKind.FAILED]
        (told,) = failed
        assert (
            "could not draw the pane Load: ZeroDivisionError: by ␛[2J nothing; this is a fault of zmqplay" in told.text
        )
        assert any("_fail(" in line for line in told.detail)


@pytest.mark.usefixtures("faults_are_meant")
@pytest.mark.parametrize("name", [pane.name for pane in PANES])
@on_screen
async def test_each_pane_may_fail_and_one_line_in_its_place_says_so_while_keys_and_commands_go_on(name: str) -> None:
    pattern = {"topics": "publish-subscribe", "identities": "dealer-router"}.get(name, "push-pull")
    async with playing(pattern, (80, 24)) as (pilot, screen, source):
        page = screen.deck.panes[name].page
        page.content = Failing()
        screen.deck.bring(name)
        await until(pilot, lambda: page.failure)
        await pilot.press("colon", *"rate 5", "enter")
        await until(pilot, lambda: ("rate", 5.0) in source.asked)
        assert isinstance(pilot.app, ZmqPlay)
        (failed,) = [one for one in pilot.app.journal.sentences if one.kind is SentenceKind.FAILED]
        assert "ZeroDivisionError" in failed.text
