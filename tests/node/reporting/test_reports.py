"""The contents of a report, and when there is nothing to report."""

from __future__ import annotations

import threading
import time

from tests.node.reporting.observing import observing
from zmqplay.wire import Activity, Tally, decode_report, encode

DEADLINE_S = 10.0


def test_a_first_report_is_complete_and_later_ones_have_only_what_is_new() -> None:
    with observing() as observed:
        push, pull = observed.pair("once")
        push.send(b"first")
        pull.recv()
        first = observed.report()
        assert [part.number for part in first.sockets] == [0, 1]
        assert all(part.facts is not None for part in first.sockets)
        assert [(sample.socket, sample.heads) for sample in first.samples] == [(0, (b"first",)), (1, (b"first",))]
        assert observed.reports.make([]) is None
        push.send(b"second")
        assert all(part.facts is None for part in observed.report().sockets)
        assert observed.told[0].sent == Tally(2, 11)
        pull.recv()
        observed.report()


def test_a_report_can_be_sent_and_read() -> None:
    with observing() as observed:
        push, pull = observed.pair("wire")
        push.send_multipart([b"a", b"b"])
        pull.recv_multipart()
        report = observed.report()
        assert decode_report([encode(report)]) == report


def test_a_report_tells_the_life_of_its_node() -> None:
    with observing() as observed:
        observed.node.life = 3
        assert observed.report().life == 3


def test_a_refused_report_s_content_is_reported_again_except_its_samples() -> None:
    with observing() as observed:
        push, pull = observed.pair("refused")
        push.send(b"x")
        pull.recv()
        report = observed.reports.make([])
        assert report is not None
        observed.reports.refused(report)
        again = observed.report()
        assert (again.samples, again.unsent_samples) == ([], 2)
        assert [(part.sent, part.received) for part in again.sockets] == [
            (Tally(1, 1), Tally()),
            (Tally(), Tally(1, 1)),
        ]


def test_the_activity_is_that_of_the_roles_thread_whatever_other_threads_do() -> None:
    with observing() as observed:
        push, pull = observed.pair("waiting")
        clock = observed.clocks.mine()
        waiting = threading.Thread(target=pull.recv)
        waiting.start()
        until = time.monotonic() + DEADLINE_S
        while len(observed.clocks.all()) < 2:
            assert time.monotonic() < until, "the other thread has no clock"
            time.sleep(0.001)
        assert observed.report().activity is Activity.BUSY
        clock.wait()
        assert observed.report().activity is Activity.IDLE
        clock.resume()
        push.send(b"end")
        waiting.join()
        assert observed.report().activity is Activity.BUSY
        assert observed.told[1].idle_ns > 0
        assert observed.told[1].received == Tally(1, 3)


def test_two_sockets_on_one_wire_are_reported_as_two() -> None:
    with observing() as observed:
        pairs = [observed.pair("one"), observed.pair("other")]
        for push, pull in pairs:
            push.send(b"x")
            pull.recv()
        report = observed.report()
        assert [(s.socket, s.number) for s in report.samples if s.sent] == [(0, 1), (2, 1)]
        assert [part.sent for part in report.sockets] == [Tally(1, 1), Tally(), Tally(1, 1), Tally()]
