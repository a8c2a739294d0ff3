"""The keys at the bottom of a screen: a key that is offered does what its word says, where it is offered."""

from __future__ import annotations

from tests.ui.piloting import on_screen, playing, until
from zmqplay.ui.play.key_table import PLAY_KEYS
from zmqplay.ui.play.keys_now import ABOUT_MESSAGES
from zmqplay.ui.play.screen import PlayScreen

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
            await until(pilot, lambda pane: ("follow" in _offered(screen)) == (pane in ABOUT_MESSAGES), pane)
            for shown in screen.key_line.shown:
                bound = screen.active_bindings.get(TEXTUAL_NAMES.get(shown.key, ""))
                action = bound.binding.action if bound else ""
                assert action.startswith("own(") or shown.action.endswith(action), (pane, shown.key, action)
            if key := _offered(screen).get("follow"):
                await pilot.press(TEXTUAL_NAMES[key])
                await until(pilot, lambda: not screen.messages.is_held)
                screen.deck.bring("messages")
                await pilot.press("up")
                await until(pilot, lambda: screen.messages.is_held)


def _offered(screen: PlayScreen) -> dict[str, str]:
    """The keys that are offered, by their words."""
    return {shown.label: shown.key for shown in screen.key_line.shown}
