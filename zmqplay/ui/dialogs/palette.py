"""The palette's own rows: every command that can be given now, every key, and every pattern."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider

if TYPE_CHECKING:
    from zmqplay.ui.app import ZmqPlay
    from zmqplay.ui.play.screen import PlayScreen

Row = tuple[str, str, Callable[[], object]]

FEW, MANY = 4, 64
"""Rows of one command: before anything is typed, and of those that are searched in."""


class PlayCommands(Provider):
    """Offers what the input line's commands, the keys and the menu offer."""

    def _rows(self, most: int) -> list[Row]:
        from zmqplay.patterns import PATTERNS
        from zmqplay.ui.play.screen import PlayScreen

        rows = self._of_play(self.screen, most) if isinstance(self.screen, PlayScreen) else []
        app = cast("ZmqPlay", self.app)
        rows += [(f"Play {pattern.title}", pattern.summary, partial(app.play, pattern)) for pattern in PATTERNS]
        return rows

    def _of_play(self, screen: PlayScreen, most: int) -> list[Row]:
        from zmqplay.ui.keys.keys import PLAY_KEYS
        from zmqplay.ui.play.completion import (  # knows every pattern, so the first paint does not wait for it
            ABOUT,
            offers,
        )

        rows: list[Row] = [
            (f"{text}…" if text.endswith(" ") else text, about, partial(screen.take, text))
            for text, about in offers(screen.session, most)
        ]
        rows.append(("/undo", ABOUT["/undo"], screen.action_undo))
        rows += _of_panes(screen)
        rows += [
            (f"{key.about[0].upper()}{key.about[1:]}", f"key  {key.shown}", partial(screen.run_action, key.action))
            for key in PLAY_KEYS
            if key.in_palette
        ]
        return rows

    async def discover(self) -> Hits:
        for text, about, act in self._rows(FEW):
            yield DiscoveryHit(text, act, help=about)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for text, about, act in self._rows(MANY):
            score = matcher.match(f"{text} {about}")
            if score > 0:
                yield Hit(score, matcher.highlight(text), act, help=about)


def _of_panes(screen: PlayScreen) -> list[Row]:
    """To show each pane that is not seen, and to hide each that is not hidden."""
    deck, seen = screen.deck, screen.deck.visible_panes()
    rows: list[Row] = []
    for name in deck.all:
        title = deck.title_of(name)
        if name not in seen:
            rows.append((f"Show {title}", "pane", partial(deck.bring, name)))
        if name not in deck.hidden:
            rows.append((f"Hide {title}", "pane", partial(screen.hide_pane, name)))
    return rows
