"""The contents of a report, and when there is nothing to report."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.node.reporting.observing import Observing, Socket, observing
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


@contextmanager
def waiting_beside(observed: Observing, pull: Socket) -> Iterator[threading.Thread]:
    """Another thread waits in a receive."""
    waiting = threading.Thread(target=pull.recv)
    waiting.start()
    until = time.monotonic() + DEADLINE_S
    while not any(thread == waiting.ident and clock.is_used for thread, clock in observed.clocks.by_thread()):
        assert time.monotonic() < until, "the other thread has no clock"
        time.sleep(0.001)
    yield waiting


def test_the_activity_is_that_of_the_roles_thread_if_that_is_busier_than_others() -> None:
    with observing() as observed:
        push, pull = observed.pair("waiting")
        clock = observed.clocks.mine()
        clock.wait()
        clock.resume()
        with waiting_beside(observed, pull) as waiting:
            assert observed.report().activity is Activity.BUSY
            clock.wait()
            assert observed.report().activity is Activity.IDLE
            clock.resume()
            push.send(b"end")
            waiting.join()
        assert observed.report().activity is Activity.BUSY
        assert observed.told[1].idle_ns > 0
        assert observed.told[1].received == Tally(1, 3)


def test_the_activity_is_that_of_another_thread_if_the_roles_own_uses_no_socket_or_waits_for_a_thread() -> None:
    with observing() as observed:
        push, pull = observed.pair("threads")
        with waiting_beside(observed, pull) as waiting:
            assert observed.report().activity is Activity.IDLE
            push.send(b"end")
            waiting.join()
        released = threading.Event()
        reports: list[Activity] = []

        def look() -> None:
            until = time.monotonic() + DEADLINE_S
            while Activity.IDLE not in reports and time.monotonic() < until:
                if report := observed.reports.make([]):
                    reports.append(report.activity)
            released.set()

        looking = threading.Thread(target=look)
        looking.start()
        released.wait(DEADLINE_S)
        looking.join()
        assert reports[-1] is Activity.IDLE


def test_two_sockets_on_one_wire_are_reported_as_two() -> None:
    with observing() as observed:
        pairs = [observed.pair("one"), observed.pair("other")]
        for push, pull in pairs:
            push.send(b"x")
            pull.recv()
        report = observed.report()
        assert [(s.socket, s.number) for s in report.samples if s.sent] == [(0, 1), (2, 1)]
        assert [part.sent for part in report.sockets] == [Tally(1, 1), Tally(), Tally(1, 1), Tally()]
