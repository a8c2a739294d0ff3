"""What a node does, as shares of the time and as rates."""

from __future__ import annotations

from zmqplay.model.activity import Mark, Rates

SECOND = 1_000_000_000


def test_a_share_stays_below_one_where_time_that_was_taken_for_idle_proves_to_have_been_busy() -> None:
    rates = Rates()
    rates.mark(Mark(SECOND, sent=0, received=0, busy_ns=0, idle_ns=SECOND, blocked_ns=0))
    rates.mark(Mark(2 * SECOND, sent=0, received=9, busy_ns=SECOND + 300_000_000, idle_ns=700_000_000, blocked_ns=0))
    assert (rates.busy, rates.blocked) == (1.0, 0.0)
    assert all(0 <= share <= 1 for shares in rates.shares for share in shares)
