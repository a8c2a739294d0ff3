"""What waits for a node that waits for something else is not lost, though nothing moves."""

from __future__ import annotations

import pytest

from tests.model.two_roles import nothing
from tests.telling import Telling
from zmqplay.model.causes import LossReason
from zmqplay.patterns.pattern import End, Pattern, Role, Wire
from zmqplay.wire import Activity

ROLES = ("producer", "worker", "price")
WIRES = (
    Wire("prices", "tcp://127.0.0.1:5558", End("price", "REP"), End("worker", "REQ")),
    Wire("tasks", "tcp://127.0.0.1:5557", End("producer", "PUSH"), End("worker", "PULL")),
)
PATTERN = Pattern("looks-up", "", "", "", "", tuple(Role(name, nothing, 1) for name in ROLES), WIRES)


def test_tasks_of_a_producer_that_has_ended_wait_while_the_worker_awaits_a_reply() -> None:
    telling = Telling(PATTERN)
    ledger = telling.traffic.ledger
    for number in range(3):
        telling.sends("producer-1", b"task %d" % number)
    telling.receives("worker-1", b"task 0", socket=1)
    telling.sends("worker-1", b"what does it cost?")
    telling.receives("price-1", b"what does it cost?")
    telling.nodes["worker-1"].doing = Activity.IDLE
    telling.report()
    telling.stop("producer-1")
    for _ in range(5):
        telling.report()
    assert (ledger.totals.in_flight, ledger.totals.lost) == (2, 0)
    telling.send("price-1", ["worker-1"], b"3")
    for _ in range(5):
        telling.report()
    assert ledger.totals.lost_by_reason == {LossReason.UNSENT: 2}


def test_a_reply_that_the_sender_awaits_holds_up_nothing() -> None:
    wires = (
        Wire("prices", "tcp://127.0.0.1:5558", End("price", "REP"), End("producer", "REQ")),
        Wire("tasks", "tcp://127.0.0.1:5557", End("producer", "PUSH"), End("worker", "PULL")),
    )
    telling = Telling(Pattern("asks-first", "", "", "", "", PATTERN.roles, wires))
    for number in range(3):
        telling.sends("producer-1", b"task %d" % number, socket=1)
    telling.receives("worker-1", b"task 0")
    telling.sends("producer-1", b"what does it cost?")
    telling.receives("price-1", b"what does it cost?")
    telling.nodes["producer-1"].doing = Activity.IDLE
    telling.report()
    telling.change("worker-1", closed=True)
    for _ in range(5):
        telling.report()
    assert telling.traffic.ledger.totals.lost_by_reason == {LossReason.GIVEN_UP: 2}


def test_a_reply_that_a_dead_worker_awaited_holds_up_nothing() -> None:
    telling = Telling(PATTERN)
    telling.nodes["producer-1"].sampled = True  # which tasks wait is not known one by one
    for number in range(3):
        telling.sends("producer-1", b"task %d" % number)
    telling.receives("worker-1", b"task 0", socket=1)
    telling.sends("worker-1", b"what does it cost?")
    telling.receives("price-1", b"what does it cost?")
    telling.nodes["worker-1"].doing = Activity.IDLE
    telling.report()
    telling.kill("worker-1")
    for _ in range(5):
        telling.report()
    assert telling.traffic.ledger.totals.lost_by_reason == {LossReason.PEER_DIED: 2}


TAKES_ORDERS = Pattern(
    "takes-orders",
    "",
    "",
    "",
    "",
    PATTERN.roles,
    (
        Wire("orders", "tcp://127.0.0.1:5558", End("price", "PAIR"), End("worker", "PAIR")),
        Wire("tasks", "tcp://127.0.0.1:5557", End("producer", "PUSH"), End("worker", "PULL")),
    ),
)


@pytest.mark.parametrize("activity", [Activity.IDLE, Activity.BLOCKED])
def test_tasks_of_a_producer_that_has_ended_wait_while_the_worker_waits_at_another_socket(activity: Activity) -> None:
    telling = Telling(TAKES_ORDERS)
    worker, ledger = telling.nodes["worker-1"], telling.traffic.ledger
    for number in range(3):
        telling.sends("producer-1", b"task %d" % number)
    telling.receives("worker-1", b"task 0", socket=1)
    worker.does(activity, telling.now_ns)
    worker.alone = True
    telling.report()
    telling.stop("producer-1")
    for _ in range(5):
        telling.tick(200)
        telling.report()
    assert (ledger.totals.in_flight, ledger.totals.lost) == (2, 0)
    worker.alone = False  # it polls the tasks' socket too
    for _ in range(5):
        telling.tick(200)
        telling.report()
    assert ledger.totals.lost_by_reason == {LossReason.UNSENT: 2}


@pytest.mark.parametrize(("polled", "lost"), [((0,), 0), ((0, 1), 2)], ids=["the other", "each in turn"])
def test_tasks_wait_while_the_worker_polls_another_socket_in_short_steps(polled: tuple[int, ...], lost: int) -> None:
    telling = Telling(TAKES_ORDERS)
    worker, ledger = telling.nodes["worker-1"], telling.traffic.ledger
    for number in range(3):
        telling.sends("producer-1", b"task %d" % number)
    telling.receives("worker-1", b"task 0", socket=1)
    telling.stop("producer-1")
    worker.alone = True
    for step in range(20):
        telling.tick(50)
        worker.does(Activity.IDLE, telling.now_ns, socket=polled[step % len(polled)])
        telling.report(after_ms=40)
    assert ledger.totals.lost == lost
    assert ledger.totals.in_flight == 2 - lost
