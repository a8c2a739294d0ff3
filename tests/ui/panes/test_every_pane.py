"""Tests that hold for each pane, at each size."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.telling import Telling
from tests.ui.hostile import RAW
from tests.ui.panes.looking import Looking
from tests.ui.panes.mounted import mounted, shown
from tests.ui.panes.stories import SIZES, hostile, news, requests, tasks
from tests.ui.piloting import on_screen
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.ui import panes
from zmqplay.ui.draw.content import Content
from zmqplay.ui.panes import PANES

STORIES: tuple[Callable[[], Telling], ...] = (tasks, news, requests)
CONTENTS = {pane.name: pane.load() for pane in PANES}
FILTERED = ("messages", "ladder")

each_pane = pytest.mark.parametrize("name", CONTENTS)


@each_pane
@on_screen
async def test_each_row_is_exactly_as_wide_as_the_screen_and_has_the_border(name: str) -> None:
    async with mounted(CONTENTS[name](), SIZES[0]) as (app, pilot):
        for size in (*SIZES, (45, 3), (160, 50)):
            await pilot.resize_terminal(*size)
            for story in STORIES:
                rows = await shown(app, pilot, story())
                assert (len(rows[0]), len(rows)) == size
                assert rows[0].startswith("╭─ A pane")
                assert rows[0].endswith("╮")
                assert rows[-1].startswith("╰")


@pytest.mark.parametrize("size", SIZES)
@each_pane
def test_nothing_hostile_reaches_the_screen(name: str, size: tuple[int, int]) -> None:
    app = Looking(CONTENTS[name](), size)
    for story in STORIES:
        telling = hostile(story())
        app.view.node = next(iter(telling.nodes))
        for filtered in ("", "\x1b[/]") if name in FILTERED else ("",):
            app.view.filter = filtered
            rows = app.shown(telling)
            app.scroll_to(app.last_top)
            for row in rows + app.rows():
                assert row.isprintable()
                assert not RAW & set(row)
    assert not app.failures


@each_pane
def test_nothing_is_drawn_when_nothing_changed(name: str) -> None:
    telling = tasks()
    app = Looking(CONTENTS[name]())
    app.shown(telling)
    app.shown(telling)
    before = app.drawn
    for _ in range(5):
        app.shown(telling)
    assert app.drawn == before


@each_pane
def test_a_paused_pane_stands_still_whatever_arrives(name: str) -> None:
    for story in STORIES:
        telling = story()
        app = Looking(CONTENTS[name](), (100, 24))
        before = app.shown(telling)
        app.view.paused = True
        first, second = list(telling.nodes)[:2]
        for number in range(20):
            telling.send(first, [second], b"new %d" % number, key=b"new")
        telling.work(second, 0.5)
        telling.report()
        assert app.shown(telling)[:-1] == before[:-1]


@pytest.mark.parametrize("name", [name for name, make in CONTENTS.items() if make().empty])
def test_an_empty_pane_says_what_would_fill_it(name: str) -> None:
    app = Looking(CONTENTS[name](), (60, 8))
    rows = app.shown(Telling(PUSH_PULL, {"producer": 0, "worker": 0}))
    assert app.content.empty.split()[0] in rows[1]


@each_pane
@on_screen
async def test_a_resized_or_rethemed_pane_is_drawn_again(name: str) -> None:
    telling = tasks()
    async with mounted(CONTENTS[name](), (100, 30)) as (app, pilot):
        await shown(app, pilot, telling)
        for width, height in ((40, 10), (130, 40), (30, 3), (90, 20)):
            await pilot.resize_terminal(width, height)
            rows = await shown(app, pilot, telling)
            assert len(rows[0]) == width
        app.theme = "textual-light"
        await shown(app, pilot, telling)
        assert not app.failures


@each_pane
def test_another_session_replaces_the_first(name: str) -> None:
    app = Looking(CONTENTS[name]())
    app.shown(tasks())
    rows = app.shown(news())
    assert not any("worker" in row for row in rows)


@each_pane
def test_a_pane_can_be_shown_before_it_has_any_room(name: str) -> None:
    app = Looking(CONTENTS[name](), (4, 2))
    app.shown(tasks())
    assert not app.failures


def test_no_pane_knows_textual() -> None:
    for path in Path(panes.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            modules = [name.name for name in node.names] if isinstance(node, ast.Import) else []
            modules += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not any(module.partition(".")[0] == "textual" for module in modules), path


def test_no_pane_has_more_than_a_reader_can_hold() -> None:
    for make in CONTENTS.values():
        assert isinstance(make(), Content)
        assert len([name for name in dir(make()) if not name.startswith("_")]) <= 25
