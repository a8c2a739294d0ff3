"""Which published messages are lost, and which may still arrive."""

from __future__ import annotations

import pytest

from tests.model.queues.dealt import totals
from tests.telling import Telling
from zmqplay.model.causes import LossReason
from zmqplay.patterns.publish_subscribe import PUBLISH_SUBSCRIBE
from zmqplay.wire import Activity


def published(*receivers: list[str], options: dict[str, int] | None = None) -> Telling:
    """Messages of one topic, for subscriber-1 and subscriber-3, with the receivers of each."""
    telling = Telling(PUBLISH_SUBSCRIBE)
    if options:
        telling.change("subscriber-1", options=options)
        telling.report()
    for number, heard in enumerate(receivers):
        telling.send("publisher-1", heard, b"topic1", b"%d" % number)
    telling.report()
    return telling


BOTH = ["subscriber-1", "subscriber-3"]


@pytest.mark.parametrize(
    ("receivers", "lost", "in_flight"),
    [
        ((BOTH, BOTH), 0, 0),
        ((BOTH, BOTH[1:]), 0, 1),  # it may still arrive
        ((BOTH[1:], BOTH), 1, 0),  # a later one has overtaken it
        ((BOTH[1:], BOTH[1:], BOTH), 2, 0),
        (([], BOTH), 2, 0),
        (([], []), 0, 4),
    ],
)
def test_a_gap_before_a_later_message_is_a_loss_at_once(
    receivers: tuple[list[str], ...], lost: int, in_flight: int
) -> None:
    telling = published(*receivers)
    assert (totals(telling).lost, totals(telling).in_flight) == (lost, in_flight)
    assert set(totals(telling).lost_by_reason) <= {LossReason.HIGH_WATER_MARK}


def test_messages_that_a_conflating_subscriber_skipped_are_lost_as_conflated() -> None:
    telling = published(BOTH[1:], BOTH[1:], BOTH, options={"CONFLATE": 1})
    assert totals(telling).lost_by_reason == {LossReason.CONFLATED: 2}


def quiet(telling: Telling) -> Telling:
    """Let every node wait for a second."""
    for node in telling.nodes.values():
        node.does(Activity.IDLE, telling.now_ns)
    for _ in range(4):
        telling.report()
    return telling


def test_messages_that_have_not_arrived_when_all_is_quiet_were_dropped_if_the_queue_can_have_filled() -> None:
    telling = Telling(PUBLISH_SUBSCRIBE)
    telling.change("publisher-1", options={"SNDHWM": 2})
    telling.report()
    for heard in (BOTH, BOTH[1:], BOTH[1:]):
        telling.send("publisher-1", heard, b"topic1", b"%d" % telling.now_ns)
    telling.report(Activity.BUSY)
    assert totals(telling).in_flight == 2
    assert totals(quiet(telling)).lost_by_reason == {LossReason.HIGH_WATER_MARK: 2}


def test_one_message_cannot_have_filled_a_queue_of_a_thousand_so_no_reason_is_claimed() -> None:
    telling = quiet(published(BOTH, BOTH[1:]))
    assert (totals(telling).lost_by_reason, totals(telling).in_flight) == ({}, 1)


def test_what_a_subscriber_had_not_taken_when_it_unsubscribed_is_dropped_by_its_own_filter() -> None:
    telling = published(BOTH, BOTH[1:], BOTH[1:])
    telling.change("subscriber-1", subscriptions=(b"other",))
    assert totals(quiet(telling)).lost_by_reason == {LossReason.UNSUBSCRIBED: 2}
    assert [lost.number for lost in telling.traffic.messages.rows if lost.lost] == [2, 3]


def test_a_message_of_another_topic_that_overtakes_tells_what_the_filter_dropped() -> None:
    telling = published(BOTH, BOTH[1:])
    telling.change("subscriber-1", subscriptions=(b"other",))
    telling.report()
    telling.join("subscriber-1")
    telling.send("publisher-1", ["subscriber-1"], b"other", b"news")
    telling.report()
    assert totals(telling).lost_by_reason == {LossReason.UNSUBSCRIBED: 1}


def test_what_the_filter_dropped_stays_so_though_the_subscriber_has_subscribed_again() -> None:
    telling = published(BOTH, BOTH[1:])
    before = telling.nodes["subscriber-1"].sockets[0].facts.subscriptions
    for subscriptions in ((b"other",), before):
        telling.change("subscriber-1", subscriptions=subscriptions)
        telling.report()
        telling.join("subscriber-1")
    telling.send("publisher-1", BOTH, b"topic1", b"news")
    telling.report()
    assert totals(telling).lost_by_reason == {LossReason.UNSUBSCRIBED: 1}


def test_messages_that_a_conflating_publisher_skipped_are_lost_as_conflated() -> None:
    telling = Telling(PUBLISH_SUBSCRIBE)
    telling.change("publisher-1", options={"CONFLATE": 1})
    telling.report()
    for heard in (BOTH[1:], BOTH[1:], BOTH):
        telling.send("publisher-1", heard, b"topic1", b"%d" % telling.now_ns)
    telling.report()
    assert totals(telling).lost_by_reason == {LossReason.CONFLATED: 2}


def test_messages_that_have_not_arrived_at_the_end_are_in_flight_and_not_lost() -> None:
    telling = published(BOTH, BOTH[1:])
    for node in telling.nodes.values():
        node.does(Activity.IDLE, telling.now_ns)
    telling.over()
    for _ in range(4):
        telling.report()
    assert (totals(telling).lost, totals(telling).in_flight) == (0, 1)
