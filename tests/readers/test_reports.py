"""No report ends a session: it is taken, or it is a bad report."""

from __future__ import annotations

from contextlib import suppress

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.readers.drawn_reports import reports
from tests.telling import MS, Telling
from zmqplay.model.bad_reports import OTHER, REASONS, BadReports
from zmqplay.model.facts import Reported, Unreadable
from zmqplay.model.summary.summary import summary
from zmqplay.patterns import PATTERNS, find
from zmqplay.patterns.pattern import Pattern
from zmqplay.wire import KEYS, BadReport, Report, Sample, Tally, decode_report, encode

NAMES = {pattern.name: tuple(Telling(pattern).nodes) for pattern in PATTERNS}
AGAIN = msgspec.json.Encoder()


def told_with(pattern: str, drawn: list[Report]) -> Telling:
    """A session in which nodes report, some of them oddly, as they would over the wire."""
    telling = Telling(find(pattern))
    for report in drawn:
        telling.take(Reported(telling.now_ns, decode_report([encode(report)])))
        telling.tick()
    telling.report()
    telling.over()
    return telling


def as_json(telling: Telling) -> bytes:
    whole = summary(telling.traffic, telling.doctor, seconds=1.0, complete=False, now_ns=telling.now_ns)
    return AGAIN.encode(whole)


@given(st.data())
@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.name)
def test_odd_reports_are_taken_or_counted_and_the_ledger_adds_up(pattern: Pattern, data: st.DataObject) -> None:
    drawn = data.draw(st.lists(reports(NAMES[pattern.name]), min_size=1, max_size=4))
    telling = told_with(pattern.name, drawn)
    totals = telling.traffic.ledger.totals
    assert totals.expected == totals.delivered + totals.in_flight + totals.lost
    assert as_json(telling)


@given(st.lists(st.binary(max_size=200), max_size=3))
def test_any_bytes_are_a_report_or_refused(frames: list[bytes]) -> None:
    with suppress(BadReport):
        decode_report(frames)


VALUES = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(-(2**63), 2**64 - 1), st.floats(), st.binary(max_size=4), st.text()
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=2), inner, max_size=3)),
    max_leaves=12,
)


@given(st.data())
def test_a_report_with_any_value_in_any_place_is_read_or_refused(data: st.DataObject) -> None:
    fields = msgspec.msgpack.decode(encode(data.draw(reports(("worker-1",)))))
    fields[data.draw(st.integers(1, len(fields) - 1))] = data.draw(VALUES)
    with suppress(BadReport):
        decode_report([encode(fields)])


def _odd(telling: Telling, oddity: str) -> Report:
    report = telling.nodes["worker-1"].report(telling.now_ns)
    match oddity:
        case "about a socket that does not exist":
            report.samples.append(Sample(77, False, 1, telling.now_ns, (1,), (b"a",), 1))
        case "with an option that no socket can have":
            facts = telling.change("worker-1", options={"RCVHWM": b""})
            report.sockets[0].facts = facts
        case "of a time that has not come":
            report.time_ns += 10_000 * MS
        case "with more topics or routing ids than a node tells apart":
            report.sockets[0].received_by_key = {b"%d" % number: Tally(1, 1) for number in range(KEYS + 1)}
    return report


@pytest.mark.parametrize(
    "oddity",
    [
        "about a socket that does not exist",
        "with an option that no socket can have",
        "of a time that has not come",
        "with more topics or routing ids than a node tells apart",
    ],
)
def test_a_report_that_cannot_be_true_is_counted_with_its_reason_and_changes_nothing(oddity: str) -> None:
    telling = Telling(find("push-pull"))
    before = as_json(telling)
    telling.take(Reported(telling.now_ns, _odd(telling, oddity)))
    assert telling.traffic.bad_reports == {oddity: 1}
    telling.traffic.bad_reports.clear()
    assert as_json(telling) == before


@pytest.mark.parametrize("number", [-1, 2**63])
def test_a_count_that_no_node_can_reach_is_no_report(number: int) -> None:
    telling = Telling(find("push-pull"))
    report = telling.nodes["worker-1"].report(telling.now_ns)
    report.sockets[0].received.messages = number
    with pytest.raises(BadReport):
        decode_report([encode(report)])


def test_the_reasons_are_bounded_and_their_sum_is_exact() -> None:
    bad = BadReports()
    for number in range(10_000):
        bad.add(f"of node {number}" + "x" * 1_000)
    assert len(bad) == REASONS + 1
    assert bad.total() == 10_000
    assert bad[OTHER] == 10_000 - REASONS
    assert sum(map(len, bad)) < 10_000


def test_keys_that_come_report_by_report_are_bounded_too() -> None:
    telling = Telling(find("dealer-router"))
    for batch in range(10):
        report = telling.nodes["server-1"].report(telling.now_ns)
        report.sockets[0].received_by_key = {b"%d %d" % (batch, number): Tally(1, 1) for number in range(300)}
        telling.take(Reported(telling.now_ns, report))
    assert len(telling.traffic.nodes["server-1"].sockets[0].received_by_key) <= KEYS
    assert telling.traffic.bad_reports.total() == 7


def test_strangers_are_counted_in_one_fact() -> None:
    telling = Telling(find("push-pull"))
    telling.take(Unreadable(telling.now_ns, "of a stranger", 1_000))
    assert telling.traffic.bad_reports == {"of a stranger": 1_000}
