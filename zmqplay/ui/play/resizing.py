"""The sizes of the panes, changed by key: a column gets wider or narrower, a pane in it taller or lower."""

from __future__ import annotations

from zmqplay.ui.opens import Says
from zmqplay.ui.play.deck import Deck


class Resizing:
    """Moves the borders of the active pane, or says why nothing moves."""

    def __init__(self, deck: Deck, say: Says) -> None:
        self._deck, self._say = deck, say

    def widen(self, by: int) -> None:
        """Make the active pane's column wider (1) or narrower (-1)."""
        deck, stacked, name = self._deck, self._deck.stacked, self._deck.active
        if len(stacked.grid) < 2:
            self._refuse(self._alone or "nothing to resize: there is one column")
        elif stacked.proportions.widen(stacked.grid, deck.size, name, by):
            deck.lay_out()
        else:
            self._refuse(self._at_its_end("wider" if by > 0 else "narrower", is_growing=by > 0))

    def heighten(self, by: int) -> None:
        """Make the active pane taller (1) or lower (-1)."""
        deck, stacked, name = self._deck, self._deck.stacked, self._deck.active
        if len(next((names for names in stacked.grid if name in names), ())) < 2:
            self._refuse(self._alone or f"nothing to resize: {deck.title_of(name)} has its column for itself")
        elif stacked.proportions.heighten(stacked.grid, deck.size, name, by):
            deck.lay_out()
        else:
            self._refuse(self._at_its_end("taller" if by > 0 else "lower", is_growing=by > 0))

    @property
    def _alone(self) -> str:
        """Why nothing can be resized where one pane has the whole screen; empty if there are several."""
        deck = self._deck
        if len(deck.visible_panes()) > 1:
            return ""
        back = r"; \ shows the others too" if deck.maximised else ""
        return f"nothing to resize: {deck.title_of(deck.active)} has the whole screen{back}"

    def _at_its_end(self, how: str, is_growing: bool) -> str:
        end = ": the others are as small as they can be" if is_growing else ""
        return f"{self._deck.title_of(self._deck.active)} cannot be {how}{end}"

    def _refuse(self, why: str) -> None:
        self._say(why, wrong=True)
