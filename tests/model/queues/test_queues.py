"""Where dealt messages wait: told by facts, in milliseconds."""

from __future__ import annotations

from tests.model.queues.dealt import deal, dealt, totals, waiting
from tests.model.two_roles import routed
from tests.telling import MS, Telling
from zmqplay.model.messages.messages import PATIENCE_NS
from zmqplay.patterns.push_pull import PUSH_PULL


def test_nothing_waits_when_all_has_arrived() -> None:
    telling = dealt(9)
    assert waiting(telling) == [0, 0, 0]
    assert (totals(telling).delivered, totals(telling).in_flight) == (9, 0)


def test_messages_at_a_slow_worker_are_placed_before_the_worker_takes_any() -> None:
    telling = dealt(30, slow="worker-2")
    assert waiting(telling) == [0, 9, 0]
    assert [message.waits_at for message in telling.traffic.messages.rows if message.waits_at] == [("worker-2",)] * 9


def test_before_any_arrival_the_place_of_messages_is_unknown() -> None:
    telling = Telling(PUSH_PULL)
    telling.sends("producer-1", b"Task")
    telling.report()
    assert waiting(telling) == [None, None, None]
    assert totals(telling).in_flight == 1


def test_with_one_worker_every_message_is_placed_at_once() -> None:
    telling = Telling(PUSH_PULL, {"worker": 1})
    telling.sends("producer-1", b"Task")
    telling.report()
    (message,) = telling.traffic.messages.rows
    assert message.waits_at == ("worker-1",)
    assert waiting(telling) == [1]


def test_equal_messages_reveal_nothing_about_the_turn() -> None:
    telling = Telling(PUSH_PULL)
    for _ in range(6):
        telling.sends("producer-1", b"same")
    telling.receives("worker-1", b"same")
    telling.report()
    assert waiting(telling) == [None, None, None]


def test_a_wrong_turn_is_forgotten_and_learned_again() -> None:
    telling = dealt(6, slow="worker-3")
    assert waiting(telling) == [0, 0, 1]
    telling.send("producer-1", ["worker-2"], b"Task 7")  # it was the turn of worker-1
    telling.report()
    assert waiting(telling) == [None, None, None]
    telling.receives("worker-3", b"Task 6")
    for number, receivers in ((8, ["worker-3"]), (9, ["worker-1"]), (10, [])):
        telling.send("producer-1", receivers, b"Task %d" % number)
    telling.report()
    assert waiting(telling) == [0, 1, 0]


def test_a_worker_that_joins_changes_the_turn() -> None:
    telling = dealt(6)
    name = telling.start("worker", 4)
    telling.meet(name)
    telling.join(name)
    for number in range(7, 15):
        telling.send("producer-1", [f"worker-{(number - 7) % 4 + 1}"] * (number < 11), b"Task %d" % number)
    telling.report()
    assert waiting(telling) == [1, 1, 1, 1]


def test_messages_for_a_frozen_worker_wait_and_arrive_after_the_thaw() -> None:
    telling = dealt(9)
    telling.freeze("worker-1")
    telling.send("producer-1", [], b"Task 10")
    telling.report()
    assert waiting(telling)[0] == 1
    for _ in range(8):
        telling.report()
    assert totals(telling).lost == 0
    telling.thaw("worker-1")
    telling.receives("worker-1", b"Task 10")
    telling.report()
    assert (totals(telling).delivered, totals(telling).in_flight) == (10, 0)


# --- under load, when messages are not shown one by one


def test_under_a_flood_the_place_of_messages_is_unknown_and_totals_are_exact() -> None:
    telling = dealt(9)
    telling.nodes["producer-1"].sampled = True
    telling.nodes["producer-1"].sockets[0].sent.messages += 1_000
    telling.report()
    assert waiting(telling) == [None, None, None]
    assert totals(telling).in_flight == 1_000
    telling.nodes["worker-1"].sockets[0].received.messages += 1_000
    telling.report()
    assert totals(telling).in_flight == 0
    assert waiting(telling) == [0, 0, 0]


def test_after_a_flood_waiting_messages_are_placed_again() -> None:
    telling = dealt(9)
    telling.nodes["producer-1"].sampled = True
    telling.nodes["producer-1"].sockets[0].sent.messages += 999
    telling.nodes["worker-1"].sockets[0].received.messages += 999
    telling.report()
    telling.nodes["producer-1"].sampled = False
    totals(telling)
    deal(telling, 12, slow="worker-3", first=10)
    assert waiting(telling)[2] is not None


def test_a_receive_of_the_flood_that_stays_alone_hides_no_later_message() -> None:
    telling = dealt(9)
    telling.nodes["producer-1"].sampled = True
    telling.nodes["producer-1"].sockets[0].sent.messages += 3  # their samples are not shown
    for worker in ("worker-1", "worker-2", "worker-3"):
        telling.receives(worker, b"unseen")
    telling.report(after_ms=1)
    telling.nodes["producer-1"].sampled = False
    totals(telling)
    deal(telling, 12, slow="worker-3", first=13)
    telling.report(after_ms=PATIENCE_NS / MS)
    alone = [message for message in telling.traffic.messages.rows if b"unseen" in message.heads]
    assert len(alone) == 3
    assert waiting(telling) == [0, 0, 4]


def test_a_reply_is_not_dropped_at_a_queue_that_cannot_have_filled() -> None:
    for limit, lost in ((1_000, 0), (1, 1)):
        telling = routed(b"A")
        telling.change("server-1", options={"SNDHWM": limit})
        for body in (b"one", b"two", b"three"):
            telling.sends("server-1", b"A", body, key=b"A")
        telling.receives("client-1", b"one")
        telling.receives("client-1", b"three")
        telling.report()
        telling.report()
        assert telling.traffic.ledger.totals.lost == lost
