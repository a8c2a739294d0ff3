"""Rows and sums have one voice: no message is said to wait that may be one of those that the sums call lost."""

from __future__ import annotations

from functools import partial

from tests.model.two_roles import subscribed
from tests.telling import Telling
from zmqplay.model.causes import LossReason
from zmqplay.model.messages.filters import Criteria, Matches
from zmqplay.model.reading.fate import Fate, fate_of, is_said
from zmqplay.model.reading.waiting import waiting_at
from zmqplay.model.reading.why.why import why
from zmqplay.wire import Activity

PUBLISHED, SIZE = 40, 2_000_000


def flooded() -> Telling:
    """A subscriber that works on its first message, and a publisher with more for it than fits into the queues."""
    telling = subscribed(b"t")
    telling.change("publisher-1", options={"SNDHWM": 1})
    telling.change("subscriber-1", options={"RCVHWM": 1})
    telling.report()
    telling.send("publisher-1", ["subscriber-1"], b"t", bytes(SIZE))
    for number in range(PUBLISHED):
        telling.sends("publisher-1", b"t", b"%d" % number + bytes(SIZE))
    for _ in range(4):
        telling.report(Activity.BUSY)
    return telling


def test_where_the_sums_have_lost_some_of_those_that_wait_no_row_says_that_it_waits() -> None:
    telling = flooded()
    totals, rows = telling.traffic.ledger.totals, list(telling.traffic.messages.rows)
    assert totals.lost_by_reason == {LossReason.HIGH_WATER_MARK: totals.lost}
    assert 0 < totals.lost < PUBLISHED
    assert [fate_of(telling.traffic, row) for row in rows] == [Fate.ARRIVED] + [Fate.UNKNOWN] * PUBLISHED
    assert {waiting_at(telling.traffic, row) for row in rows} == {()}
    said = why(telling.traffic, rows[-1]).says
    assert said[0].startswith("It waits for subscriber-1 or is lost: some of those not received are, and which")
    assert "before it" not in " ".join(said)


def test_the_filter_for_what_waits_finds_none_of_them() -> None:
    telling = flooded()
    matches = Matches(telling.traffic.messages, Criteria("waiting", became=partial(is_said, telling.traffic)))
    while not matches.is_done:
        matches.update()
    assert matches.found == []


def test_those_sent_since_a_later_message_arrived_wait_again() -> None:
    telling = flooded()
    telling.receives("subscriber-1", b"t", b"%d" % (PUBLISHED - 1) + bytes(SIZE))
    telling.sends("publisher-1", b"t", b"next")
    telling.report(Activity.BUSY)
    telling.report(Activity.BUSY)
    rows = list(telling.traffic.messages.rows)
    found = [fate_of(telling.traffic, row) for row in rows]
    assert found == [Fate.ARRIVED] + [Fate.LOST] * (PUBLISHED - 1) + [Fate.ARRIVED, Fate.WAITING]
    assert waiting_at(telling.traffic, rows[-1]) == ("subscriber-1",)
