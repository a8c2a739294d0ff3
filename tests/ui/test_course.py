"""The lessons are a course: what was tried in whichever way is ticked off, kept, and marked in the menu."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from tests.ui.fake_source import FakeSource
from tests.ui.piloting import enter, on_screen, playing, until
from zmqplay.control.lesson import steps
from zmqplay.patterns import PATTERNS, find
from zmqplay.ui.app import ZmqPlay
from zmqplay.ui.memory import Memory
from zmqplay.ui.menu.screen import MenuScreen
from zmqplay.ui.panes.lesson import ALL_DONE
from zmqplay.ui.play.course import Course
from zmqplay.ui.play.screen import PlayScreen
from zmqplay.ui.settings import load
from zmqplay.ui.view import View


@pytest.mark.parametrize(
    ("keys", "step"),
    [
        ((*"/work worker-2 0.5s", "enter"), "/work worker-2 500ms"),
        (("escape", "plus"), "/add worker"),
        (("escape", "3", "ctrl+k"), "/kill worker-2"),
        (("escape", *["right_square_bracket"] * 4), "/rate 10"),
    ],
)
@on_screen
async def test_a_step_counts_whether_it_is_typed_or_done_by_key(keys: tuple[str, ...], step: str) -> None:
    async with playing() as (pilot, screen, _):
        await pilot.press(*keys)
        await until(pilot, lambda: step in screen.view.tried)


@on_screen
async def test_a_command_that_the_lesson_has_twice_counts_for_the_first_step_from_the_chosen_one_on() -> None:
    async with playing("pipeline") as (_, screen, _source):
        screen.nodes.take("/burst 60")
        assert screen.view.tried == {"/burst 60"}
        screen.nodes.take("/burst 60")
        assert screen.view.tried == {"/burst 60", "2 /burst 60"}
        screen.view.tried.clear()
        screen.view.step = "/nodes worker 6"
        screen.nodes.take("/burst 60")
        assert screen.view.tried == {"2 /burst 60"}
        screen.nodes.take("/burst 60")
        assert screen.view.tried == {"/burst 60", "2 /burst 60"}


@on_screen
async def test_the_lesson_of_a_batch_has_the_second_batch_after_the_new_workers() -> None:
    async with playing("pipeline") as (pilot, screen, source):
        screen.deck.bring("lesson")
        await until(pilot, lambda: screen.deck.panes["lesson"].virtual_size.height > 10)
        await pilot.press("escape") if screen.entry.line.has_focus else None
        for name in ("/burst 60", "/nodes worker 6", "2 /burst 60"):
            await pilot.press("enter")
            await until(pilot, partial(screen.view.tried.__contains__, name))
        assert len(screen.view.tried) == 3
        assert not screen.hint.text.startswith("the lesson is done")
        screen.view.tried.update(step.name for step in steps(source.guide.lesson))
        await pilot.press("enter")
        await until(pilot, lambda: screen.hint.text == ALL_DONE)


@on_screen
async def test_a_step_counts_that_was_chosen_in_the_palette() -> None:
    async with playing() as (_, screen, _source):
        screen.nodes.take("/kill worker-2")
        assert screen.view.tried == {"/kill worker-2"}


@on_screen
async def test_a_message_that_the_lesson_asks_for_counts_when_it_is_simply_typed() -> None:
    async with playing("request-reply") as (pilot, screen, _):
        await enter(pilot, "Hello")
        await until(pilot, lambda: "/send client-1 Hello" in screen.view.tried)


@on_screen
async def test_a_command_that_was_refused_does_not_count() -> None:
    async with playing() as (pilot, screen, source):
        source.asks.refusal = "not now"
        await enter(pilot, "/kill worker-2")
        await until(pilot, lambda: "not now" in screen.hint.text)
        assert not screen.view.tried


@on_screen
async def test_a_pattern_opens_with_the_first_step_in_the_last_line_until_something_is_done() -> None:
    async with playing() as (pilot, screen, source):
        await until(pilot, lambda: screen.hint.text == "try /rate 10: tasks flow, a third to each worker.")
        await enter(pilot, "hello")
        await until(pilot, lambda: source.asked and not screen.hint.text)


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 36), (200, 60)])
@on_screen
async def test_the_lesson_is_one_of_the_first_keys_at_the_bottom_at_every_size(size: tuple[int, int]) -> None:
    async with playing(size=size) as (pilot, screen, _):
        await until(pilot, lambda: "esc l lesson" in str(screen.key_line.content))
        await pilot.press("escape")
        await until(pilot, lambda: " l lesson" in str(screen.key_line.content))
        await pilot.press("l")
        await until(pilot, lambda: "lesson" in screen.deck.visible_panes())


@on_screen
async def _sit(path: Path, typed: str, marked: str) -> None:
    """Play push-pull from the menu, enter `typed`, and go back to the menu, which has the mark `marked` then."""
    app = ZmqPlay(FakeSource, partial(FakeSource, find("push-pull")), settings_path=path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = app.screen
        assert isinstance(screen, PlayScreen)
        await until(pilot, lambda: screen.deck.panes and screen.entry.sender)
        await enter(pilot, typed)
        await until(pilot, lambda: not screen.entry.line.value)
        await pilot.press("escape", "escape", "escape")
        await until(pilot, lambda: isinstance(app.screen, MenuScreen))
        menu = app.screen
        assert isinstance(menu, MenuScreen)
        place = [pattern.name for pattern in PATTERNS].index("push-pull")
        await until(pilot, lambda: f"Push–Pull  {marked} " in str(menu.list.get_option_at_index(place).prompt))


def test_settings_that_have_each_command_once_are_read_as_the_first_step_with_it(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("[tried]\npipeline = ['/burst 60', '/rate 60', '/gone']\n")
    memory, view, source = Memory(path, pytest.fail), View(), FakeSource(find("pipeline"))
    course = Course(source, view, memory)
    assert not memory.problem
    assert view.tried == {"/burst 60", "/rate 60"}
    course.note("/burst 60")
    assert load(path)[0].tried["pipeline"] == ["/burst 60", "/rate 60", "2 /burst 60"]


def test_what_was_tried_is_kept_from_one_start_to_the_next_and_marked_in_the_menu(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    _sit(path, "/rate 10", "1/9")
    _sit(path, "/add worker", "2/9")
    settings, _ = load(path)
    assert settings.tried["push-pull"] == ["/add worker", "/rate 10"]
    left = {step.command for step in steps(find("push-pull").lesson)} - {"/kill worker-2"}
    path.write_text(f"[tried]\n'push-pull' = {sorted(left)}\n")
    _sit(path, "/kill worker-2", "✓")
