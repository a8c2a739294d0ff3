"""Where reports are taken late, nothing is concluded from their silence before they would have come."""

from __future__ import annotations

from tests.telling import MS, Telling
from zmqplay.model import facts
from zmqplay.model.lateness import KEPT_NS, MOST_NS, Lateness
from zmqplay.model.messages.messages import PATIENCE_NS
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.wire import Activity

LATE_MS = 600


def test_what_was_told_is_as_of_so_much_earlier_as_reports_come_late_and_never_goes_back() -> None:
    lateness = Lateness()
    assert lateness.tick(10 * KEPT_NS) == 10 * KEPT_NS
    lateness.note(made_ns=10 * KEPT_NS, taken_ns=10 * KEPT_NS + 300 * MS)
    assert lateness.tick(10 * KEPT_NS + 300 * MS) == 10 * KEPT_NS
    assert lateness.tick(11 * KEPT_NS) == 11 * KEPT_NS - 300 * MS
    lateness.note(made_ns=0, taken_ns=11 * KEPT_NS)  # as late as is believed
    assert lateness.tick(11 * KEPT_NS + MS) == 11 * KEPT_NS - 300 * MS
    assert lateness.tick(12 * KEPT_NS) == 11 * KEPT_NS - 300 * MS
    assert lateness.tick(10 * KEPT_NS + MOST_NS + KEPT_NS) == 13 * KEPT_NS  # no report has come that would be late


def test_a_late_report_is_forgotten_once_others_have_come_in_time() -> None:
    lateness = Lateness()
    for second in range(5):
        now_ns = (10 + second) * KEPT_NS
        lateness.note(made_ns=now_ns - (500 * MS if second == 0 else MS), taken_ns=now_ns)
    assert lateness.tick(15 * KEPT_NS) >= 15 * KEPT_NS - MS


def test_what_is_known_is_as_far_behind_as_the_least_late_report_of_the_last_second() -> None:
    lateness = Lateness()
    for step in range(30):
        now_ns = 10 * KEPT_NS + step * 100 * MS
        lateness.note(made_ns=now_ns - (3000 + 500 * (step % 2)) * MS, taken_ns=now_ns)
    assert lateness.behind_ns(now_ns) == 3000 * MS
    for step in range(30, 52):  # one node's reports come in time
        now_ns = 10 * KEPT_NS + step * 100 * MS
        lateness.note(made_ns=now_ns - 3000 * MS * (step % 2), taken_ns=now_ns)
    assert lateness.behind_ns(now_ns) == 0


def test_nobody_is_behind_who_takes_no_reports() -> None:
    lateness = Lateness()
    for second in range(3):
        lateness.note(made_ns=second * KEPT_NS, taken_ns=(second + 5) * KEPT_NS)
    assert lateness.behind_ns(7 * KEPT_NS) == 5 * KEPT_NS
    assert lateness.behind_ns(9 * KEPT_NS) == 0


def late(telling: Telling, name: str, ms: int) -> None:
    """A node's report is taken so long after it was made."""
    report = telling.nodes[name].report(telling.now_ns, Activity.IDLE)
    telling.pass_time(ms)
    telling.take(facts.Reported(telling.now_ns, report))


def test_where_reports_come_late_a_receive_waits_longer_for_its_send_before_it_is_shown_alone() -> None:
    telling = Telling(PUSH_PULL, {"worker": 1})
    telling.sends("producer-1", b"Task 1")
    telling.receives("worker-1", b"Task 1")
    late(telling, "worker-1", LATE_MS)  # the producer's report is as late, and not there yet
    for _ in range(4):
        telling.tick(PATIENCE_NS / MS / 4 + 1)
    assert not telling.traffic.messages.rows
    telling.tell("producer-1")
    telling.tick()
    assert [message.sender for message in telling.traffic.messages.rows] == ["producer-1"]
    assert telling.traffic.ledger.totals.delivered == 1


def test_where_reports_come_late_nothing_that_waits_is_declared_lost_meanwhile() -> None:
    telling = Telling(PUSH_PULL, {"worker": 2})
    telling.report()
    for number in range(4):
        telling.sends("producer-1", b"Task %d" % number)
    telling.kill("worker-2")
    late(telling, "producer-1", LATE_MS)
    for _ in range(4):
        telling.tick()
        assert telling.traffic.ledger.totals.in_flight + telling.traffic.ledger.totals.lost == 4
    assert telling.traffic.ledger.totals.in_flight == 4


def test_a_report_from_before_a_node_was_thawed_makes_no_other_late() -> None:
    telling = Telling(PUSH_PULL, {"worker": 1})
    report = telling.nodes["worker-1"].report(telling.now_ns, Activity.IDLE)
    telling.freeze("worker-1")
    telling.pass_time(5_000)
    telling.thaw("worker-1")
    telling.take(facts.Reported(telling.now_ns, report))
    telling.tick()
    assert telling.traffic.roster.lateness.told_ns == telling.now_ns
