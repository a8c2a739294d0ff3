"""Which of the received messages a role has discarded, and why."""

from __future__ import annotations

from tests.model.two_roles import PRODUCER, two_roles
from tests.telling import MS, Telling
from zmqplay.model.causes import LossReason
from zmqplay.model.reading.fate import Fate, fate_of
from zmqplay.model.reading.why.why import why


def discarding(reason: str, *, sampled: bool = False) -> Telling:
    """A worker receives three tasks, and discards the second after it has received it."""
    telling = Telling(two_roles(PRODUCER, ("worker", "PULL", 1)))
    worker = telling.nodes["worker-1"]
    worker.sampled = sampled
    for body in (b"first", b"second", b"third"):
        telling.send("producer-1", ["worker-1"], body)
        telling.now_ns += 5 * MS
        if body == b"second":
            worker.discard(reason, telling.now_ns)
        telling.now_ns += 5 * MS
    telling.report()
    telling.tick(500)
    return telling


def fates(telling: Telling) -> list[Fate]:
    return [fate_of(telling.traffic, message) for message in telling.traffic.messages.rows]


def test_the_message_that_was_received_last_is_the_one_that_came_too_late() -> None:
    telling = discarding("late")
    assert fates(telling) == [Fate.ARRIVED, Fate.LATE, Fate.ARRIVED]
    assert telling.traffic.messages.rows[1].lost == {"worker-1": LossReason.LATE}
    assert (
        "worker-1 received it too late, and discarded it."
        in why(telling.traffic, telling.traffic.messages.rows[1]).says
    )
    totals = telling.traffic.ledger.totals
    assert (totals.delivered, totals.lost_by_reason) == (2, {LossReason.LATE: 1})


def test_a_reason_of_the_roles_own_is_only_counted() -> None:
    assert fates(discarding("spoilt")) == [Fate.ARRIVED] * 3


def test_among_messages_that_are_not_all_shown_none_is_named() -> None:
    assert fates(discarding("late", sampled=True)) == [Fate.ARRIVED] * 3
