"""What was handed over to foreign peers beside ours is a number where something tells, and only there."""

from __future__ import annotations

import zmq

from tests.playing import playing, settle, until
from zmqplay.session.setup import Setup

WORKING = Setup(counts={"worker": 1}, work_ms={"worker": 60_000})


def test_while_our_worker_takes_nothing_what_a_foreign_pull_was_dealt_is_unknown() -> None:
    with playing("push-pull", WORKING) as session, zmq.Context() as context, context.socket(zmq.PULL) as pull:
        ledger = session.traffic.ledger
        pull.linger = 0
        session.controls.speech.send("producer-1", "first")
        until(session, lambda: ledger.totals.delivered == 1)
        pull.connect(session.traffic.addresses["tasks"])
        until(session, lambda: session.traffic.peers.foreign)
        session.controls.speech.set_rate(100)
        until(session, lambda: ledger.totals.handed_over is None)
        assert [link.waiting for link in ledger.find_links()] == [None]
        session.controls.speech.set_rate(0)
        session.controls.nodes.set_work("worker", 0)
        settle(session)
        until(session, lambda: ledger.totals.sent == ledger.totals.delivered + (ledger.totals.handed_over or 0))
        taken = 0
        while pull.poll(200):
            pull.recv()
            taken += 1
        assert taken
        until(session, lambda: ledger.totals.handed_over == taken)


def test_a_foreign_req_s_requests_and_replies_are_counted_to_the_last_while_ours_go_on() -> None:
    setup = Setup(counts={"client": 2})
    with playing("request-reply", setup) as session, zmq.Context() as context, context.socket(zmq.REQ) as req:
        ledger = session.traffic.ledger
        req.linger = 0
        req.connect(session.traffic.addresses["service"])
        session.controls.speech.set_rate(20)
        for number in range(20):
            req.send(b"foreign %d" % number)
            until(session, lambda: bool(req.poll(0)))
            req.recv()
        asked = ledger.totals.sent

        def told() -> bool:  # a report of ours that is late may make one of ours a stranger's for a moment
            totals = ledger.totals
            return totals.sent > asked + 20 and (totals.from_elsewhere, totals.handed_over) == (20, 20)

        until(session, told)
