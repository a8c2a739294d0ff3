"""Interfaces through which screens and their parts call the app, so that none of them imports the app."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol, TypeVar, runtime_checkable

if TYPE_CHECKING:
    from textual.screen import Screen

    from zmqplay.control.source import Source
    from zmqplay.patterns.pattern import Pattern
    from zmqplay.ui.memory import Memory

    StartSource = Callable[[Pattern], Source]
    """Makes the source that plays a pattern; the source is opened later."""

T = TypeVar("T")


class Opens(Protocol):
    """The part of the app that its screens call."""

    @property
    def keeps_up(self) -> bool:
        """Whether the terminal has taken earlier frames, so that another one makes sense."""

    @property
    def is_slow(self) -> bool:
        """Whether the terminal has not kept up for a while; animations then stop."""

    def keep_pace(self, now_ns: int) -> bool:
        """Record whether the terminal keeps up at this frame; return True if `is_slow` changed."""

    def open(self, pattern: Pattern) -> None:
        """Open a screen that plays this pattern, on top of the present one."""

    async def lend_terminal(self, command: Sequence[str]) -> int:
        """Run a program in the terminal, and return its exit status; OSError if it cannot be started."""

    def settle(self) -> None:
        """Start the work that waits for the first paint; called once the first screen is complete."""

    def hold(self, source: Source, left: asyncio.Event) -> asyncio.Future[None]:
        """Open the source in its turn, and close it once `left` is set.

        The future is done when the source is open; its exception says why it could not be opened.
        """

    @property
    def memory(self) -> Memory:
        """The remembered arrangements and lessons."""

    def tell(self, problem: str) -> None:
        """Write a failure into the log, and show it in the last line; an empty text is no failure."""


class ShowsDialog(Protocol):
    """Opens a dialog over the screen; `then` is called with the dialog's result."""

    def __call__(self, dialog: Screen[T], then: Callable[[T | None], None] | None = None) -> None: ...


@runtime_checkable
class LastLine(Protocol):
    """The line of a screen in which one sentence is shown for a while."""

    def say(self, text: str, wrong: bool = False) -> None:
        """Show an answer; `wrong` marks a refusal."""

    def fail(self, text: str) -> None:
        """Show a failure that is in the log already."""


class Says(Protocol):
    """Shows one sentence in the hint line; `wrong` marks a refusal."""

    def __call__(self, text: str, wrong: bool = False) -> None: ...


def last_line_of(*screens: Screen[object]) -> LastLine | None:
    """The last line of the first of these screens that has one; dialogs have none."""
    lines = (line for screen in screens for line in screen.query("#hint") if isinstance(line, LastLine))
    return next(lines, None)
