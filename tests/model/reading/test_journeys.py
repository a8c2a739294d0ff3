"""What followed from a message, told only where it can be told."""

from __future__ import annotations

from tests.ui.feeding import Feeding
from zmqplay.model.messages.messages import Message
from zmqplay.model.reading.journeys import followed_by
from zmqplay.patterns.pipeline import PIPELINE
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.patterns.request_reply import REQUEST_REPLY
from zmqplay.patterns.survey import SURVEY


def rows(feeding: Feeding) -> list[Message]:
    feeding.report()
    return list(feeding.traffic.messages.rows)


def after(feeding: Feeding, message: Message) -> list[tuple[bytes, ...]]:
    return [one.heads for one in followed_by(feeding.traffic.messages, message, feeding.traffic.topology)]


def test_a_task_is_followed_by_its_result() -> None:
    feeding = Feeding(PIPELINE)
    for number in range(6):
        feeding.send("ventilator-1", [f"worker-{number % 3 + 1}"], b"Task %d" % number)
    for number in range(6):
        feeding.send(f"worker-{number % 3 + 1}", ["sink-1"], b"Task %d" % number, b"1.5", b"0.02", wire=1)
    assert after(feeding, rows(feeding)[4]) == [(b"Task 4", b"1.5", b"0.02")]


def test_of_two_alike_at_the_same_node_nobody_can_tell() -> None:
    feeding = Feeding(PIPELINE)
    for _ in range(2):
        feeding.send("ventilator-1", ["worker-1"], b"again")
    feeding.send("worker-1", ["sink-1"], b"again", b"1.5", b"0.02", wire=1)
    assert after(feeding, rows(feeding)[0]) == []


def test_a_request_is_followed_by_its_reply() -> None:
    feeding = Feeding(REQUEST_REPLY, {"client": 2})
    for number in range(3):
        feeding.send("client-1", ["server-1"], b"Hello %d" % number)
        feeding.send("client-2", ["server-1"], b"Hello %d" % number)
        feeding.send("server-1", ["client-1"], b"World %d" % number)
        feeding.send("server-1", ["client-2"], b"World %d" % number)
    assert after(feeding, rows(feeding)[4]) == [(b"World 1",)]


def test_a_survey_is_followed_by_the_answers_with_its_id() -> None:
    feeding = Feeding(SURVEY)
    feeding.send("surveyor-1", ["respondent-1", "respondent-2"], b"S", b"\0\0\0\1", b"Who?")
    feeding.send("respondent-1", ["surveyor-1"], b"\0\0\0\1", b"respondent-1", b"I", wire=1)
    feeding.send("respondent-2", ["surveyor-1"], b"\0\0\0\2", b"respondent-2", b"not I", wire=1)
    assert after(feeding, rows(feeding)[0]) == [(b"\0\0\0\1", b"respondent-1", b"I")]


def test_where_nothing_is_sent_on_nothing_follows() -> None:
    feeding = Feeding(PUSH_PULL)
    for number in range(3):
        feeding.send("producer-1", ["worker-1"], b"Task %d" % number)
    assert after(feeding, rows(feeding)[0]) == []
