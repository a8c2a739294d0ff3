"""What a lesson bids one try works when it is typed, one step after the other, and shows what the lesson says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

import pytest

from tests.playing import node, nodes, playing, received, settle, until
from zmqplay.control.commands import give
from zmqplay.model.nodes import NodeState
from zmqplay.patterns import PATTERNS
from zmqplay.patterns.pattern import Pattern
from zmqplay.session.session import Session
from zmqplay.wire import Activity

MOST_BATCHES = 6

each_pattern = pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.name)


def steps(pattern: Pattern) -> list[str]:
    """The commands of the lesson, in its order."""
    return re.findall(r"^- `(/[^`]+)`", pattern.lesson, re.MULTILINE)


def lesson(session: Session) -> Iterator[str]:
    """Give one step after the other, as slowly as a person: each once the one before is done; yield the given step."""
    for step in steps(session.pattern):
        words, lives = step.split(), {node.name: node.life.number for node in nodes(session)}
        give(session, step)
        until(session, partial(is_done, session, words, lives))
        yield step


def is_done(session: Session, step: list[str], lives: dict[str, int]) -> bool:
    """Whether the nodes that the step starts run, and those that it ends are gone; `lives` were theirs before."""
    living = [node for node in nodes(session) if node.state.alive]
    if any(node.state is NodeState.STARTING for node in living):
        return False
    match step:
        case ["/nodes", role, count]:
            return sum(node.role == role for node in living) == int(count)
        case ["/stop" | "/kill", name]:
            return not node(session, name).state.alive
        case ["/restart", name]:
            return node(session, name).life.number > lives[name]
        case ["/bind", *_]:
            return all(node.life.number > lives[node.name] for node in living)
    return True


@each_pattern
def test_each_step_of_a_lesson_can_be_done_after_the_one_before(pattern: Pattern) -> None:
    with playing(pattern.name) as session:
        done = list(lesson(session))
        assert done == steps(pattern)
        wrong = {node.name for node in nodes(session) if node.state is NodeState.CRASHED}
        assert wrong <= ({"server-1"} if pattern.name == "dealer-router" else set())


def test_a_producer_that_connects_queues_for_the_worker_that_is_gone() -> None:
    with playing("push-pull") as session:
        for step in lesson(session):
            if step == "/bind tasks worker":
                until(session, lambda: node(session, "worker-1").received > 0)
            if step == "/stop worker-1":
                until(session, lambda: session.traffic.ledger.totals.in_flight > 2)
                assert node(session, "producer-1").doing.activity is not Activity.BLOCKED
        give(session, "/rate off")
        until(session, lambda: session.traffic.ledger.totals.in_flight == 0)


def test_a_message_to_nobody_is_an_error_once_mandatory_is_on() -> None:
    with playing("dealer-router") as session:
        assert list(lesson(session))
        until(session, lambda: node(session, "server-1").state is NodeState.CRASHED)
        assert any("Host unreachable" in line for line in node(session, "server-1").output)


def test_the_pair_that_connects_finds_the_bound_one_again() -> None:
    with playing("pair") as session:
        for step in lesson(session):
            if step == "/send peer-2 Hello again":
                until(session, lambda: b"Hello again" in received(session, "peer-1"))
            if step == "/send peer-3 Hello":
                until(session, lambda: node(session, "peer-3").ignored)
        give(session, "/send peer-3 At last")
        until(session, lambda: b"At last" in received(session, "peer-1"))


def test_who_asked_a_server_that_died_waits_until_it_starts_again_itself() -> None:
    with playing("request-reply") as session:
        for step in lesson(session):
            if step == "/work server 2s":
                until(session, lambda: node(session, "server-1").doing.activity is Activity.BUSY)
        until(session, lambda: node(session, "client-1").life.number == 2)
        give(session, "/work server 0")
        until(session, lambda: any(b"client-1" in body for body in received(session, "client-1")[1:]))


def test_a_new_batch_takes_half_the_time_with_twice_the_workers() -> None:
    with playing("pipeline") as session:
        printed: list[float] = []
        for step in lesson(session):
            if step == "/nodes worker 6":
                until(session, lambda: max(s.handshakes for s in node(session, "ventilator-1").sockets.values()) == 6)
            if step == "/burst 60":
                printed.append(speed_up(session, len(printed) + 1))
                while len(printed) > 1 and printed[-1] <= 1.5 * printed[0]:  # a busy machine may hold any batch up
                    assert len(printed) < MOST_BATCHES, printed
                    give(session, step)
                    printed.append(speed_up(session, len(printed) + 1))
        assert len(printed) > 1


def speed_up(session: Session, batches: int) -> float:
    """The speed-up that the sink prints for the last of so many batches."""
    until(session, partial(has_printed, session, "sink-1", batches))
    return float(node(session, "sink-1").output[-1].rpartition(" ")[2])


def has_printed(session: Session, name: str, lines: int) -> bool:
    """Whether the node has printed so many lines."""
    return len(node(session, name).output) >= lines


def test_a_survey_says_how_many_answered_and_a_late_answer_is_counted() -> None:
    with playing("survey") as session:
        output, surveys = node(session, "surveyor-1").output, 0
        for step in lesson(session):
            if step.startswith("/send"):
                surveys += 1
                until(session, partial(has_printed, session, "surveyor-1", surveys))
            if step.startswith("/work"):
                break
        assert output[0] == "survey 1: 3 of 3 answered in time"
        while not output[-1].endswith("2 of 3 answered in time"):  # orders to two nodes may pass each other
            give(session, "/send surveyor-1 Who is there?")  # before the lesson's next step, which silences one more
            surveys += 1
            until(session, partial(has_printed, session, "surveyor-1", surveys))
        until(session, lambda: session.traffic.ledger.totals.lost_by_reason.get("late"))


def test_with_a_silent_respondent_all_others_answer_and_the_survey_ends_at_its_deadline_by_the_steps_alone() -> None:
    with playing("survey") as session:
        given = []
        for step in lesson(session):
            given.append(step)
            if step.startswith("/send"):
                until(session, partial(has_printed, session, "surveyor-1", sum("/send" in one for one in given)))
            if step.startswith("/stop"):
                break
        assert given[-3:-1] == ["/freeze respondent-2", "/send surveyor-1 Who is there?"]
        assert node(session, "respondent-3").work_ms == 0
        asked = sum("/send" in one for one in given)
        assert node(session, "surveyor-1").output[asked - 1].startswith(f"survey {asked}: ")


def test_a_subscriber_hears_what_the_lesson_says() -> None:
    with playing("publish-subscribe") as session:
        for step in lesson(session):
            if step.startswith("/send publisher-1 nobody"):
                until(session, lambda: session.traffic.ledger.totals.unheard == 1)
            if step.startswith("/subscribe"):
                break
        give(session, "/send publisher-1 nobody | again")
        until(session, lambda: b"again" in received(session, "subscriber-2"))
        settle(session)
        assert received(session, "subscriber-3") == [b"hello", b"hello"]
        assert received(session, "subscriber-1") == [b"hello", b"hello"]
        assert session.traffic.ledger.totals.unheard == 1
