"""Whether the terminal keeps up with the animations, judged by the share of frames that are left out. Pure."""

from __future__ import annotations

S = 1_000_000_000
OVER_NS = 3 * S
"""The time constant of the average: a frame of this age counts about a third (1/e) of a new one."""
TOO_MANY, FEW = 0.35, 0.05
"""Shares (0 to 1) of frames left out: above TOO_MANY the terminal is slow, below FEW it keeps up."""
CALM_NS = 10 * S
"""How long the terminal must keep up before animations run again; doubled after each relapse."""
CALMEST_NS = 320 * S


class Pace:
    """Slow as soon as too many frames are left out, quick again only after a calm time, so that nothing flickers."""

    def __init__(self) -> None:
        self.slow = False
        self._left_out = 0.0
        self._at_ns: int | None = None
        self._calm_since_ns = 0
        self._calm_ns = CALM_NS

    def note(self, drawn: bool, now_ns: int) -> bool:
        """Count a frame as drawn or left out; return True if `slow` changed."""
        passed_ns = 0 if self._at_ns is None else now_ns - self._at_ns
        self._at_ns = now_ns
        weight = max(0.0, min(1.0, passed_ns / OVER_NS))
        self._left_out += ((0.0 if drawn else 1.0) - self._left_out) * weight
        if not self.slow:
            return self._left_out > TOO_MANY and self._become(True, now_ns)
        if self._left_out > FEW:
            self._calm_since_ns = now_ns
        return now_ns - self._calm_since_ns >= self._calm_ns and self._become(False, now_ns)

    def _become(self, slow: bool, now_ns: int) -> bool:
        self.slow = slow
        if slow:
            self._calm_since_ns = now_ns
        else:
            self._calm_ns = min(CALMEST_NS, 2 * self._calm_ns)
        return True
