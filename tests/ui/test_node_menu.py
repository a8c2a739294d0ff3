"""The menu of a node opens beside the node, and each row acts like its key."""

from __future__ import annotations

import pytest
from textual.widgets import OptionList

from tests.ui.piloting import on_screen, playing, until
from zmqplay.ui.dialogs.node_menu import OFFERED, NodeMenu
from zmqplay.ui.panes.topology.topology import TopologyPane


@on_screen
async def test_a_second_click_on_a_node_opens_its_menu_and_a_click_beside_closes_it() -> None:
    async with playing() as (pilot, screen, source):
        load = screen.deck.panes["load"]
        await until(pilot, lambda: load.count == 5)
        at = (load.region.x + 4, load.region.y + 4)
        await pilot.click(offset=at)
        await until(pilot, lambda: screen.view.node == "worker-2")
        await pilot.click(offset=at)
        await until(pilot, lambda: isinstance(pilot.app.screen, NodeMenu))
        await pilot.click(offset=(2, 2))
        await until(pilot, lambda: pilot.app.screen is screen)
        assert source.asked == []


@on_screen
async def test_a_right_click_in_the_topology_opens_the_menu_of_the_node_under_it() -> None:
    async with playing() as (pilot, screen, source):
        content = screen.deck.content("topology")
        assert isinstance(content, TopologyPane)
        await until(pilot, lambda: content.picture.arrangement)
        assert content.picture.arrangement is not None
        box = content.picture.arrangement.placed["worker-3"]
        corner = screen.deck.panes["topology"].content_region.offset
        await pilot.click(offset=(corner.x + box.x + 2, corner.y + box.y + 1), button=3)
        await until(pilot, lambda: isinstance(pilot.app.screen, NodeMenu))
        assert screen.view.node == "worker-3"
        await pilot.press("down", "down", "enter")
        await until(pilot, lambda: source.asked[-1] == ("kill", "worker-3"))


@on_screen
async def test_in_the_menu_each_row_has_its_key() -> None:
    async with playing() as (pilot, screen, source):
        await pilot.press("escape", "2", "enter")
        assert isinstance(pilot.app.screen, NodeMenu)
        await pilot.press("space")
        await until(pilot, lambda: source.asked[-1] == ("freeze", "worker-1"))
        await pilot.press("m")
        await until(pilot, lambda: isinstance(pilot.app.screen, NodeMenu))
        menu = pilot.app.screen
        assert isinstance(menu, NodeMenu)
        assert ("nodes.freeze", "thaw it (SIGCONT)") in [(row.name, row.about) for row in menu.rows]
        await pilot.press("s")
        await until(pilot, lambda: screen.entry.line.value == "/work worker-1 ")


@on_screen
async def test_a_dead_node_can_be_started_again_and_nothing_else_be_done_to_it() -> None:
    async with playing() as (pilot, _, source):
        source.nodes.kill("worker-1")
        await pilot.press("escape", "2", "m")
        assert isinstance(pilot.app.screen, NodeMenu)
        assert [row.name for row in pilot.app.screen.rows] == ["nodes.restart", "nodes.add"]
        await pilot.press("o")  # the menu does not offer this key
        assert isinstance(pilot.app.screen, NodeMenu)
        await pilot.press("enter")
        await until(pilot, lambda: source.asked[-1] == ("restart", "worker-1"))


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 36)])
@on_screen
async def test_the_menu_lies_within_the_screen_wherever_it_was_asked_for(size: tuple[int, int]) -> None:
    async with playing("publish-subscribe", size) as (pilot, screen, _):
        screen.view.node = "subscriber-1"
        for at in ((0, 0), (size[0] - 1, size[1] - 1), None):
            screen.nodes.menu(at)
            await until(pilot, lambda: isinstance(pilot.app.screen, NodeMenu) and pilot.app.screen.query(OptionList))
            menu = pilot.app.screen.query_one(OptionList)
            await until(pilot, lambda menu: menu.region.height == len(OFFERED) + 2, menu)
            assert pilot.app.screen.region.contains_region(menu.region)
            await pilot.press("escape")
            await until(pilot, lambda: pilot.app.screen is screen)
