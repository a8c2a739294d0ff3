"""Filters: what a filter's text asks of a message, and which messages of a growing log pass."""

from __future__ import annotations

import pytest

from zmqplay.model.causes import LossReason
from zmqplay.model.messages.filters import OLDER_AT_ONCE, Criteria, Matches, is_on, receivers_of
from zmqplay.model.messages.messages import Delivery, Message, MessageLog, Origin

MS = 1_000_000


def task(number: int, receiver: str = "", text: str = "Task") -> Message:
    """The task with this number; already received by `receiver` if one is given."""
    head = b"%s %d" % (text.encode(), number)
    message = Message(-1, Origin(number + 1, number * MS), "producer-1", "tasks", (head,), (len(head),), "PUSH")
    message.deliveries = [Delivery(receiver, number * MS + 1)] if receiver else []
    return message


def log_of(count: int) -> MessageLog:
    """Tasks that three workers have received in turn."""
    log = MessageLog()
    for number in range(count):
        log.add(task(number, f"worker-{number % 3 + 1}"))
    return log


def numbers(matches: Matches) -> list[int]:
    """The numbers of the matching tasks."""
    return [message.number - 1 for message in matches.found]


def worked_out(matches: Matches) -> Matches:
    """Update until every message was examined."""
    for _ in range(1_000):
        matches.update()
        if matches.is_done:
            return matches
    raise AssertionError("it is never done")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("worker-2", 20),
        ("!worker-2", 40),
        ("task 1", 11),
        ("PRODUCER", 60),
        ("nothing", 0),
        ("!nothing", 60),
        (">6", 50),
        ("<=6b", 10),
        ("!>6", 10),
        ("worker-2 >6", 17),
        ("to:worker-2", 20),
        ("from:worker-2", 0),
        ("from:producer", 60),
        ("lost", 0),
        ("waiting", 0),
        ("topic:a", 0),
        (">", 0),
        (">1x", 0),
        ("", 60),
    ],
)
def test_a_filter_lets_through_what_it_asks_for(text: str, found: int) -> None:
    assert len(worked_out(Matches(log_of(60), Criteria(text))).found) == found


def test_a_filter_names_a_topic_by_its_beginning_and_a_fate_by_its_word() -> None:
    news = task(1)
    news.topic = b"weather/today"
    assert Criteria("topic:weather")(news)
    assert not Criteria("topic:today")(news)
    news.waits_at = ("worker-1",)
    assert Criteria("waiting")(news)
    news.waits_at, news.losses = (), {"worker-1": LossReason.PEER_DIED}
    assert Criteria("lost to:worker-1")(news)
    assert not Criteria("waiting")(news)


def test_plain_words_of_a_filter_are_one_text_with_its_spaces() -> None:
    assert Criteria(">6 task  1").plain == "task  1"
    assert Criteria(" task ").plain == " task "


def test_a_link_is_in_either_order_and_includes_waiting_and_lost_messages() -> None:
    message = task(1, "worker-1")
    message.waits_at, message.losses = ("worker-2",), {"worker-3": LossReason.PEER_DIED}
    assert receivers_of(message) == ["worker-1", "worker-2", "worker-3"]
    assert all(is_on(message, ("producer-1", name)) and is_on(message, (name, "producer-1")) for name in message.lost)
    assert not is_on(message, ("worker-1", "worker-2"))
    assert not Criteria("", ("producer-1", "worker-9"))(message)


def test_a_message_is_found_when_a_node_receives_it_later() -> None:
    log = log_of(15)
    late = task(15)
    log.add(late)
    matches = worked_out(Matches(log, Criteria("worker-2")))
    assert 15 not in numbers(matches)
    late.deliveries.append(Delivery("worker-2", 99 * MS))
    log.version += 1
    assert numbers(worked_out(matches))[-1] == 15


def test_a_message_that_waits_no_more_by_the_sums_alone_is_not_found_any_more() -> None:
    log, where = MessageLog(), ["worker-1"]
    log.add(task(1))
    matches = Matches(log, Criteria("waiting", became=lambda _message, _word: bool(where)))
    assert numbers(worked_out(matches)) == [1]
    where.clear()
    matches.update(sums=1)
    assert matches.found == []


def test_a_message_lost_later_is_found_however_many_wait() -> None:
    log = MessageLog()
    for number in range(1_500):
        log.add(task(number))
    matches = worked_out(Matches(log, Criteria("lost")))
    assert matches.found == []
    for message in log.rows:
        message.losses = {"worker-1": LossReason.PEER_DIED}
    log.version += 1
    matches.update()
    assert 0 < len(matches.found) < 1_500, "a piece of work at a time"
    assert numbers(worked_out(matches)) == list(range(1_500))


def test_a_long_log_is_worked_out_from_the_newest_in_bounded_pieces() -> None:
    matches = Matches(log_of(4 * OLDER_AT_ONCE), Criteria("7"))
    assert numbers(matches)[0] >= 3 * OLDER_AT_ONCE
    assert not matches.is_done
    progress = matches.progress
    matches.update()
    assert matches.progress != progress
    wanted = ["7" in str(number) for number in range(4 * OLDER_AT_ONCE)]
    assert len(worked_out(matches).found) == sum(wanted)


def test_messages_that_turn_up_late_stand_where_their_time_belongs() -> None:
    log = MessageLog()
    matches = Matches(log, Criteria("worker-2"))
    for first in range(0, 20, 5):
        came = [task(number, f"worker-{number % 2 + 1}") for number in range(first, first + 5)]
        for message in (came[-1], *came[:-1]):  # the last is reported first, the others after it
            log.add(message)
            matches.update()
    assert numbers(matches) == list(range(1, 20, 2))


def test_a_message_dropped_from_the_log_is_no_longer_found() -> None:
    log = MessageLog(kept=10)
    matches = Matches(log, Criteria(""))
    for number in range(25):
        log.add(task(number, "worker-1"))
        matches.update()
    assert numbers(matches) == list(range(15, 25))
