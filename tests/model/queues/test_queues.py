"""Where messages wait, and which of them are lost: told by facts, in milliseconds."""

from __future__ import annotations

from tests.telling import Telling
from zmqplay.model.causes import LossReason
from zmqplay.model.ledger.accounts import Link, Totals
from zmqplay.patterns.pipeline import PIPELINE
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.patterns.request_reply import REQUEST_REPLY

WORKERS = ["worker-1", "worker-2", "worker-3"]


def dealt(count: int, *, workers: int = 3, slow: str = "") -> Telling:
    """Tasks dealt in turn, each done at once but those of the slow worker, which has done its first one."""
    telling = Telling(PUSH_PULL, {"worker": workers})
    deal(telling, count, workers, slow)
    return telling


def deal(telling: Telling, count: int, workers: int = 3, slow: str = "", first: int = 1) -> None:
    for number in range(first, first + count):
        worker = f"worker-{(number - 1) % workers + 1}"
        telling.send("producer-1", [worker] * (worker != slow or number <= workers), b"Task %d" % number)
    telling.report()


def links(telling: Telling) -> dict[str, Link]:
    """By receiver, of the one sender."""
    telling.traffic.ledger.update(telling.now_ns)
    return {link.receiver: link for link in telling.traffic.ledger.find_links()}


def totals(telling: Telling) -> Totals:
    telling.traffic.ledger.update(telling.now_ns)
    return telling.traffic.ledger.totals


def waiting(telling: Telling) -> list[int | None]:
    return [link.waiting for link in links(telling).values()]


# --- dealt in turn


def test_nothing_waits_when_all_has_arrived() -> None:
    telling = dealt(9)
    assert waiting(telling) == [0, 0, 0]
    assert (totals(telling).delivered, totals(telling).in_flight) == (9, 0)


def test_what_waits_at_a_slow_worker_is_told_before_the_worker_has_taken_any_of_it() -> None:
    telling = dealt(30, slow="worker-2")
    assert waiting(telling) == [0, 9, 0]
    assert [message.waits_at for message in telling.traffic.messages.rows if message.waits_at] == [("worker-2",)] * 9


def test_before_anything_has_arrived_nobody_can_tell_where_it_waits() -> None:
    telling = Telling(PUSH_PULL)
    telling.sends("producer-1", b"Task")
    telling.report()
    assert waiting(telling) == [None, None, None]
    assert totals(telling).in_flight == 1


def test_with_one_worker_all_that_waits_is_there_at_once() -> None:
    telling = Telling(PUSH_PULL, {"worker": 1})
    telling.sends("producer-1", b"Task")
    telling.report()
    (message,) = telling.traffic.messages.rows
    assert message.waits_at == ("worker-1",)
    assert waiting(telling) == [1]


def test_alike_messages_say_nothing_of_the_turn() -> None:
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


def test_a_frozen_worker_s_messages_wait_and_arrive_when_it_is_thawed() -> None:
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


# --- killed and started again


def test_a_killed_worker_loses_what_waited_there_with_its_numbers() -> None:
    telling = dealt(30, slow="worker-2")
    telling.kill("worker-2")
    telling.report()
    lost = links(telling)["worker-2"]
    assert lost.lost == {LossReason.PEER_DIED: 9}
    assert list(lost.lost_numbers) == list(range(5, 31, 3))
    assert totals(telling).lost_by_reason == {LossReason.PEER_DIED: 9}


def test_what_a_killed_worker_received_and_could_not_report_is_delivered() -> None:
    telling = dealt(30, slow="worker-2")
    telling.receives("worker-2", b"Task 5")  # counted in its page, never reported
    telling.kill("worker-2")
    telling.report()
    assert totals(telling).lost_by_reason == {LossReason.PEER_DIED: 8}
    assert totals(telling).delivered == 22
    oldest = next(message for message in telling.traffic.messages.rows if message.number == 5)
    assert ([delivery.node for delivery in oldest.deliveries], oldest.latency_ns) == (["worker-2"], None)


def test_what_waits_in_a_pipe_of_a_sender_that_connects_outlives_its_receiver() -> None:
    telling = Telling(PIPELINE, {"worker": 1})
    big = b"x" * 5_000
    for number in range(20):
        telling.send("worker-1", [], b"%d" % number + big, wire=1)
    telling.report()
    telling.kill("sink-1")
    telling.report()
    assert totals(telling).lost == 0
    assert totals(telling).in_flight == 20


def test_what_fits_into_the_kernel_dies_with_the_receiver() -> None:
    telling = Telling(PIPELINE, {"worker": 1})
    telling.send("worker-1", [], b"small", wire=1)
    telling.report()
    telling.kill("sink-1")
    telling.report()
    assert totals(telling).lost_by_reason == {LossReason.PEER_DIED: 1}


def test_a_worker_that_starts_again_is_dealt_what_is_sent_from_then_on() -> None:
    telling = dealt(6, workers=2)
    telling.kill("worker-2")
    telling.report()
    telling.start("worker", 2)
    telling.meet("worker-2")
    telling.join("worker-2")
    for number in range(7, 13):
        telling.send("producer-1", [f"worker-{number % 2 + 1}"] * (number < 9), b"Task %d" % number)
    telling.report()
    assert waiting(telling) == [2, 2]
    assert totals(telling).lost == 0


def test_numbers_go_on_when_a_sender_starts_again() -> None:
    telling = dealt(4, workers=2)
    telling.kill("producer-1")
    telling.start("producer", 1)
    telling.meet("producer-1")
    telling.join("producer-1")
    telling.send("producer-1", ["worker-1"], b"Task again")
    telling.report()
    assert [message.number for message in telling.traffic.messages.rows] == [1, 2, 3, 4, 5]
    assert totals(telling).sent == totals(telling).delivered == 5


# --- more passes than is seen


def test_under_a_flood_nobody_can_tell_where_it_waits_and_the_totals_are_exact() -> None:
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


def test_after_a_flood_what_waits_is_told_again() -> None:
    telling = dealt(9)
    telling.nodes["producer-1"].sampled = True
    telling.nodes["producer-1"].sockets[0].sent.messages += 999
    telling.nodes["worker-1"].sockets[0].received.messages += 999
    telling.report()
    telling.nodes["producer-1"].sampled = False
    totals(telling)
    deal(telling, 12, slow="worker-3", first=10)
    assert waiting(telling)[2] is not None


def test_a_request_that_waited_at_a_killed_server_is_lost_and_the_other_is_not() -> None:
    telling = Telling(REQUEST_REPLY, {"client": 2})
    telling.send("client-1", ["server-1"], b"Hello")
    telling.send("client-2", [], b"Hello too")
    telling.report()
    telling.kill("server-1")
    telling.report()
    assert totals(telling).lost_by_reason == {LossReason.PEER_DIED: 1}
    assert totals(telling).in_flight == 0
