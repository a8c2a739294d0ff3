"""What is in front for now: the Frames of a message that was opened, and the messages of a filter or a search.

Esc takes each back, and shows what it covered; at the next start nothing of it is remembered.
"""

from __future__ import annotations

from collections.abc import Collection

from zmqplay.ui.play.deck import Deck

FRAMES = "frames"


def bring_for_now(deck: Deck, name: str) -> None:
    """Show and focus a pane until `give_back`; the arrangement by the user stays as it is."""
    if name in deck.panes:
        deck.stacking.bring_for_now(name, deck.active)
        deck.active = name
        deck.lay_out()
        deck.focus_active()


def give_back(deck: Deck, names: Collection[str]) -> None:
    """Show what these panes cover again, and focus the active pane."""
    deck.active = deck.stacking.give_back(names, deck.active)
    deck.lay_out()
    deck.focus_active()


def open_frames(deck: Deck) -> None:
    """Bring the Frames pane, until it is closed or the user goes elsewhere."""
    bring_for_now(deck, FRAMES)


def is_opened(deck: Deck) -> bool:
    """Whether the Frames pane has the focus since it was opened over another pane."""
    return deck.active == FRAMES and any(over.name == FRAMES for over in deck.stacking.for_now)


def close_frames(deck: Deck) -> None:
    """Go back to the pane one came from."""
    give_back(deck, [FRAMES])
