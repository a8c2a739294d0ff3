"""The messages that followed from a message, given only where they are certain."""

from __future__ import annotations

from tests.telling import Telling
from zmqplay.model.messages.messages import Message
from zmqplay.model.reading.journeys import followed_by
from zmqplay.patterns.pipeline import PIPELINE
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.patterns.request_reply import REQUEST_REPLY
from zmqplay.patterns.survey import SURVEY


def rows(telling: Telling) -> list[Message]:
    telling.report()
    return list(telling.traffic.messages.rows)


def after(telling: Telling, message: Message) -> list[tuple[bytes, ...]]:
    return [one.heads for one in followed_by(telling.traffic.messages, message, telling.traffic.topology)]


def test_a_task_is_followed_by_its_result() -> None:
    telling = Telling(PIPELINE)
    for number in range(6):
        telling.send("ventilator-1", [f"worker-{number % 3 + 1}"], b"Task %d" % number)
    for number in range(6):
        telling.send(f"worker-{number % 3 + 1}", ["sink-1"], b"Task %d" % number, b"1.5", b"0.02", wire=1)
    assert after(telling, rows(telling)[4]) == [(b"Task 4", b"1.5", b"0.02")]


def test_two_equal_messages_at_one_node_are_not_told_apart() -> None:
    telling = Telling(PIPELINE)
    for _ in range(2):
        telling.send("ventilator-1", ["worker-1"], b"again")
    telling.send("worker-1", ["sink-1"], b"again", b"1.5", b"0.02", wire=1)
    assert after(telling, rows(telling)[0]) == []


def test_a_request_is_followed_by_its_reply() -> None:
    telling = Telling(REQUEST_REPLY, {"client": 2})
    for number in range(3):
        telling.send("client-1", ["server-1"], b"Hello %d" % number)
        telling.send("client-2", ["server-1"], b"Hello %d" % number)
        telling.send("server-1", ["client-1"], b"World %d" % number)
        telling.send("server-1", ["client-2"], b"World %d" % number)
    assert after(telling, rows(telling)[4]) == [(b"World 1",)]


def test_a_survey_is_followed_by_the_answers_with_its_id() -> None:
    telling = Telling(SURVEY)
    telling.send("surveyor-1", ["respondent-1", "respondent-2"], b"S", b"\0\0\0\1", b"Who?")
    telling.send("respondent-1", ["surveyor-1"], b"\0\0\0\1", b"respondent-1", b"I", wire=1)
    telling.send("respondent-2", ["surveyor-1"], b"\0\0\0\2", b"respondent-2", b"not I", wire=1)
    assert after(telling, rows(telling)[0]) == [(b"\0\0\0\1", b"respondent-1", b"I")]


def test_a_message_that_is_not_sent_on_has_no_followers() -> None:
    telling = Telling(PUSH_PULL)
    for number in range(3):
        telling.send("producer-1", ["worker-1"], b"Task %d" % number)
    assert after(telling, rows(telling)[0]) == []
