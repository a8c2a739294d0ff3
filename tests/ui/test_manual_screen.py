"""The manual on the screen: the palette finds its pages, by their words too, and a page leads to the others."""

from __future__ import annotations

from textual.command import CommandPalette
from textual.content import Content
from textual.geometry import Offset
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Markdown, OptionList, Static

from tests.ui.piloting import on_screen, playing, until
from zmqplay import manual
from zmqplay.ui.dialogs.manual_screen import ManualScreen
from zmqplay.ui.dialogs.manual_search import HIT, PRESENT


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


async def opened(pilot: Pilot[None], name: str) -> ManualScreen:
    page = ManualScreen(name)
    pilot.app.push_screen(page)
    await until(pilot, lambda: shown(pilot.app.screen))
    return page


def below(page: ManualScreen) -> str:
    """What the lower border says."""
    return str(page.query_one("#manual").border_subtitle)


def marked(page: ManualScreen) -> list[str]:
    """The marked texts, in the order of the page; the present one in brackets."""
    texts = []
    for widget in page.query(Static):
        if isinstance(content := widget.content, Content):
            for span in content.spans:
                text = content.plain[span.start : span.end]
                texts += [f"[{text}]"] if span.style == PRESENT else [text] if span.style == HIT else []
    return texts


@on_screen
async def test_a_search_marks_its_hits_and_n_leads_from_one_to_the_next_round_and_round() -> None:
    async with playing(size=(80, 24)) as (pilot, _screen, _):
        page = await opened(pilot, "options")
        scroll = page.query_one("#manual")
        await pilot.press("slash", *"sndhwm")
        await until(pilot, lambda: len(marked(page)) > 3)
        count = len(marked(page))
        assert marked(page)[0] == "[SNDHWM]"
        assert set(marked(page)[1:]) == {"SNDHWM"}
        assert below(page).startswith(f"1 of {count}")
        await pilot.press("enter")
        for at in range(1, count):
            await pilot.press("n")
            await until(pilot, lambda at: marked(page)[at] == "[SNDHWM]", at)
            hit = page.found.present
            assert hit is not None
            await until(
                pilot, lambda hit: scroll.region.contains_point(hit.widget.region.offset + Offset(0, hit.line)), hit
            )
        await pilot.press("n")
        await until(pilot, lambda: marked(page)[0] == "[SNDHWM]")
        await pilot.press("N")
        await until(pilot, lambda: marked(page)[-1] == "[SNDHWM]")


@on_screen
async def test_esc_ends_the_search_and_its_marks_before_it_closes_the_manual() -> None:
    async with playing(size=(80, 24)) as (pilot, screen, _):
        page = await opened(pilot, "keys")
        first = below(page)
        await pilot.press("ctrl+f", *"worker")
        await until(pilot, lambda: "esc no search" in below(page))
        await pilot.press("escape")
        await until(pilot, lambda: below(page) == first and not marked(page))
        assert pilot.app.screen is page
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)


@on_screen
async def test_enter_leads_to_the_next_page_that_has_the_text_and_says_where_none_has_it() -> None:
    async with playing() as (pilot, _screen, _):
        page = await opened(pilot, "start")
        await pilot.press("slash", *"CURVE_SECRETKEY")
        await until(pilot, lambda: below(page).startswith("no CURVE_SECRETKEY on this page  "))
        await pilot.press("enter")
        await until(
            pilot, lambda: shown(pilot.app.screen) == "Manual: Socket options" and marked(page) == ["[CURVE_SECRETKEY]"]
        )
        await pilot.press("slash", *"[/]zz", "enter")
        await until(pilot, lambda: "or any other" in below(page))


@on_screen
async def test_a_hit_in_code_and_one_in_a_table_are_marked_as_well() -> None:
    async with playing() as (pilot, _screen, _):
        page = await opened(pilot, "run")
        await pilot.press("slash", *"--seconds")
        await until(pilot, lambda: marked(page))
        kinds = {type(hit.widget).__name__ for hit in page.found.hits}
        assert "MarkdownTableCellContents" in kinds
        await pilot.press("escape", "slash", *"zmqplay run")
        await until(pilot, lambda: "Label" in {type(hit.widget).__name__ for hit in page.found.hits})
