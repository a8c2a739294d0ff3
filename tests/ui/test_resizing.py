"""alt and an arrow resize the pane that has the focus; sizes are remembered for their pattern, and can be reset."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.piloting import on_screen, playing, until
from zmqplay.ui.play.proportions import LEAST_HEIGHT, LEAST_WIDTH, WIDTH_STEP
from zmqplay.ui.play.screen import PlayScreen
from zmqplay.ui.settings import load


def size_of(screen: PlayScreen, name: str) -> tuple[int, int]:
    """Width and height of a pane with its border."""
    width, height = screen.deck.panes[name].outer_size
    return width, height


def region_of(screen: PlayScreen, name: str) -> tuple[int, int]:
    """Width and height that a pane is to have."""
    region = screen.deck.stacked.regions(screen.deck.size)[name]
    return region.width, region.height


@pytest.mark.parametrize("size", [(120, 36), (200, 60)])
@on_screen
async def test_alt_and_an_arrow_resize_the_pane_that_has_the_focus(size: tuple[int, int]) -> None:
    async with playing(size=size) as (pilot, screen, _):
        await pilot.press("escape", "g", "m")
        await until(pilot, lambda: screen.deck.name_of(screen.focused) == "messages" and size_of(screen, "messages")[0])
        width, height = size_of(screen, "messages")
        for key, by in (
            ("alt+right", (WIDTH_STEP, 0)), ("alt+down", (WIDTH_STEP, 1)),
            ("alt+left", (0, 1)), ("alt+up", (0, 0)), ("alt+left", (-WIDTH_STEP, 0)),
        ):  # fmt: skip
            await pilot.press(key)
            wanted = width + by[0], height + by[1]
            await until(pilot, lambda wanted: size_of(screen, "messages") == wanted, wanted)
        assert size_of(screen, "topology")[0] == size[0] - width + WIDTH_STEP


@on_screen
async def test_a_pane_stops_at_the_size_that_the_others_need_and_the_last_line_says_so() -> None:
    async with playing() as (pilot, screen, _):
        await pilot.press("escape", *["alt+right"] * 20)
        await until(pilot, lambda: size_of(screen, "messages")[0] == LEAST_WIDTH)
        assert screen.hint.text == "Topology cannot be wider: the others are as small as they can be"
        await pilot.press(*["alt+up"] * 20)
        await until(pilot, lambda: size_of(screen, "topology")[1] == LEAST_HEIGHT)
        assert screen.hint.text == "Topology cannot be lower"


@pytest.mark.parametrize("size", [(60, 18), (80, 24)])
@on_screen
async def test_where_one_pane_is_shown_the_last_line_says_that_there_is_nothing_to_resize(
    size: tuple[int, int],
) -> None:
    async with playing(size=size) as (pilot, screen, _):
        await pilot.press("escape", "g", "f")
        for key in ("alt+left", "alt+right", "alt+up", "alt+down"):
            screen.hint.say("")
            await pilot.press(key)
            await until(pilot, lambda: screen.hint.text == "nothing to resize: Frames has the whole screen")


@on_screen
async def test_a_large_pane_and_a_pane_alone_in_its_column_say_why_they_cannot_be_resized() -> None:
    async with playing() as (pilot, screen, _):
        await pilot.press("escape", "backslash", "alt+right")
        assert screen.hint.text == r"nothing to resize: Topology has the whole screen; \ shows the others too"
        await pilot.press("backslash")
        for name in screen.deck.all:
            if name not in ("topology", "frames"):
                screen.deck.hide(name)
        await pilot.press("alt+down")
        assert screen.hint.text == "nothing to resize: Topology has its column for itself"
        screen.deck.hide("frames")
        screen.deck.bring("load")
        await until(pilot, lambda: screen.deck.name_of(screen.focused) == "load")
        await pilot.press("alt+right")
        await until(pilot, lambda: screen.hint.text.startswith("nothing to resize"))


@on_screen
async def test_while_one_types_alt_and_an_arrow_move_the_cursor_by_a_word() -> None:
    async with playing() as (pilot, screen, _):
        widths = size_of(screen, "topology")
        await pilot.press(*"two words", "alt+left", "alt+left", "X", "alt+right", "Y")
        assert screen.entry.line.value == "Xtwo Ywords"
        assert size_of(screen, "topology") == widths


def test_a_size_is_remembered_for_its_pattern_and_reset_with_the_layout(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    seen: list[int] = []

    @on_screen
    async def played(*keys: str, pattern: str = "push-pull") -> None:
        async with playing(pattern, settings_path=path) as (pilot, screen, _):
            await pilot.press("escape", *keys)
            if keys and not keys[0].startswith("alt"):
                {row.text: row for row in screen.palette_rows(1)}["Reset the layout"].act()
            await until(pilot, lambda: size_of(screen, "topology") == region_of(screen, "topology"))
            seen.append(size_of(screen, "topology")[0])

    played()
    played("alt+right")
    assert load(path)[0].layouts["push-pull"].lengths == {"2 columns": [57 + WIDTH_STEP, 63 - WIDTH_STEP]}
    played()
    played(pattern="pair")
    played("tab")
    played()
    assert seen == [57, 57 + WIDTH_STEP, 57 + WIDTH_STEP, 57, 57, 57]
    assert not load(path)[0].layouts["push-pull"].lengths
