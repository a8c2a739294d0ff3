"""The Doctor's rule about queues that grow."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.model.doctor.findings import findings
from tests.model.two_roles import PRODUCER, PUBLISHER, SERVER, Party, subscribers, two_roles, workers
from tests.telling import MS, Telling
from zmqplay.model.doctor import Level
from zmqplay.model.doctor.growth import Pace, pace_of
from zmqplay.model.facts import Used, WorkSet
from zmqplay.model.ledger.backlogs import BacklogMark

QUARTER_NS = 250 * MS


def marks(waiting: Callable[[int], int], taken: Callable[[int], int], count: int = 16) -> list[BacklogMark]:
    """Marks each quarter second, the last one at `count` quarters."""
    return [BacklogMark(n * QUARTER_NS, taken(n), waiting(n)) for n in range(count + 1)]


def pace(waiting: Callable[[int], int], taken: Callable[[int], int], count: int = 16) -> Pace | None:
    return pace_of(marks(waiting, taken, count), count * QUARTER_NS)


def played(telling: Telling, sent: int, taken: int, quarters: int = 9, to: str = "worker-1") -> None:
    """Let the first node send, and `to` take, so many messages in each quarter second."""
    sender, receiver = next(iter(telling.nodes.values())).sockets[0], telling.nodes[to].sockets[0]
    for _ in range(quarters):
        for tally, passed in (sender.sent, sent), (receiver.received, taken):
            tally.messages += passed
            tally.bytes += passed * 100
        if sender.facts.type == "PUB":
            sender.count_key(b"a", 100 * sent, sent, sent=True)
        telling.report()


def overloaded(binding: Party, connecting: Party, to: str = "worker-1") -> Telling:
    telling = Telling(two_roles(binding, connecting))
    played(telling, sent=12, taken=3, to=to)
    return telling


def test_a_steady_growth_is_seen_within_two_seconds_with_what_is_taken_and_given() -> None:
    found = pace(lambda n: 10 * n, lambda n: 3 * n, count=8)
    assert found is not None
    assert (found.taken, found.growth, found.given, found.waiting) == (12, 40, 52, 80)


def test_where_looks_are_too_rare_for_two_seconds_the_growth_is_seen_within_six() -> None:
    rare = marks(lambda n: 10 * n, lambda n: 3 * n, count=24)[::3]
    assert pace_of(rare[-3:], 24 * QUARTER_NS) is None
    found = pace_of(rare, 24 * QUARTER_NS)
    assert found is not None
    assert (found.growth, found.waiting) == (40, 240)


@pytest.mark.parametrize(
    "waiting",
    [
        lambda _n: 500,
        lambda n: 0 if n < 12 else 300 - 10 * n,
        lambda n: 0 if n < 14 else 1000,
        lambda n: 10 * n if n < 13 else 130 - 20 * (n - 13),
        lambda n: n // 4,
        lambda n: 500 - 20 * n,
    ],
    ids=["a full queue", "a burst that drains", "a burst just sent", "a drain has begun", "by chance", "a drain"],
)
def test_no_growth_is_seen_in(waiting: Callable[[int], int]) -> None:
    assert pace(waiting, lambda n: 3 * n) is None


def test_a_receiver_that_is_held_up_for_a_second_and_a_half_is_not_behind() -> None:
    assert pace(lambda n: max(0, 10 * (n - 10)), lambda n: 10 * min(n, 10)) is None


def test_a_slow_growth_is_seen_in_a_longer_time() -> None:
    assert pace(lambda n: n // 2, lambda n: 10 * n, count=8) is None
    found = pace(lambda n: n // 2, lambda n: 10 * n, count=64)
    assert found is not None
    assert found.growth == pytest.approx(2, rel=0.1)


def test_a_worker_that_takes_a_quarter_of_what_it_is_sent() -> None:
    found = findings(overloaded(PRODUCER, workers(1)))["queue-grows"]
    assert (found.node, found.level) == ("worker-1", Level.WRONG)
    assert "worker-1 takes 12/s of 48/s, so the queue grows by 36/s: 81 messages wait, 6.8 s behind" in found.says
    assert "producer-1's PUSH waits in send" in found.says
    assert "5 workers like these keep up" in found.says


@pytest.mark.parametrize(("marks", "says"), [(100, "In about 2.0 s it is full"), (40, "About now it is full")])
def test_a_queue_that_is_read_is_full_when_half_of_the_receivers_is_free(marks: int, says: str) -> None:
    telling = Telling(two_roles(PRODUCER, workers(1)))
    telling.change("producer-1", options={"SNDHWM": marks})
    telling.change("worker-1", options={"RCVHWM": marks})
    telling.nodes["producer-1"].sockets[0].sent.bytes += 100_000_000  # the kernel's buffers hold few of these
    played(telling, sent=12, taken=3)
    assert says in findings(telling)["queue-grows"].says


def test_a_queue_that_is_full_in_hours_only_is_not_said_when_and_receivers_go_by_their_role() -> None:
    telling = Telling(two_roles(PRODUCER, ("sink", "PULL", 1)))
    telling.change("producer-1", options={"SNDHWM": 1_000_000})
    played(telling, sent=12, taken=3, to="sink-1")
    found = findings(telling)["queue-grows"]
    assert "Once it is full (SNDHWM 1,000,000, RCVHWM 1,000, the kernel's buffers between), producer-1's" in found.says
    assert "5 sinks like these keep up" in found.says


def test_a_subscriber_for_which_its_publisher_will_drop() -> None:
    telling = overloaded(PUBLISHER, subscribers(), to="subscriber-1")
    found = findings(telling)["queue-grows"]
    assert found.node == "subscriber-1"
    assert "publisher-1's PUB drops what comes for it" in found.says


def test_a_publisher_that_drops_already_is_not_said_to_have_a_growing_queue() -> None:
    telling = Telling(two_roles(PUBLISHER, subscribers()))
    telling.change("publisher-1", options={"SNDHWM": 5})
    telling.change("subscriber-1", options={"RCVHWM": 5})
    telling.nodes["publisher-1"].sockets[0].sent.bytes += 100_000_000  # the kernel's buffers hold few of these
    played(telling, sent=12, taken=3, to="subscriber-1")
    assert "queue-grows" not in findings(telling)


def test_a_server_that_several_clients_ask() -> None:
    telling = Telling(two_roles(SERVER, ("client", "DEALER", 2)))
    for _ in range(9):
        for client in "client-1", "client-2":
            telling.nodes[client].sockets[0].sent.messages += 6
        telling.nodes["server-1"].sockets[0].received.messages += 3
        telling.report()
    found = findings(telling)["queue-grows"]
    assert found.node == "server-1"
    assert "the DEALERs of client-1 and client-2 wait in send" in found.says


def test_workers_that_all_fall_behind_are_one_finding_about_their_sender() -> None:
    telling = Telling(two_roles(PRODUCER, workers(2)))
    telling.nodes["producer-1"].sampled = True  # so it is not known which of them a message waits for
    for _ in range(9):
        telling.nodes["producer-1"].sockets[0].sent.messages += 12
        for worker in "worker-1", "worker-2":
            telling.nodes[worker].sockets[0].received.messages += 2
        telling.report()
    found = findings(telling)["queue-grows"]
    assert found.node == "producer-1"
    assert "worker-1 and worker-2 take 16/s of 48/s, so the queues grow by 32/s" in found.says


def test_without_a_limit_memory_goes() -> None:
    telling = Telling(two_roles(PRODUCER, workers(1)))
    telling.change("worker-1", options={"RCVHWM": 0})
    telling.take(Used(telling.now_ns, "worker-1", 1.0, 62_000_000))
    played(telling, sent=12, taken=3)
    says = findings(telling)["queue-grows"].says
    assert "RCVHWM is 0, so nothing limits it: it takes 3.6 kB/s of worker-1's memory, which has 62 MB now" in says


def test_a_sender_that_is_flat_out_will_be_held_back_which_is_a_note() -> None:
    telling = Telling(two_roles(PRODUCER, workers(1)))
    for _ in range(9):
        telling.work("producer-1", 1.0)
        played(telling, sent=12, taken=3, quarters=1)
    assert findings(telling)["queue-grows"].level is Level.NOTE


@pytest.mark.parametrize("share", [0.1, 0.5], ids=["hardly gets the processor", "gets it half the time"])
def test_on_a_busy_machine_a_sender_that_is_told_to_be_flat_out_is_no_more_than_a_note(share: float) -> None:
    telling = Telling(two_roles(PRODUCER, workers(1)))
    telling.take(WorkSet(telling.now_ns, "worker-1", 50))
    telling.nodes["producer-1"].flat_out = True
    for _ in range(9):
        telling.work("producer-1", share)
        played(telling, sent=12, taken=3, quarters=1)
    assert findings(telling)["queue-grows"].level is Level.NOTE
    telling.nodes["producer-1"].flat_out = False
    played(telling, sent=12, taken=3, quarters=1)
    assert findings(telling)["queue-grows"].level is Level.NOTE
    played(telling, sent=12, taken=3, quarters=20)
    assert findings(telling)["queue-grows"].level is Level.WRONG


@pytest.mark.parametrize(("waited", "level"), [(0.8, Level.NOTE), (0.1, Level.WRONG)], ids=["much", "a little"])
def test_a_receiver_that_would_keep_up_if_it_got_the_processor_is_no_more_than_a_note(
    waited: float, level: Level
) -> None:
    telling = Telling(two_roles(PUBLISHER, subscribers(1)))
    for second in range(4):
        seconds = second * waited
        telling.take(Used(telling.now_ns, "subscriber-1", 10.0, 62_000_000, waited_seconds=seconds))
        played(telling, sent=12, taken=3, quarters=4, to="subscriber-1")
    found = findings(telling)["queue-grows"]
    assert found.level is level
    assert ("wait for a processor" in found.says) is (level is Level.NOTE)


def test_a_publisher_that_is_flat_out_is_wrong_only_for_a_subscriber_with_work_to_do() -> None:
    for work_ms, level in ((0, Level.NOTE), (50, Level.WRONG)):
        telling = Telling(two_roles(PUBLISHER, subscribers(1)))
        telling.take(WorkSet(telling.now_ns, "subscriber-1", work_ms))
        for _ in range(9):
            telling.work("publisher-1", 1.0)
            played(telling, sent=12, taken=3, quarters=1, to="subscriber-1")
        assert findings(telling)["queue-grows"].level is level


def test_the_queue_of_a_frozen_worker_is_left_to_the_rule_about_frozen_nodes() -> None:
    telling = overloaded(PRODUCER, workers(1))
    telling.freeze("worker-1")
    telling.tick(1_500)
    assert "queue-grows" not in findings(telling)


def test_the_finding_is_withdrawn_when_the_queue_no_longer_grows() -> None:
    telling = overloaded(PRODUCER, workers(1))
    assert "queue-grows" in findings(telling)
    telling.take(WorkSet(telling.now_ns, "worker-1", 0))
    played(telling, sent=0, taken=9, quarters=6)
    assert "queue-grows" not in findings(telling)


def test_a_queue_to_a_foreign_peer_is_not_told_from_that_to_a_node() -> None:
    telling = Telling(two_roles(PRODUCER, workers(1)))
    telling.visit("producer-1", "127.0.0.1:50123")
    played(telling, sent=12, taken=3)
    assert "queue-grows" not in findings(telling)


def test_a_flood_that_a_receiver_without_work_cannot_keep_pace_with_is_a_note() -> None:
    for taken, work_ms, level in ((1_000, 0, Level.NOTE), (100, 0, Level.WRONG), (1_000, 1, Level.WRONG)):
        telling = Telling(two_roles(PRODUCER, workers(1)))
        telling.take(WorkSet(telling.now_ns, "worker-1", work_ms))
        played(telling, sent=taken + 300, taken=taken)
        assert findings(telling)["queue-grows"].level is level
