"""The palette's own rows: every pattern, and every command that can be given now."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider

from zmqplay.ui.commands import offers, parse

if TYPE_CHECKING:
    from zmqplay.ui.app import ZmqPlay

Row = tuple[str, str, Callable[[], None]]


class PlayCommands(Provider):
    """Offers what the input line's commands and the menu offer."""

    def _rows(self) -> list[Row]:
        from zmqplay.patterns import PATTERNS
        from zmqplay.ui.play_screen import PlayScreen

        rows: list[Row] = []
        screen = self.screen
        if isinstance(screen, PlayScreen):
            names = screen.names()
            rows += [
                (text, about, partial(screen.obey, parse(text, names)))
                for text, about in offers(names)
                if text not in ("/help", "/quit")  # those are the app's own rows
            ]
        app = cast("ZmqPlay", self.app)
        rows += [(f"Play {pattern.title}", pattern.summary, partial(app.play, pattern)) for pattern in PATTERNS]
        return rows

    async def discover(self) -> Hits:
        for text, about, act in self._rows():
            yield DiscoveryHit(text, act, help=about)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for text, about, act in self._rows():
            score = matcher.match(f"{text} {about}")
            if score > 0:
                yield Hit(score, matcher.highlight(text), act, help=about)
