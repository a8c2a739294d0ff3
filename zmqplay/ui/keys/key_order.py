"""Keys act one after the other, however fast they are typed: each waits until the key before has moved the focus.

Textual sends each key to the widget that has the focus when the key arrives, and asks the bindings only when the key
has bubbled up to the app. Keys typed meanwhile, by a script or over a slow line, would go to the wrong widget.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from textual.app import App
from textual.events import Key
from textual.message_pump import MessagePump
from textual.widgets import Input

PATIENCE_S = 0.25
"""Seconds that the next key waits for a widget that does not answer, e.g. because a key has closed it."""


class KeyOrder:
    """A queue of pressed keys; each is forwarded when the key before has taken effect."""

    def __init__(self, app: App[Any], forward: Callable[[Key], Awaitable[None]]) -> None:
        """`forward` sends a key to the widget that has the focus."""
        self._app = app
        self._forward = forward
        self._keys: asyncio.Queue[Key] = asyncio.Queue()

    def put(self, key: Key) -> None:
        """Queue a key to be forwarded in its turn."""
        self._keys.put_nowait(key)

    async def forward_all(self) -> None:
        """Forward the queued keys one after the other, for ever."""
        while True:
            for key in self._apart(await self._keys.get()):
                await self._forward_one(key)

    def _apart(self, key: Key) -> tuple[Key, ...]:
        """Split alt+letter into Escape and the letter in an input line; terminals send the same bytes for both."""
        name = key.key.removeprefix("alt+")
        if name == key.key or not (isinstance(self._app.focused, Input) and key.is_printable):
            return (key,)
        return Key("escape", "\x1b"), Key(name, key.character)

    async def _forward_one(self, key: Key) -> None:
        focused = self._app.focused or self._app.screen
        way_up = focused.ancestors_with_self
        await self._forward(key)
        if isinstance(focused, Input) and key.is_printable:
            return  # plain text stays in order without waiting
        for pump in (*way_up, self._app):  # the app twice: `focus` puts off its work to there
            await self._has_passed(pump)

    async def _has_passed(self, pump: MessagePump) -> None:
        """Wait until `pump` has handled every message that is queued now."""
        passed = asyncio.Event()
        if pump.call_later(passed.set):
            with suppress(TimeoutError):
                await asyncio.wait_for(passed.wait(), PATIENCE_S)
