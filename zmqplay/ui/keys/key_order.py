"""Keys one after the other, however fast they are typed: what one does to the focus counts for the next.

Textual sends each key to what has the focus when it arrives, and asks the bindings only when it has come up again from
there to the app. Keys that are typed meanwhile, as by a script or over a slow line, would go to the wrong place.
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
"""How long the next key waits for who does not answer, e.g. since the key has closed it."""


class Typed:
    """The keys that wait until those before them have done what they do."""

    def __init__(self, app: App[Any], forward: Callable[[Key], Awaitable[None]]) -> None:
        """`forward` brings a key to what has the focus."""
        self._app = app
        self._forward = forward
        self._keys: asyncio.Queue[Key] = asyncio.Queue()

    def put(self, key: Key) -> None:
        """Let it be forwarded in its turn."""
        self._keys.put_nowait(key)

    async def forward_all(self) -> None:
        """Forward each, for ever."""
        while True:
            for key in self._apart(await self._keys.get()):
                await self._forward_one(key)

    def _apart(self, key: Key) -> tuple[Key, ...]:
        """In an input line a letter with alt is one after an escape: terminals send both alike."""
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
        for pump in (*way_up, self._app):  # the app twice: who calls `focus` has it done there later
            await self._has_passed(pump)

    async def _has_passed(self, pump: MessagePump) -> None:
        """Wait until it has done all that it had to do."""
        passed = asyncio.Event()
        if pump.call_later(passed.set):
            with suppress(TimeoutError):
                await asyncio.wait_for(passed.wait(), PATIENCE_S)
