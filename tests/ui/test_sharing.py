"""On a small screen the last messages stand below the topology, so that what is typed is seen."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from tests.ui.fake_source import FakeSource
from tests.ui.panes.looking import Looking
from tests.ui.panes.stories import news, tasks
from tests.ui.piloting import enter, on_screen, playing, until
from zmqplay.ui.draw.content import LinesNeeded
from zmqplay.ui.draw.line_pane import LinePane
from zmqplay.ui.panes.topology.topology import TopologyPane
from zmqplay.ui.play.screen import PlayScreen
from zmqplay.ui.textual_private import upper_border

SHARED = ["topology", "messages"]


def rows_of(pane: LinePane) -> str:
    """The rows of a pane as they are on the screen."""
    return "\n".join(pane.render_line(y).text for y in range(pane.area.height))


async def say_hello(pilot: Pilot[None], source: FakeSource) -> None:
    """Type a message, and let the server answer it."""
    await enter(pilot, "Hello")
    await until(pilot, lambda: source.asked)
    source.told.send("server-1", ["client-1"], b"Reply to Hello", took_ms=0.2)
    source.told.report()


async def say_hello_from_panes(pilot: Pilot[None], source: FakeSource) -> None:
    """Type a message while a pane has the focus, and go back to it."""
    await pilot.press("i")
    await say_hello(pilot, source)
    await pilot.press("escape")


@pytest.mark.parametrize("size", [(60, 18), (80, 24)])
@on_screen
async def test_a_typed_message_and_its_reply_are_seen_below_the_topology(size: tuple[int, int]) -> None:
    async with playing("request-reply", size=size) as (pilot, screen, source):
        await until(pilot, lambda: screen.deck.visible_panes() == SHARED)
        await say_hello(pilot, source)
        messages, topology = screen.deck.panes["messages"], screen.deck.panes["topology"]
        await until(pilot, lambda: "Reply to Hello" in rows_of(messages))
        assert rows_of(messages).count("Hello") == 2
        assert all(text in rows_of(topology) for text in ("client-1", "client-2", "server-1", "●", "○"))


@on_screen
async def test_the_messages_that_a_lesson_speaks_of_are_seen_below_it() -> None:
    async with playing("request-reply", size=(80, 24)) as (pilot, screen, source):
        await pilot.press("escape", "l")
        await until(pilot, lambda: screen.deck.visible_panes() == ["lesson", "messages"])
        messages, lesson = screen.deck.panes["messages"], screen.deck.panes["lesson"]
        await until(pilot, lambda: (lesson.outer_size.height, messages.outer_size.height) == (13, 6))
        await until(pilot, lambda: "/" in rows_of(lesson))
        await say_hello_from_panes(pilot, source)
        await until(pilot, lambda: "Reply to Hello" in rows_of(messages))
        await pilot.click(messages, offset=(20, 2))
        await until(pilot, lambda: screen.view.row == 0)
        assert screen.deck.visible_panes() == ["lesson", "messages"]
        await pilot.press("l")
        assert screen.deck.active == "lesson"
        assert screen.deck.visible_panes() == ["lesson", "messages"]


@on_screen
async def test_on_the_smallest_screen_a_lesson_is_alone() -> None:
    async with playing("request-reply", size=(60, 18)) as (pilot, screen, _):
        await pilot.press("escape", "l")
        await until(pilot, lambda: screen.deck.visible_panes() == ["lesson"])


@on_screen
async def test_the_topology_takes_what_it_needs_and_the_messages_the_rest() -> None:
    async with playing("request-reply", size=(80, 24)) as (pilot, screen, source):
        messages = screen.deck.panes["messages"]
        await until(pilot, lambda: messages.outer_size.height == 8)
        source.nodes.scale("client", 3)
        await until(pilot, lambda: messages.outer_size.height == 5)
        source.nodes.scale("client", 9)
        await until(pilot, lambda: "client × 9" in rows_of(screen.deck.panes["topology"]))
        assert screen.deck.visible_panes() == SHARED
        assert messages.outer_size.height == 5


@on_screen
async def test_a_key_to_messages_gives_them_the_whole_screen_and_a_key_to_the_topology_shares_it_again() -> None:
    async with playing(size=(80, 24)) as (pilot, screen, _):
        await pilot.press("escape", "tab")
        await until(pilot, lambda: screen.deck.visible_panes() == ["messages"])
        await pilot.press("g", "t")
        await until(pilot, lambda: screen.deck.visible_panes() == SHARED)
        await pilot.press("backslash")
        assert screen.deck.visible_panes() == ["topology"]
        await pilot.press("backslash")
        assert screen.deck.visible_panes() == SHARED
        assert str(upper_border(screen.deck.panes["messages"])) == "Messages"


@on_screen
async def test_a_click_on_a_message_below_the_topology_selects_that_message_and_moves_nothing() -> None:
    async with playing("request-reply", size=(80, 24)) as (pilot, screen, source):
        await say_hello(pilot, source)
        messages = screen.deck.panes["messages"]
        await until(pilot, lambda: "Reply to Hello" in rows_of(messages) and messages.outer_size.height == 8)
        await pilot.click(messages, offset=(20, 2))
        await until(pilot, lambda: screen.view.row == 0)
        assert screen.deck.name_of(screen.focused) == "messages"
        assert screen.deck.visible_panes() == SHARED
        await pilot.press("tab")
        await until(pilot, lambda: screen.deck.visible_panes() == ["ladder"])


@on_screen
async def test_without_the_messages_the_topology_has_the_screen() -> None:
    async with playing(size=(80, 24)) as (pilot, screen, _):
        screen.deck.hide("messages")
        await until(pilot, lambda: screen.deck.visible_panes() == ["topology"])


def heights(screen: PlayScreen) -> list[int]:
    """The heights of the visible panes, from top to bottom."""
    return [screen.deck.panes[name].outer_size.height for name in screen.deck.visible_panes()]


@on_screen
async def test_the_border_between_the_two_can_be_moved() -> None:
    async with playing(size=(80, 24)) as (pilot, screen, _):
        await until(pilot, lambda: heights(screen) == [14, 5])
        await pilot.press("escape", "alt+up")
        await until(pilot, lambda: heights(screen) == [13, 6])
        await pilot.press("alt+right")
        assert screen.hint.text == "nothing to resize: there is one column"


@on_screen
async def test_where_the_picture_would_be_no_picture_it_keeps_the_screen() -> None:
    async with playing("pipeline", size=(60, 18)) as (pilot, screen, _):
        await until(pilot, lambda: screen.deck.visible_panes() == ["topology"])
        await until(pilot, lambda: "results" in rows_of(screen.deck.panes["topology"]))
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: screen.deck.visible_panes() == SHARED)


def test_the_picture_says_how_many_lines_it_needs() -> None:
    pane = TopologyPane()
    Looking(pane, (58, 13)).shown(tasks())
    assert pane.lines_needed == LinesNeeded(6, 14)
    Looking(pane, (28, 13)).shown(tasks())
    assert pane.lines_needed.least > 6


def test_a_low_box_and_a_line_of_a_stack_show_what_a_subscriber_hears() -> None:
    for size in ((90, 11), (90, 8)):
        text = "\n".join(Looking(TopologyPane(), size).shown(news()))
        assert "topic2" in text
        assert "topic, " in text
