"""All text that is read stands out from its ground, in each theme: measured from the themes, and on the screens."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from functools import partial

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.command import CommandPalette
from textual.geometry import Region
from textual.pilot import Pilot
from textual.strip import Strip
from textual.theme import Theme
from textual.widgets import Markdown, OptionList

from tests.ui.fake_source import ToldSource
from tests.ui.piloting import menu, on_screen, until
from tests.ui.snapshot import unchanging
from zmqplay.patterns import find
from zmqplay.ui.app import ZmqPlay
from zmqplay.ui.dialogs.manual_screen import ManualScreen
from zmqplay.ui.draw.ink import Ink, palette_of
from zmqplay.ui.look.colours import FOREIGN, LINE_SHADES, MEANINGS, TEXT_SHADES, colour_at
from zmqplay.ui.look.contrast import contrast
from zmqplay.ui.look.theme import CONTRAST, FAINT, MUTED, THEMES, least_contrast, on_panel
from zmqplay.ui.panes import PANES
from zmqplay.ui.play.screen import PlayScreen

NODES = [FOREIGN, *(colour_at(index) for index in range(64))]
CHOSEN = 0.14
"""The share of the accent in the ground of a chosen row."""
MARKS = "→←–…%✕●○"
"""Signs that are read as words are; lines, bars and boxes are not."""
THICK = 0.02
"""Rounding to whole red, green and blue may cost so much of a ratio."""


def variables_of(theme: Theme) -> dict[str, str]:
    return {**theme.to_color_system().generate(), **theme.variables}


def ink_of(theme: Theme) -> Ink:
    variables = variables_of(theme)
    ground, text = Color.parse(variables["background"]), Color.parse(variables["foreground"])
    return Ink(palette_of(theme, variables, ground, text))


def ratio(style: Style) -> float:
    assert style.color is not None
    assert style.bgcolor is not None
    return contrast(Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor))


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("ground", ["", "cursor"])
def test_each_colour_of_text_in_a_pane_can_be_read_also_in_the_row_of_the_cursor(theme: Theme, ground: str) -> None:
    ink = ink_of(theme)
    for colour in (*TEXT_SHADES, *MEANINGS, *NODES):
        assert ratio(ink(colour, ground)) >= least_contrast(theme.name) - THICK, colour


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_each_colour_of_text_around_the_panes_can_be_read_also_in_a_chosen_row(theme: Theme) -> None:
    variables, least = variables_of(theme), least_contrast(theme.name) - THICK
    texts = {name: Color.parse(variables[name]) for name in ("foreground", "accent", "primary", MUTED[1:], FAINT[1:])}
    signals = {name: Color.parse(variables[name]) for name in ("success", "warning", "error")}
    for plain in (Color.parse(variables["background"]), Color.parse(variables["panel"])):
        chosen = plain.blend(texts["accent"], CHOSEN, 1.0)
        for ground, name, colour in (
            *((ground, name, colour) for ground in (plain, chosen) for name, colour in texts.items()),
            *((plain, name, colour) for name, colour in signals.items()),
        ):
            assert contrast(ground + colour, ground) >= least, (name, ground)
    for node in NODES:
        assert contrast(Color.parse(on_panel(node, theme)), Color.parse(variables["panel"])) >= least, node


def test_the_theme_of_high_contrast_asks_for_more() -> None:
    assert [least_contrast(theme.name) for theme in THEMES if theme is not CONTRAST] == [4.5, 4.5, 4.5]
    assert least_contrast(CONTRAST.name) == 7.0


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_what_matters_less_is_seen_to_matter_less(theme: Theme) -> None:
    ink = ink_of(theme)
    text, muted, *lines = (ratio(ink(shade)) for shade in ("text", "muted", *LINE_SHADES))
    assert text > 1.5 * muted
    assert muted > 1.5 * max(lines)


# --- the screens


def illegible(strips: list[Strip], regions: list[Region], least: float) -> Iterator[str]:
    """The words in these regions whose contrast is less than `least`, each with its colours."""
    for region in regions:
        for strip in strips[region.y : region.bottom]:
            for segment in strip.crop(region.x, region.right):
                if _is_read(segment) and segment.style is not None and _ratio_as_drawn(segment.style) < least - THICK:
                    yield f"{segment.text.strip()}: {segment.style}"


def _is_read(segment: Segment) -> bool:
    return any(sign.isalnum() or sign in MARKS for sign in segment.text)


def _ratio_as_drawn(style: Style) -> float:
    assert not style.dim, "how dim a terminal draws dim text cannot be known"
    return ratio(Style(color=style.bgcolor, bgcolor=style.color) if style.reverse else style)


def check(app: ZmqPlay, where: str) -> None:
    """Each word of the present screen, or of the dialog over it, can be read."""
    screen = app.screen
    regions = [screen.region] if isinstance(screen, PlayScreen) else [child.region for child in screen.children]
    strips = screen._compositor.render_strips(app.size)
    found = [*illegible(strips, regions, least_contrast(app.theme))]
    assert not found, f"{where} in the theme {app.theme}: {len(found)} words, e.g. {found[:6]}"


@asynccontextmanager
async def told(
    name: str, theme: Theme, size: tuple[int, int] = (120, 36)
) -> AsyncIterator[tuple[Pilot[None], PlayScreen]]:
    app = ZmqPlay(ToldSource, partial(ToldSource, find(name), wall_ns=10**18), theme=theme.name)
    async with app.run_test(size=size) as pilot:
        screen = app.screen
        assert isinstance(screen, PlayScreen)
        await until(pilot, lambda: screen.deck.panes and screen.state == "live" and screen.entry.sender)
        yield pilot, screen


LOOKED_AT: dict[str, tuple[tuple[int, int], tuple[str, ...]]] = {
    "push-pull": ((120, 36), tuple(pane.name for pane in PANES if pane.name not in ("topics", "identities"))),
    "publish-subscribe": ((60, 18), ("topics", "messages", "topology", "sockets")),
    "dealer-router": ((200, 60), ("identities", "messages", "frames")),
}
"""By pattern: the size of the screen, and the panes to look at."""


@pytest.mark.parametrize("name", LOOKED_AT)
@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@on_screen
async def test_each_word_in_the_panes_can_be_read(theme: Theme, name: str) -> None:
    size, panes = LOOKED_AT[name]
    async with told(name, theme, size) as (pilot, screen):
        assert isinstance(pilot.app, ZmqPlay)
        check(pilot.app, "the first screen")
        view = screen.view
        view.node, view.message = list(screen.traffic.nodes)[1], screen.traffic.messages.rows[-2]
        view.row = view.message.row
        for pane in panes:
            screen.deck.bring(pane)
            await unchanging(pilot, screen.frame)
            check(pilot.app, pane)


DIALOGS = {
    "the socket options": ("2", "o"),
    "the menu of a node": ("2", "m"),
    "the list of the panes": ("v",),
    "the help": ("question_mark",),
    "the log": ("f2",),
    "the filter": ("slash", "x"),
    "a command that is typed": ("colon",),
    "a refusal": ("ctrl+k",),
}


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@on_screen
async def test_each_word_in_the_dialogs_can_be_read(theme: Theme) -> None:
    async with told("push-pull", theme) as (pilot, _):
        assert isinstance(pilot.app, ZmqPlay)
        await pilot.press("escape")
        for dialog, keys in DIALOGS.items():
            await pilot.press(*keys)
            await unchanging(pilot, lambda: None)
            check(pilot.app, dialog)
            await pilot.press("escape", *keys[:-1])
        await pilot.press("ctrl+p")
        rows = pilot.app.screen.query_one(OptionList)
        await until(pilot, lambda: isinstance(pilot.app.screen, CommandPalette) and rows.option_count)
        await unchanging(pilot, lambda: None)
        check(pilot.app, "the palette")


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@on_screen
async def test_each_word_of_the_manual_can_be_read(theme: Theme) -> None:
    async with told("push-pull", theme) as (pilot, _):
        assert isinstance(pilot.app, ZmqPlay)
        for page in ("start", "screen"):
            pilot.app.push_screen(ManualScreen(page))
            await until(pilot, lambda: any(text.children for text in pilot.app.screen.query(Markdown)))
            await unchanging(pilot, lambda: None)
            check(pilot.app, page)
            await pilot.press("pagedown")
            await unchanging(pilot, lambda: None)
            check(pilot.app, page)
            pilot.app.pop_screen()


@pytest.mark.parametrize("size", [(60, 18), (120, 36)])
@on_screen
async def test_each_word_in_the_menu_can_be_read(size: tuple[int, int]) -> None:
    async with menu(size) as (pilot, _):
        assert isinstance(pilot.app, ZmqPlay)
        pilot.app.tell("something has failed")
        for theme in THEMES:
            pilot.app.theme = theme.name
            await unchanging(pilot, lambda: None)
            check(pilot.app, "the menu")
