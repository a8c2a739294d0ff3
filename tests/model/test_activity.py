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


def test_a_report_that_covers_more_than_the_time_between_two_marks_makes_no_share_above_one() -> None:
    rates = Rates()
    quarter = SECOND // 4
    busy_ns = 0
    for number in range(12):
        busy_ns += quarter * 113 // 100 if number % 2 else quarter * 87 // 100
        rates.mark(Mark(number * quarter, sent=0, received=number, busy_ns=busy_ns, idle_ns=0, blocked_ns=0))
    assert rates.busy == 1.0
    assert set(rates.shares) == {(1.0, 0.0)}


def test_a_quarter_of_a_second_without_a_report_is_as_busy_as_the_one_before() -> None:
    rates = Rates()
    for number, (busy_ns, idle_ns) in enumerate([(0, 0), (75, 25), (75, 25)]):
        rates.mark(Mark(number * SECOND // 4, sent=0, received=0, busy_ns=busy_ns, idle_ns=idle_ns, blocked_ns=0))
    assert list(rates.shares) == [(0.75, 0.0), (0.75, 0.0)]


def test_a_node_without_any_time_has_no_share() -> None:
    rates = Rates()
    for number in range(9):
        rates.mark(Mark(number * SECOND // 4, sent=0, received=0, busy_ns=0, idle_ns=0, blocked_ns=0))
    assert (rates.busy, rates.blocked, set(rates.shares)) == (0.0, 0.0, {(0.0, 0.0)})
