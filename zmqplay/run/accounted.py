"""A session that keeps, after its end, a short account of what happened in it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from zmqplay.patterns.pattern import Pattern
from zmqplay.session.session import Session
from zmqplay.session.setup import Setup

if TYPE_CHECKING:
    from zmqplay.run.tables import Account


class Accounted(Session):
    """Gives its account away when it is closed: the traffic of a long session is too large to be kept for that."""

    def __init__(self, pattern: Pattern, setup: Setup | None, keep_account: Callable[[str, Account], object]) -> None:
        """`keep_account` is given the pattern's title and the account, if anything was sent."""
        super().__init__(pattern, setup)
        self._keep_account = keep_account

    def close(self) -> None:
        """End everything first: whoever leaves does not wait for the account."""
        left_ns = time.monotonic_ns()
        super().close()
        if self.traffic.ledger.totals.sent:
            from zmqplay.run.tables import short_account  # which nobody needs before

            self._keep_account(self.pattern.title, short_account(self.traffic, self.doctor, left_ns))
