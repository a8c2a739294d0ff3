"""The keys at the bottom of the menu: of the list, and of the search, into which every character is typed."""

from __future__ import annotations

from zmqplay.ui.keys.key_line import ShownKey

PLAY = ShownKey("enter", "play", "screen.open")
_NEXT = ShownKey("↓", "next", "screen.move(1)")
_HELP = ShownKey("?", "help", "app.help")
_ALL = ShownKey("esc", "all patterns", "screen.back")
_ANYWHERE = (ShownKey("ctrl+q", "quit", "app.quit"), ShownKey("ctrl+p", "palette", "app.command_palette"))
KEYS: tuple[ShownKey, ...] = (PLAY, _NEXT, ShownKey("a–z", "search", "screen.search"), _HELP, *_ANYWHERE)
SEARCH_KEYS: tuple[ShownKey, ...] = (PLAY, _NEXT, _ALL, _HELP._replace(key="F1"), *_ANYWHERE)
NOTHING_FOUND: tuple[ShownKey, ...] = (_ALL, *_ANYWHERE)


def keys_of(*, has_found: bool, is_searching: bool) -> tuple[ShownKey, ...]:
    """The keys while the list has patterns, or not, and while the search has the cursor, or not."""
    if not has_found:
        return NOTHING_FOUND
    return SEARCH_KEYS if is_searching else KEYS
