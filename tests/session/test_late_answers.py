"""Late answers in a real survey: the ledger tells whose they were."""

from tests.playing import until
from tests.session.doctor.diagnosing import met, tell
from zmqplay.session.session import Session
from zmqplay.session.setup import Setup


def answers(session: Session) -> dict[str, tuple[int | None, dict[str, int] | None]]:
    """What each respondent's link has delivered and lost."""
    links = [link for link in session.traffic.ledger.find_links() if link.wire == "answers"]
    return {link.sender: (link.delivered, link.lost) for link in links}


def test_each_late_answer_is_lost_on_the_link_of_the_respondent_that_was_slow() -> None:
    with met("survey", Setup(counts={"respondent": 3}, work_ms={"respondent-2": 1_500})) as session:
        tell(session, "burst 2")
        until(session, lambda: session.traffic.ledger.totals.lost_by_reason == {"late": 2})
        expected = {"respondent-1": (2, {}), "respondent-2": (0, {"late": 2}), "respondent-3": (2, {})}
        until(session, lambda: answers(session) == expected)
        assert session.traffic.ledger.totals.delivered == 6 + 4
