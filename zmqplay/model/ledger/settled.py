"""Losses that were declared when nothing moved any more; fewer of them count if some messages arrive after all."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Settled:
    """Those of one flow. A receive may be reported before its send, so none is taken back until all is quiet."""

    lost: Counter[str] = field(default_factory=Counter)
    """Those that count."""
    _declared: Counter[str] = field(default_factory=Counter)
    """Those that were declared; all of them count again if what had arrived turns out to have been sent later."""

    def __bool__(self) -> bool:
        return bool(self._declared)

    def add(self, reason: str, messages: int) -> None:
        """Declare so many messages lost."""
        self.lost[reason] += messages
        self._declared[reason] += messages

    def fit(self, missing: int, *, is_told: bool, is_quiet: bool) -> None:
        """Let no more count than are `missing`: sent, not arrived, and not lost otherwise.

        Unless it `is_told`, what the receivers have reported may not have been reported as sent; it is left alone then.
        """
        if is_told or is_quiet:
            for reason, declared in self._declared.items():
                self.lost[reason] = max(0, min(declared, missing))
                missing -= self.lost[reason]
        if is_quiet:
            self._declared = +self.lost
