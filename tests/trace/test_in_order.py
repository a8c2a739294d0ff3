"""Reports that were read in one look are taken in the order of what happened."""

from __future__ import annotations

from zmqplay.trace.in_order import LATE_NS, MOST, Cut, in_order
from zmqplay.wire import Activity, Report, Sample, SocketReport, Tally


def sample(time_ns: int, *, sent: bool = True) -> Sample:
    return Sample(0, sent, 1, time_ns, (1,), (b"x",), 0)


def report(node: str, *samples: Sample) -> Report:
    sockets = [SocketReport(0, Tally(), Tally())]
    return Report(1, node, 1, 1, 9, Activity.IDLE, 0, -1, sockets, list(samples), False, [])


def test_a_request_its_receive_and_the_reply_stand_in_that_order() -> None:
    server = report("server", sample(2, sent=False), sample(3))
    client = report("client", sample(1), sample(4, sent=False))
    parts = list(in_order([server, client]))
    assert [(part.node, [one.time_ns for one in part.samples]) for part in parts] == [
        ("client", [1]),
        ("server", [2, 3]),
        ("client", [4]),
    ]
    assert [len(part.sockets) for part in parts] == [1, 1, 0]


def test_at_the_same_time_the_send_is_first() -> None:
    parts = list(in_order([report("a", sample(5, sent=False)), report("b", sample(5))]))
    assert [part.node for part in parts] == ["b", "a"]


def test_reports_without_samples_are_kept_and_a_flood_is_left_as_it_is() -> None:
    empty, flood = report("a"), report("b", *(sample(time) for time in range(MOST + 1)))
    assert next(in_order([empty, report("c", sample(1))])) == empty
    assert list(in_order([flood, empty])) == [flood, empty]


def test_what_a_busy_program_writes_late_is_still_told_before_what_others_did_later() -> None:
    cut, begun = Cut(), 1_000_000_000
    late, later = sample(begun - LATE_NS // 2, sent=False), sample(begun - LATE_NS // 4, sent=False)
    first = cut.before(begun, [report("others", sample(1), later)], {})
    assert [part.samples for part in first] == [[sample(1)]]
    second = cut.before(begun + 2 * LATE_NS, [report("busy", late)], {"others": report("others")})
    assert [part.samples for part in in_order(second) if part.samples] == [[late], [later]]
