"""The Doctor on answers that help nobody, in real sessions."""

import re

from tests.playing import node, until
from tests.session import faulty
from tests.session.doctor.diagnosing import diagnosed, met, tell
from tests.session.hurried import HURRIED
from zmqplay.session.setup import Setup


def test_a_server_goes_on_working_for_a_client_that_has_died() -> None:
    with met("dealer-router", Setup(counts={"client": 1}, work_ms={"server": 100})) as session:
        tell(session, "burst 50")  # five seconds of work, so that much is left when the end is noticed
        until(session, lambda: node(session, "server-1").received >= 2)
        tell(session, "kill client-1")
        diagnosed(session, "asker-gone", "server-1", "after client-1 had ended")


def test_a_server_that_is_slower_than_its_client_waits_works_for_requests_that_were_given_up() -> None:
    with met(HURRIED) as session:
        tell(session, "burst 2")
        diagnosed(session, "asker-gone", "replier-1", "had given up and asked again", "Let the client wait longer")


def test_an_answer_that_comes_after_the_deadline_of_a_survey() -> None:
    with met("survey", Setup(counts={"respondent": 1}, work_ms={"respondent": 1_500})) as session:
        tell(session, "burst 1")
        found = diagnosed(session, "late-answers", "surveyor-1", "1 answer came after", "respondent-1 needs up to ")
        needs = re.search(r"respondent-1 needs up to ([\d,]+) ms", found.says)
        assert needs is not None
        assert int(needs[1].replace(",", "")) >= 1_500  # more on a busy machine


def test_a_dealer_that_asks_and_never_reads_an_answer() -> None:
    with met(faulty.UNREADING) as session:
        tell(session, "burst 20")
        diagnosed(session, "unread-answers", "dealer-1", "20 answers wait there")
