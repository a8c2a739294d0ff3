"""Entered lines: each is a message or a command of its own, in the order of typing, and one that fails goes back."""

from __future__ import annotations

import pytest

from tests.ui.piloting import enter, on_screen, playing, until
from zmqplay.ui.play.input_line import LONGEST_FILTER, FilterLine


@on_screen
async def test_what_is_entered_while_the_nodes_start_is_sent_once_they_have_started() -> None:
    async with playing() as (pilot, screen, source):
        does: dict[str, tuple[object, ...]] = {"hello": ("send", "producer-1", "hello"), "/rate 5": ("rate", 5.0)}
        for line, done in does.items():
            screen.opening.is_open = False
            await enter(pilot, line)
            await until(pilot, lambda: screen.hint.text.startswith("the nodes are still starting: "))
            assert line in screen.hint.text
            assert screen.entry.line.value == ""
            assert done not in source.asked
            screen.opening.is_open = True
            await until(pilot, source.asked.__contains__, done)


@on_screen
async def test_lines_that_are_entered_while_the_nodes_start_are_messages_of_their_own_in_their_order() -> None:
    async with playing() as (pilot, screen, source):
        screen.opening.is_open = False
        for line in ("one", "two", "three"):
            await enter(pilot, line)
        await pilot.press(*"fou")
        screen.opening.is_open = True
        await until(pilot, lambda: ("send", "producer-1", "three") in source.asked)
        await pilot.press("r", "enter")
        await until(pilot, lambda: ("send", "producer-1", "four") in source.asked)
        assert [text for what, _, text in source.asked if what == "send"] == ["one", "two", "three", "four"]


@on_screen
async def test_the_word_before_the_line_says_that_who_will_send_is_still_starting() -> None:
    async with playing() as (pilot, screen, _):
        screen.opening.is_open = False
        await until(pilot, lambda: str(screen.entry.sender_label.content) == " starting ▸ ")
        screen.opening.is_open = True
        await until(pilot, lambda: str(screen.entry.sender_label.content) == " producer-1 ▸ ")


@on_screen
async def test_what_is_typed_before_an_entered_line_is_done_with_is_the_next_line() -> None:
    async with playing() as (pilot, screen, source):
        entry = screen.entry
        for text in ("one", "two"):
            entry.line.value = text
            entry.send()
        entry.line.value = "three"
        await until(pilot, lambda: ("send", "producer-1", "two") in source.asked)
        assert [text for what, _, text in source.asked if what == "send"] == ["one", "two"]
        assert entry.line.value == "three"


@on_screen
async def test_a_refused_line_does_not_take_the_place_of_what_is_typed_meanwhile() -> None:
    async with playing() as (pilot, screen, _):
        entry = screen.entry
        entry.line.value = "/kill worker-9 now"
        entry.send()
        entry.line.value = "next"
        await until(pilot, lambda: "takes no more than that" in screen.hint.text)
        assert entry.line.value == "next"
        await pilot.press("up")
        assert entry.line.value == "/kill worker-9 now"


@on_screen
async def test_a_held_command_that_is_refused_disturbs_nothing_that_is_typed_and_its_refusal_stands() -> None:
    async with playing() as (pilot, screen, _):
        for typed in ("", "nex"):
            screen.opening.is_open = False
            await enter(pilot, "/kill worker-9 now")
            await pilot.press(*typed)
            screen.opening.is_open = True
            await until(pilot, lambda: "takes no more than that" in screen.hint.text)
            assert screen.entry.line.value == typed
            await pilot.press("t")
            assert screen.entry.line.value == f"{typed}t"
            screen.frame()
            assert "takes no more than that" in screen.hint.text
            await pilot.press("up")
            assert screen.entry.line.value == "/kill worker-9 now"
            screen.entry.line.value = ""
            screen.hint.say("")


@on_screen
async def test_a_held_message_that_is_refused_does_not_come_back_either() -> None:
    async with playing() as (pilot, screen, _):
        screen.opening.is_open = False
        await enter(pilot, "hello {n")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(screen.commander, "send", lambda _, text: screen.hint.say(f"no {text}", wrong=True))
            screen.opening.is_open = True
            await until(pilot, lambda: screen.hint.text == "no hello {n")
        assert screen.entry.line.value == ""
        await pilot.press("up")
        assert screen.entry.line.value == "hello {n"


@on_screen
async def test_what_is_typed_into_a_full_filter_rings_no_bell() -> None:
    async with playing() as (pilot, screen, _):
        await pilot.press("escape", "slash")
        await until(pilot, lambda: isinstance(screen.focused, FilterLine))
        line = screen.focused
        assert isinstance(line, FilterLine)
        line.value = "x" * LONGEST_FILTER
        written: list[str] = []
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(type(pilot.app), "is_headless", False)
            patch.setattr(pilot.app._driver, "write", written.append)
            await pilot.press("x")
            await pilot.press("backspace")
            await until(pilot, lambda: len(line.value) == LONGEST_FILTER - 1)
        assert "\x07" not in written
