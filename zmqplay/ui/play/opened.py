"""What one opened over a pane: the Frames of a message, which esc takes back to the pane one came from."""

from __future__ import annotations

from zmqplay.ui.play.deck import Deck
from zmqplay.ui.view import View

FRAMES = "frames"


def open_frames(view: View, deck: Deck) -> None:
    """Bring the Frames pane, and note from which pane."""
    if deck.active != FRAMES:
        view.opened_from = deck.active
    deck.bring(FRAMES)


def is_opened(view: View, deck: Deck) -> bool:
    """Whether the Frames pane has the focus since it was opened over another pane."""
    return deck.active == FRAMES and bool(view.opened_from)


def close_frames(view: View, deck: Deck) -> None:
    """Go back to the pane one came from."""
    former, view.opened_from = view.opened_from, ""
    deck.bring(former)
