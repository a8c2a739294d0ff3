"""The Doctor's rules about how work is shared out."""

from __future__ import annotations

import pytest

from tests.model.doctor.findings import findings
from tests.model.two_roles import PRODUCER, two_roles, workers
from tests.model.visited import flood, visited
from tests.telling import BEGIN_NS, Telling
from zmqplay.model.facts import Used
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
    assert "worker-1 needs 100 ms a task where worker-2 needs less than a millisecond" in found
    assert "there while worker-2 idles" in found
    assert "Let the workers ask for work" in found
    assert "A small RCVHWM does not help alone" in found


def test_a_worker_with_two_sockets_at_a_wire_is_one_worker() -> None:
    telling = Telling(two_roles(PRODUCER, workers(1)))
    telling.nodes["worker-1"].open("PULL", connected=tuple(telling.traffic.addresses.values()))
    telling.connect("worker-1")
    telling.report()
    for number in range(40):
        telling.sends("producer-1", b"Task %d" % number)
    telling.report(after_ms=2_000)
    assert telling.traffic.ledger.totals.in_flight == 40
    assert not {"slow-worker", "first-took-all"} & findings(telling).keys()


def test_a_flood_that_has_just_begun_was_not_taken_by_the_only_worker_that_has_told_of_it() -> None:
    telling = Telling(two_roles(PRODUCER, workers(3)))
    for name in ("worker-2", "worker-3"):
        telling.nodes[name].does(Activity.IDLE, telling.now_ns)
    for _ in range(8):
        telling.report()
    telling.nodes["producer-1"].sockets[0].sent.messages += 9_000
    telling.nodes["worker-1"].sockets[0].received.messages += 1_000
    telling.work("worker-1", 1.0)
    telling.pass_time(250)
    telling.tell("producer-1", Activity.BUSY)
    telling.tell("worker-1", Activity.BUSY)
    telling.tick(0)
    assert telling.traffic.ledger.totals.in_flight == 8_000
    assert telling.traffic.nodes["worker-1"].rates.busy > 0.6
    assert "first-took-all" not in findings(telling)


def test_workers_that_have_just_been_given_some_of_a_flood_do_not_idle() -> None:
    telling = Telling(two_roles(PRODUCER, workers(2)))
    telling.nodes["worker-2"].does(Activity.IDLE, telling.now_ns)
    for _ in range(8):
        telling.nodes["producer-1"].sockets[0].sent.messages += 1_000
        telling.work("worker-1", 1.0)
        telling.report(Activity.BUSY)
    telling.nodes["worker-2"].does(Activity.IDLE, telling.now_ns)
    for given, is_found in ((0, True), (100, False)):
        telling.nodes["worker-2"].sockets[0].received.messages += given
        for _ in range(4 if is_found else 1):
            telling.work("worker-1", 1.0)
            telling.pass_time(250)
            telling.tell("worker-1", Activity.BUSY)
            telling.tell("worker-2")
            telling.tick(0)
        telling.doctor.diagnoses.clear()
        assert ("first-took-all" in findings(telling)) is is_found


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


@pytest.mark.parametrize("given", [0, 2], ids=["nothing", "a task that is not done yet"])
def test_nobody_is_slow_beside_a_worker_that_has_done_no_task(given: int) -> None:
    telling = Telling(two_roles(PRODUCER, workers()))
    for number in range(18):
        worker = "worker-2" if 2 < number < 3 + given else "worker-1"
        telling.send("producer-1", [worker] * (worker == "worker-2" or number < 3), b"Task %d" % number)
    for _ in range(4):
        telling.nodes["worker-1"].services_ns = [36_000_000]
        telling.nodes["worker-1"].sockets[0].busy_ns += 250_000_000
        telling.report()
        assert telling.traffic.nodes["worker-1"].received < telling.traffic.nodes["producer-1"].sent - 5
        assert "slow-worker" not in findings(telling)


@pytest.mark.parametrize(("stranger", "says"), [(False, "100 messages wait there"), (True, "")])
def test_what_waits_at_a_slow_worker_is_counted_under_load_unless_a_foreign_peer_may_have_some(
    stranger: bool, says: str
) -> None:
    telling = visited(two_roles(PRODUCER, workers()), "producer-1", peers=stranger)
    flood(telling, "producer-1", 300, ("worker-1", 50), ("worker-2", 150))
    for _ in range(4):
        telling.nodes["worker-1"].services_ns, telling.nodes["worker-2"].services_ns = [100_000_000], [10_000]
        telling.nodes["worker-1"].sockets[0].busy_ns += 250_000_000
        telling.report()
    assert [says in finding.says for rule, finding in findings(telling).items() if rule == "slow-worker"] == [True] * (
        not stranger
    )


@pytest.mark.parametrize(("waited", "is_slow"), [(0.999, False), (0.1, True)], ids=["nearly all the time", "a little"])
def test_a_worker_is_not_slow_for_the_time_for_which_it_waited_for_a_processor(waited: float, is_slow: bool) -> None:
    telling = Telling(two_roles(PRODUCER, workers()))
    flood(telling, "producer-1", 300, ("worker-1", 50), ("worker-2", 150))
    for _ in range(4):
        seconds = waited * (telling.now_ns - BEGIN_NS) / 1e9
        telling.take(Used(telling.now_ns, "worker-1", 10.0, 62_000_000, waited_seconds=seconds))
        telling.nodes["worker-1"].services_ns, telling.nodes["worker-2"].services_ns = [100_000_000], [10_000]
        telling.nodes["worker-1"].sockets[0].busy_ns += 250_000_000
        telling.report()
    assert ("slow-worker" in findings(telling)) is is_slow
