"""`zmqplay run --why` about messages that were not seen: why not."""

from __future__ import annotations

import pytest

from tests.telling import Telling
from zmqplay import patterns
from zmqplay.model.messages.messages import MessageLog
from zmqplay.run.why import explain, read_asked


@pytest.fixture
def telling() -> Telling:
    """Nine tasks, each done."""
    telling = Telling(patterns.find("push-pull"))
    for number in range(9):
        telling.send("producer-1", [f"worker-{number % 3 + 1}"], b"Task %d" % number)
    telling.report()
    return telling


def said(telling: Telling, text: str) -> str:
    (told,) = explain(telling.traffic, [read_asked(text)])
    return told.says


def test_of_a_node_that_sends_nothing_no_message_was_sent(telling: Telling) -> None:
    assert said(telling, "worker-1:5") == "No message of worker-1 was sent."


def test_the_last_number_of_the_sender_is_named(telling: Telling) -> None:
    assert said(telling, "producer-1:10") == "No such message was sent: the last of producer-1 had number 9."
    assert said(telling, "10") == "No such message was sent: the last had number 9."


def test_before_anything_was_sent_that_is_said() -> None:
    assert said(Telling(patterns.find("push-pull")), "1") == "No message was sent."


def test_a_message_that_was_dropped_from_the_log_is_no_longer_kept(telling: Telling) -> None:
    full: MessageLog = telling.traffic.messages
    while len(full.rows) > 4:
        full.rows.popleft()
    assert said(telling, "5") == "It is no longer kept: of those that were shown, only the last 4 are."
    assert "producer-1" in said(telling, "6")


def test_a_message_that_only_the_count_knows_was_not_shown(telling: Telling) -> None:
    del telling.traffic.messages.rows[4]
    telling.traffic.messages.total -= 1
    assert said(telling, "5").startswith("It was counted and not shown: where messages pass too fast")
