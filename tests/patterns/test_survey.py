"""Survey: everybody is asked, answers are taken until the deadline, late ones are counted and discarded."""

from tests.playing import node, playing, settle, until
from zmqplay.session.setup import Setup


def test_everybody_answers_in_time() -> None:
    with playing("survey") as session:
        session.controls.speech.send("surveyor-1", "who is there?")
        until(session, lambda: list(node(session, "surveyor-1").output) == ["survey 1: 3 of 3 answered in time"])
        settle(session)
        totals = session.traffic.ledger.totals
        assert (totals.sent, totals.expected, totals.delivered, totals.lost) == (4, 6, 6, 0)


def test_late_answers_are_counted_and_discarded() -> None:
    with playing("survey", Setup(work_ms={"respondent-3": 1_800})) as session:
        session.controls.speech.send("surveyor-1", "who is there?")
        until(session, lambda: session.traffic.ledger.totals.lost_by_reason == {"late": 1})
        assert list(node(session, "surveyor-1").output) == ["survey 1: 2 of 3 answered in time"]
        assert session.traffic.ledger.totals.delivered == 5
        until(session, lambda: [m.sender for m in session.traffic.messages.rows if m.lost] == ["respondent-3"])
