"""The keys at the bottom of a screen: a key that is offered does what its word says, where it is offered."""

from __future__ import annotations

from tests.ui.piloting import menu, on_screen, playing, until
from zmqplay.ui.dialogs.help_screen import HelpScreen
from zmqplay.ui.keys.key_line import KeyLine
from zmqplay.ui.play.key_table import PLAY_KEYS
from zmqplay.ui.play.keys_now import ABOUT_MESSAGES

TEXTUAL_NAMES = {
    shown: keys for key in PLAY_KEYS for shown, keys in zip(key.shown.split(), key.keys.split(","), strict=False)
}
"""For each key as the user reads it, Textual's name."""


@on_screen
async def test_a_key_that_is_offered_is_not_one_with_which_the_pane_in_focus_scrolls() -> None:
    async with playing() as (pilot, screen, source):
        source.speech.burst(60)
        await pilot.press("escape")
        screen.deck.bring("messages")
        await pilot.press("up")
        await until(pilot, lambda: screen.messages.is_held)
        for pane in screen.deck.panes:
            screen.deck.bring(pane)
            await until(pilot, lambda pane: screen.focused is screen.deck.panes[pane], pane)
            await until(pilot, lambda pane: ("follow" in _offered(screen.key_line)) == (pane in ABOUT_MESSAGES), pane)
            for shown in screen.key_line.shown:
                bound = screen.active_bindings.get(TEXTUAL_NAMES.get(shown.key, ""))
                action = bound.binding.action if bound else ""
                assert action.startswith("own(") or shown.action.endswith(action), (pane, shown.key, action)
            if key := _offered(screen.key_line).get("follow"):
                await pilot.press(TEXTUAL_NAMES[key])
                await until(pilot, lambda: not screen.messages.is_held)
                screen.deck.bring("messages")
                await pilot.press("up")
                await until(pilot, lambda: screen.messages.is_held)


def _offered(line: KeyLine) -> dict[str, str]:
    """The keys that are offered, by their words."""
    return {shown.label: shown.key for shown in line.shown}


@on_screen
async def test_a_pane_that_is_in_front_is_not_offered() -> None:
    async with playing(size=(80, 24)) as (pilot, screen, _):
        assert _offered(screen.key_line)["lesson"] == "esc l"
        await pilot.press("escape")
        assert _offered(screen.key_line)["lesson"] == "l"
        for key, word in (("l", "lesson"), ("d", "doctor")):
            await pilot.press(key)
            await until(pilot, lambda word: screen.deck.active == word, word)
            await until(pilot, lambda word: word not in _offered(screen.key_line), word)
        await pilot.press("l", "i")
        await until(pilot, lambda: "send" in _offered(screen.key_line))
        assert "lesson" not in _offered(screen.key_line)


@on_screen
async def test_while_the_search_of_the_menu_has_the_cursor_no_key_is_offered_that_it_would_type() -> None:
    async with menu() as (pilot, screen):
        assert _offered(screen.key_line)["help"] == "?"
        for begins in ("r", "slash", "tab"):
            await pilot.press(begins)
            await until(pilot, lambda: _offered(screen.key_line)["help"] == "F1")
            typed = screen.search.value
            for shown in screen.key_line.shown:
                assert len(shown.key) > 1 or not shown.key.isascii(), shown
            await pilot.press("f1")
            await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))
            await pilot.press("escape")
            await until(pilot, lambda: pilot.app.screen is screen)
            assert screen.search.value == typed
            assert _offered(screen.key_line)["all patterns"] == "esc"
            await pilot.press("escape")
            await until(pilot, lambda: _offered(screen.key_line)["help"] == "?")
            assert not screen.search.value


@on_screen
async def test_while_the_search_of_the_help_has_the_cursor_the_border_says_what_esc_does_then() -> None:
    async with menu() as (pilot, _):
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))
        page = pilot.app.screen.query_one("#help")
        assert "esc closes" in str(page.border_subtitle)
        await pilot.press("slash", "x")
        assert "esc no search" in str(page.border_subtitle)
        assert "searches" not in str(page.border_subtitle)
        await pilot.press("escape")
        assert "esc closes" in str(page.border_subtitle)
        assert isinstance(pilot.app.screen, HelpScreen)
