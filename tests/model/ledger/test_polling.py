"""A role that polls is at rest once it has found nothing for a while; one that computes is not."""

from __future__ import annotations

from tests.telling import MS, Telling
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.wire import Activity


def told() -> Telling:
    """One task was sent to a worker that was killed before it took the task; the other worker lives on."""
    telling = Telling(PUSH_PULL, {"worker": 2})
    telling.send("producer-1", ["worker-1"], b"1")
    telling.sends("producer-1", b"2")
    telling.tell("producer-1")
    telling.nodes["producer-1"].since_ns = telling.now_ns
    telling.kill("worker-2")
    telling.tell("producer-1")
    return telling


def poll(telling: Telling, ms: int, every_ms: int = 30) -> None:
    """The worker makes a receive that does not wait, sleeps, and reports, again and again."""
    for _ in range(ms // every_ms):
        telling.nodes["worker-1"].since_ns = telling.now_ns + (every_ms - 5) * MS
        telling.pass_time(every_ms)
        telling.tell("worker-1", Activity.BUSY)
        telling.tick(0)


def in_flight_and_lost(telling: Telling) -> tuple[int, int]:
    totals = telling.traffic.ledger.totals
    return totals.in_flight, totals.lost


def test_a_message_that_a_polling_role_does_not_find_is_lost() -> None:
    telling = told()
    poll(telling, 120)
    assert in_flight_and_lost(telling) == (1, 0)
    assert not telling.traffic.quiet(telling.now_ns, 0)
    poll(telling, 300)
    assert in_flight_and_lost(telling) == (0, 1)
    assert telling.traffic.quiet(telling.now_ns, 0)


def test_a_message_sent_after_a_polling_role_last_looked_is_in_flight() -> None:
    telling = told()
    poll(telling, 420)
    telling.sends("producer-1", b"3")
    telling.nodes["producer-1"].since_ns = telling.now_ns
    telling.tell("producer-1")
    telling.tick(400)
    assert in_flight_and_lost(telling) == (1, 1)


def test_a_role_that_computes_for_long_is_not_at_rest() -> None:
    telling = told()
    telling.nodes["worker-1"].since_ns = telling.now_ns
    for _ in range(40):
        telling.pass_time(30)
        telling.tell("worker-1", Activity.BUSY)
        telling.tick(0)
    assert in_flight_and_lost(telling) == (1, 0)
    assert not telling.traffic.quiet(telling.now_ns, 0)


def test_a_receive_whose_message_is_counted_only_by_the_next_report_is_not_taken_for_a_vain_one() -> None:
    telling = told()
    telling.nodes["worker-1"].since_ns = telling.now_ns
    telling.pass_time(300)
    telling.tell("worker-1", Activity.BUSY)
    telling.nodes["worker-1"].since_ns = telling.now_ns + 20 * MS
    telling.pass_time(30)
    telling.tell("worker-1", Activity.BUSY)
    telling.tick(200)
    assert in_flight_and_lost(telling) == (1, 0)


def test_a_role_that_polled_and_then_computes_for_more_than_a_second_is_no_longer_at_rest() -> None:
    telling = told()
    poll(telling, 420)
    assert telling.traffic.quiet(telling.now_ns, 0)
    telling.tick(1_200)
    assert not telling.traffic.quiet(telling.now_ns, 0)
