"""Keys one after the other, however fast they are typed: a key that moves the focus has moved it before the next acts.

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
"""How long the next key waits for a widget that does not answer, e.g. since the key has closed it."""


class KeyOrder:
    """Keys wait here until the keys before them have done what they do."""

    def __init__(self, app: App[Any], forward: Callable[[Key], Awaitable[None]]) -> None:
        """`forward` brings a key to the widget that has the focus."""
        self._app = app
        self._forward = forward
        self._keys: asyncio.Queue[Key] = asyncio.Queue()

    def put(self, key: Key) -> None:
        """Forward this key in its turn."""
        self._keys.put_nowait(key)

    async def forward_all(self) -> None:
        """Forward one key after the other, for ever."""
        while True:
            for key in self._apart(await self._keys.get()):
                await self._forward_one(key)

    def _apart(self, key: Key) -> tuple[Key, ...]:
        """Part alt from its letter in an input line: terminals send escape and a letter in the same way."""
        name = key.key.removeprefix("alt+")
        if name == key.key or not (isinstance(self._app.focused, Input) and key.is_printable):
            return (key,)
        return Key("escape", "\x1b"), Key(name, key.character)

    async def _forward_one(self, key: Key) -> None:
        focused = self._app.focused or self._app.screen
        way_up = focused.ancestors_with_self
        await self._forward(key)
        if isinstance(focused, Input) and key.is_printable:
            return  # text, which stays in order by itself
        for pump in (*way_up, self._app):  # the app twice: `focus` puts off its work to there
            await self._has_passed(pump)

    async def _has_passed(self, pump: MessagePump) -> None:
        """Wait until `pump` has done all that it had to do by now."""
        passed = asyncio.Event()
        if pump.call_later(passed.set):
            with suppress(TimeoutError):
                await asyncio.wait_for(passed.wait(), PATIENCE_S)
