"""The Doctor's rules about how work is shared out."""

from __future__ import annotations

from tests.model.doctor.findings import findings
from tests.model.two_roles import PRODUCER, two_roles, workers
from tests.telling import Telling
from zmqplay.wire import Activity


def test_a_healthy_session_has_no_finding() -> None:
    telling = Telling(two_roles(PRODUCER, workers()))
    for number in range(10):
        telling.send("producer-1", [f"worker-{number % 2 + 1}"], b"Task %d" % number)
    telling.report(after_ms=2_000)
    assert findings(telling) == {}


def test_a_slow_worker_that_holds_its_equal_share() -> None:
    telling = Telling(two_roles(PRODUCER, workers()))
    for number in range(20):
        worker = "worker-2" if number % 2 else "worker-1"
        telling.send("producer-1", [worker] * (number % 2 or number < 4), b"Task %d" % number)
    for _ in range(4):
        telling.nodes["worker-1"].services_ns, telling.nodes["worker-2"].services_ns = [100_000_000], [10_000]
        telling.nodes["worker-1"].sockets[0].busy_ns += 250_000_000
        telling.report()
    found = findings(telling)["slow-worker"].says
    assert "worker-1 needs 100 ms a task" in found
    assert "Let the workers ask for work" in found
    assert "A small RCVHWM does not help alone" in found


def test_a_worker_that_took_everything_by_joining_first() -> None:
    telling = Telling(two_roles(PRODUCER, workers(1)))
    for number in range(9):
        telling.sends("producer-1", b"Task %d" % number)
    telling.report()
    telling.start("worker", 2)
    telling.report()
    telling.meet("worker-2")
    telling.join("worker-2")
    telling.nodes["worker-2"].does(Activity.IDLE, telling.now_ns)
    telling.report(after_ms=2_000)
    assert "9 messages of producer-1 still wait there" in findings(telling)["first-took-all"].says
