"""The palette rows of a play screen: the commands that can be given now, the panes, and the keys."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from zmqplay.control.source import Source
from zmqplay.ui.dialogs.palette import PaletteRow
from zmqplay.ui.play.completion import ABOUT, offers
from zmqplay.ui.play.deck import Deck
from zmqplay.ui.play.key_table import PLAY_KEYS, PlayKey
from zmqplay.ui.play.pane_keys import PaneKeys


def palette_rows(
    most: int,
    *,
    source: Source,
    deck: Deck,
    panes: PaneKeys,
    take: Callable[[str], None],
    do: Callable[[str], None],
) -> list[PaletteRow]:
    """All rows of a screen, at most `most` for one command.

    `take` gives a command or begins it; `do` presses a key by its name.
    """
    rows = [_of_key(key, partial(do, key.name)) for key in PLAY_KEYS if key.action and key.in_palette]
    rows += [
        PaletteRow(f"{text}…" if text.endswith(" ") else text, about, partial(take, text))
        for text, about in offers(source, most)
    ]
    rows.append(PaletteRow("/undo", ABOUT["/undo"], partial(do, "nodes.undo")))
    return rows + _of_panes(deck, panes)


def _of_key(key: PlayKey, press: Callable[[], object]) -> PaletteRow:
    """The row of a key, named by the word that the key line has for it, or by the first part of what it does."""
    first, _, more = key.about.partition("; ")
    name, about = (key.label, key.about) if key.label else (first, more)
    return PaletteRow(f"{name[0].upper()}{name[1:]}", about, press, key.shown)


def _of_panes(deck: Deck, panes: PaneKeys) -> list[PaletteRow]:
    """Rows for all panes together, to show each pane that is not visible, and to hide each that is not hidden."""
    seen = deck.visible_panes()
    rows = [
        PaletteRow("Show all panes", "those that are hidden too", panes.show_all),
        PaletteRow("Reset the layout", "the panes as at first: none hidden, large or resized", panes.reset),
    ]
    for name in deck.all:
        title = deck.title_of(name)
        if name not in seen:
            rows.append(PaletteRow(f"Show {title}", "pane", partial(deck.bring, name), f"g {deck.letter_of(name)}"))
        if name not in deck.hidden:
            rows.append(PaletteRow(f"Hide {title}", "pane", partial(panes.hide, name)))
    return rows
