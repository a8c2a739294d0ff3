"""The app as its screens see it, so that no screen imports the app."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from textual.screen import Screen

    from zmqplay.control.source import Source
    from zmqplay.patterns.pattern import Pattern
    from zmqplay.ui.settings import Arrangement

    StartSource = Callable[[Pattern], Source]
    """Makes the source that plays a pattern; it is opened later."""

T = TypeVar("T")


class Opens(Protocol):
    """The app, as its screens see it."""

    @property
    def keeps_up(self) -> bool:
        """The terminal has drawn what it was sent, so that another frame makes sense."""

    @property
    def is_slow(self) -> bool:
        """The terminal has not kept up for a while, so nothing moves by itself."""

    def keep_pace(self, now_ns: int) -> bool:
        """Note that a frame is due; True if that changes `is_slow`."""

    def open(self, pattern: Pattern) -> None:
        """Open a screen on top that plays this pattern."""

    def settle(self) -> None:
        """Begin what was put off until the first screen is painted."""

    def hold(self, source: Source, left: asyncio.Event) -> asyncio.Future[None]:
        """Open the source in its turn, and close it once `left` is set.

        The future is done when the source is open; its exception says why it could not be opened.
        """

    def arrangement_of(self, name: str) -> Arrangement:
        """How the panes of a pattern stood the last time."""

    def remember_arrangement(self, name: str, arrangement: Arrangement) -> None:
        """Write down how the panes of a pattern stand."""

    def toast(self, sentence: str) -> None:
        """Say, over whatever is shown, that something failed; the sentence is safe to draw."""


class ShowsDialog(Protocol):
    """Opens a dialog over the screen; `then` is called with what the dialog gives back."""

    def __call__(self, dialog: Screen[T], then: Callable[[T | None], None] | None = None) -> None: ...


class Says(Protocol):
    """Says one sentence in the hint line; `wrong` marks what was refused."""

    def __call__(self, text: str, wrong: bool = False) -> None: ...
