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
        """Let it be forwarded in its turn. A letter with alt is one after an escape: terminals send both alike."""
        name = key.key.removeprefix("alt+")
        if name != key.key and key.is_printable:
            self._keys.put_nowait(Key("escape", "\x1b"))
            key = Key(name, key.character)
        self._keys.put_nowait(key)

    async def forward_all(self) -> None:
        """Forward each, for ever."""
        while True:
            key = await self._keys.get()
            way_up = (self._app.focused or self._app.screen).ancestors_with_self
            await self._forward(key)
            for pump in (*way_up, self._app):  # the app twice: who calls `focus` has it done there later
                await self._has_passed(pump)

    async def _has_passed(self, pump: MessagePump) -> None:
        """Wait until it has done all that it had to do."""
        passed = asyncio.Event()
        if pump.call_later(passed.set):
            with suppress(TimeoutError):
                await asyncio.wait_for(passed.wait(), PATIENCE_S)
