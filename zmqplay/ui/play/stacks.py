"""The places of the panes of a play screen: as many columns of stacks as fit. No widgets.

A stack is a place that several panes share; one of them is visible at a time.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from zmqplay.ui.panes import PANES, PaneEntry, Place

WIDE, HUGE, VAST = 100, 160, 220
"""Columns of the terminal from which on there are: two columns of panes, three stacks in one of them, three columns."""
TALL, TOWERING = 30, 44
"""Rows that a column with three stacks needs: TALL with two columns, TOWERING with three."""

Stack = tuple[str, ...]
Columns = tuple[tuple[Stack, ...], ...]
PlacedColumns = tuple[tuple[tuple[Place, ...], ...], ...]
"""Columns of stacks, each stack as the places that share it."""

EVERY_PATTERNS = (Place.LEDGER, Place.DOCTOR, Place.READING, Place.SOCKETS)
LOG = ((Place.LOG, Place.ARROWS), (Place.FRAMES,))
ONE_STACK: PlacedColumns = (((Place.PICTURE, *LOG[0], *LOG[1], Place.OWN, *EVERY_PATTERNS),),)
TWO_STACKS: PlacedColumns = ((Place.PICTURE,), (Place.OWN, *EVERY_PATTERNS)), LOG
THREE_STACKS: PlacedColumns = ((Place.PICTURE,), (Place.OWN,), EVERY_PATTERNS), LOG
VAST_LOW: PlacedColumns = (
    ((Place.PICTURE,), (Place.OWN, Place.LEDGER, Place.SOCKETS)),
    ((Place.LOG,), (Place.FRAMES,)),
    ((Place.ARROWS,), (Place.DOCTOR, Place.READING)),
)
VAST_TALL: PlacedColumns = (
    ((Place.PICTURE,), (Place.OWN,), (Place.LEDGER, Place.SOCKETS)),
    ((Place.LOG,), (Place.FRAMES,)),
    ((Place.ARROWS,), (Place.DOCTOR,), (Place.READING,)),
)


def columns(own: Sequence[str], width: int, height: int, panes: Sequence[PaneEntry] = PANES) -> Columns:
    """The columns of stacks of panes, in reading order; of the panes at Place.OWN, only those in `own`."""

    def names(place: Place) -> Sequence[str]:
        found = [pane.name for pane in panes if pane.place is place]
        return [name for name in own if name in found] if place is Place.OWN else found

    return tuple(
        tuple(stack for places in column if (stack := tuple(name for place in places for name in names(place))))
        for column in _columns(width, height)
    )


def _columns(width: int, height: int) -> PlacedColumns:
    if width < WIDE:
        return ONE_STACK
    if width >= VAST:
        return VAST_LOW if height < TOWERING else VAST_TALL
    return TWO_STACKS if width < HUGE or height < TALL else THREE_STACKS


def without(all_columns: Columns, hidden: Collection[str]) -> Columns:
    """The columns without the hidden panes; stacks and columns that are then empty are left out."""
    left = (
        tuple(stack for stack in (tuple(n for n in stack if n not in hidden) for stack in column) if stack)
        for column in all_columns
    )
    return tuple(column for column in left if column)
