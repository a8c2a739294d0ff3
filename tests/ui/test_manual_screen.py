"""The manual on the screen: the palette finds its pages, by their words too, and a page leads to the others."""

from __future__ import annotations

from textual.command import CommandPalette
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Markdown, OptionList

from tests.ui.piloting import on_screen, playing, until
from zmqplay import manual
from zmqplay.ui.dialogs.manual_screen import ManualScreen


def shown(screen: Screen[object]) -> str:
    """The title in the border of the manual; empty on any other screen, and while no page is drawn yet."""
    is_drawn = isinstance(screen, ManualScreen) and any(text.children for text in screen.query(Markdown))
    return str(screen.query_one("#manual").border_title) if is_drawn else ""


async def open_with(pilot: Pilot[None], words: str, title: str) -> None:
    """Type words into the palette, and take its first row, once that has the title."""
    await pilot.press("ctrl+p")
    await until(pilot, lambda: isinstance(pilot.app.screen, CommandPalette))
    await pilot.press(*("space" if sign == " " else sign for sign in words))
    rows = pilot.app.screen.query_one(OptionList)
    await until(pilot, lambda: rows.option_count and title in str(rows.get_option_at_index(0).prompt))
    await pilot.press("enter")
    await until(pilot, lambda: shown(pilot.app.screen))


@on_screen
async def test_the_palette_opens_a_page_and_tab_leads_to_the_next() -> None:
    async with playing() as (pilot, screen, _):
        await open_with(pilot, "manual ledger", "Manual: The ledger")
        assert shown(pilot.app.screen) == "Manual: The ledger"
        await pilot.press("tab")
        await until(pilot, lambda: shown(pilot.app.screen) == "Manual: The Doctor")
        await pilot.press("shift+tab", "shift+tab")
        await until(pilot, lambda: shown(pilot.app.screen) == "Manual: Without a screen")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)


@on_screen
async def test_a_page_is_found_by_a_word_in_its_text() -> None:
    async with playing() as (pilot, _screen, _source):
        await open_with(pilot, "conflated", "Manual: The ledger")


@on_screen
async def test_a_link_leads_to_its_page() -> None:
    async with playing() as (pilot, _screen, _source):
        page = ManualScreen("develop")
        pilot.app.push_screen(page)
        await until(pilot, lambda: shown(pilot.app.screen))
        text = page.query_one(Markdown)
        text.post_message(Markdown.LinkClicked(text, "patterns.md"))
        await until(pilot, lambda: shown(pilot.app.screen) == "Manual: Patterns")


@on_screen
async def test_every_page_can_be_drawn() -> None:
    async with playing(size=(60, 18)) as (pilot, _screen, _source):
        pilot.app.push_screen(ManualScreen(manual.ORDER[0]))
        for topic in manual.topics():
            await until(pilot, lambda title: shown(pilot.app.screen) == title, f"Manual: {topic.title}")
            await pilot.press("tab")
