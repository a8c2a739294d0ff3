"""The keys below the socket options: of the table, of the search, and of a value while it is typed."""

from __future__ import annotations

from zmqplay.ui.keys.key_line import ShownKey

CHOOSE = ShownKey("↑↓", "choose", "screen.move(1)")
OTHER_TARGET = ShownKey("tab", "node or role", "screen.other_target")
KEYS: tuple[ShownKey, ...] = (
    CHOOSE,
    ShownKey("enter", "change", "screen.edit"),
    ShownKey("/", "search", "screen.search"),
    ShownKey("esc", "close", "screen.leave"),
    ShownKey("space", "switch", "screen.switch"),
    ShownKey("del", "default", "screen.default"),
    OTHER_TARGET,
)
SEARCH_KEYS: tuple[ShownKey, ...] = (
    CHOOSE,
    ShownKey("enter", "keep it", "screen.enter"),
    ShownKey("esc", "no search", "screen.leave"),
    OTHER_TARGET,
)
EDIT_KEYS: tuple[ShownKey, ...] = (
    ShownKey("enter", "set", "screen.enter"),
    ShownKey("esc", "leave it", "screen.leave"),
)
