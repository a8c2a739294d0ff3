"""Whether animations run: if the user wants them, TEXTUAL_ANIMATIONS allows them, and the terminal keeps up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zmqplay.ui.look.pace import Pace

if TYPE_CHECKING:
    from textual.types import AnimationLevel


class Animations:
    """The animation level, from the user's wish and the terminal's pace."""

    def __init__(self, allowed: AnimationLevel, wanted: bool) -> None:
        """`allowed` is the value of TEXTUAL_ANIMATIONS, `wanted` the user's last choice."""
        self._allowed = allowed
        self._pace = Pace()
        self.wanted = wanted and allowed != "none"

    @property
    def is_slow(self) -> bool:
        """Whether the terminal does not keep up."""
        return self._pace.slow

    @property
    def level(self) -> AnimationLevel:
        """The level for Textual; the user's choice in this run overrides TEXTUAL_ANIMATIONS."""
        wanted: AnimationLevel = "full" if self._allowed == "none" else self._allowed
        return wanted if self.wanted and not self.is_slow else "none"

    def note(self, drawn: bool, now_ns: int) -> bool:
        """Count a frame as drawn or left out; return True if `is_slow` changed."""
        return self._pace.note(drawn, now_ns)
