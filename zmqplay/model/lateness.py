"""Lateness: how much later reports are taken than they were made. On a busy machine that may be a second and more."""

from __future__ import annotations

from dataclasses import dataclass

KEPT_NS = 1_000_000_000
"""How long a late report tells of others to come, at least."""
MOST_NS = 2_000_000_000
"""What is later than this is waited for no longer: it may never come."""


@dataclass(slots=True)
class Lateness:
    """Up to which moment the reports have told what has happened: whether nothing moves is asked as of then."""

    told_ns: int = 0
    """That moment, as of the last tick."""
    _begun_ns: int = 0
    """When the present interval began, which lasts `KEPT_NS` at least."""
    _latest_ns: int = 0
    """How late the latest report in this interval was."""
    _before_ns: int = 0
    """How late the latest report in the interval before was."""
    _least_ns: int | None = None
    """How late the least late report in this interval was; None without any."""
    _behind_ns: int = 0

    def note(self, made_ns: int, taken_ns: int) -> None:
        """A report was taken."""
        if taken_ns - self._begun_ns >= KEPT_NS:
            is_next = taken_ns - self._begun_ns < 2 * KEPT_NS
            self._before_ns, self._latest_ns, self._begun_ns = self._latest_ns if is_next else 0, 0, taken_ns
            self._behind_ns, self._least_ns = self._least_ns or 0, None
        late_ns = taken_ns - made_ns
        self._latest_ns = max(self._latest_ns, min(late_ns, MOST_NS))
        self._least_ns = late_ns if self._least_ns is None else min(self._least_ns, late_ns)

    def behind_ns(self, now_ns: int) -> int:
        """How old all that is known was at least, in the last interval: reports come faster than they can be taken."""
        return self._behind_ns if now_ns - self._begun_ns < 2 * KEPT_NS else 0

    def tick(self, now_ns: int) -> int:
        """It is `now_ns`; return the moment up to which is told what has happened. It never goes back."""
        late_ns = max(self._latest_ns, self._before_ns) if now_ns - self._begun_ns < 2 * KEPT_NS else 0
        self.told_ns = max(self.told_ns, now_ns - late_ns)
        return self.told_ns
