"""Escape goes back from opened Frames to where one came from, then lets go of the message, and then asks."""

from __future__ import annotations

import pytest

from tests.ui.piloting import on_screen, playing, until


@pytest.mark.parametrize("keys", [("up", "enter"), ("up", "w"), ("end", "w")])
@on_screen
async def test_escape_goes_from_opened_frames_to_the_messages_and_then_lets_go_of_the_message(
    keys: tuple[str, ...],
) -> None:
    async with playing(size=(80, 24)) as (pilot, screen, source):
        source.speech.burst(3)
        await pilot.press("escape", "g", "m")
        await until(pilot, lambda: screen.deck.active == "messages")
        await pilot.press(*keys)
        await until(pilot, lambda: screen.deck.active == "frames" and screen.view.row is not None)
        await pilot.press("escape")
        assert screen.deck.active == "messages"
        assert screen.view.row is not None
        await pilot.press("escape")
        await until(pilot, lambda: screen.view.row is None and not screen.messages.is_held)
        await pilot.press("escape")
        assert screen.hint.text.startswith("esc again")


@on_screen
async def test_after_a_comparison_escape_goes_back_to_the_messages_which_then_follow_the_newest() -> None:
    async with playing(size=(80, 24)) as (pilot, screen, source):
        source.speech.burst(3)
        await pilot.press("escape", "g", "m")
        await until(pilot, lambda: screen.deck.active == "messages")
        await pilot.press("end", "up", "asterisk", "up", "asterisk", "equals_sign")
        await until(pilot, lambda: screen.deck.active == "frames" and screen.view.compared is not None)
        await pilot.press("escape")
        assert (screen.view.compared, screen.deck.active) == (None, "frames")
        await pilot.press("escape")
        assert screen.deck.active == "messages"
        await pilot.press("escape")
        await until(pilot, lambda: screen.view.row is None and not screen.messages.is_held)
        await pilot.press("escape")
        assert screen.hint.text.startswith("esc again")


@on_screen
async def test_escape_stays_in_frames_where_one_went_there_by_its_letter() -> None:
    async with playing(size=(80, 24)) as (pilot, screen, source):
        source.speech.burst(3)
        await pilot.press("escape", "g", "m")
        await until(pilot, lambda: screen.deck.active == "messages")
        await pilot.press("enter", "l", "g", "f")
        await until(pilot, lambda: screen.deck.active == "frames")
        await pilot.press("escape")
        assert screen.deck.active == "frames"
        assert screen.hint.text.startswith("esc again")
