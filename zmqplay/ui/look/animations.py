"""Animations run if the user wants them, TEXTUAL_ANIMATIONS allows them, and the terminal keeps up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zmqplay.ui.look.pace import Pace

if TYPE_CHECKING:
    from textual.types import AnimationLevel


class Animations:
    """The user's wish and the terminal's pace, put together."""

    def __init__(self, allowed: AnimationLevel, wanted: bool) -> None:
        """`allowed` is what TEXTUAL_ANIMATIONS says, `wanted` what the user chose the last time."""
        self._allowed = allowed
        self._pace = Pace()
        self.wanted = wanted and allowed != "none"

    @property
    def is_slow(self) -> bool:
        """The terminal does not keep up."""
        return self._pace.slow

    @property
    def level(self) -> AnimationLevel:
        """The level for Textual; animations that the user switched on count more than TEXTUAL_ANIMATIONS."""
        wanted: AnimationLevel = "full" if self._allowed == "none" else self._allowed
        return wanted if self.wanted and not self.is_slow else "none"

    def note(self, drawn: bool, now_ns: int) -> bool:
        """A frame was drawn or left out; True if that changes `is_slow`."""
        return self._pace.note(drawn, now_ns)
