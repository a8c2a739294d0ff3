"""Subscriptions that an XPUB receives: each row says who it is from and what it is, before anything was typed."""

from __future__ import annotations

from tests.model.visited import STRANGER, depart
from tests.telling import Telling
from tests.ui.panes.looking import Looking
from zmqplay.model.reading.subscriptions import subscriber_of
from zmqplay.patterns.survey import SURVEY
from zmqplay.ui.panes.frames.frames import FramesPane
from zmqplay.ui.panes.log.messages import MessagesPane


def surveyed(respondents: int = 3, topics: tuple[bytes, ...] = (b"S",)) -> Telling:
    """A survey whose surveyor has been told of these subscriptions, and nothing else."""
    telling = Telling(SURVEY, {"respondent": respondents})
    telling.report()  # the connections are known to be ours
    for topic in topics:
        telling.subscribe("surveyor-1", topic)
    telling.report()
    return telling


def who(telling: Telling) -> str:
    return subscriber_of(telling.traffic, telling.traffic.messages.rows[-1])


def test_a_subscription_is_of_a_respondent_where_several_can_have_sent_it() -> None:
    assert who(surveyed(3)) == "a respondent"


def test_the_only_node_that_can_have_subscribed_is_named() -> None:
    assert who(surveyed(1)) == "respondent-1"


def test_where_a_foreign_program_can_have_subscribed_nobody_of_ours_is_named() -> None:
    telling = Telling(SURVEY, {"respondent": 1})
    telling.visit("surveyor-1", "127.0.0.1:55555")
    telling.report()
    telling.subscribe("surveyor-1", b"S")
    telling.report()
    assert who(telling) == "a subscriber"


def test_what_ends_with_a_foreign_subscriber_is_no_respondents_unsubscribing() -> None:
    telling = Telling(SURVEY, {"respondent": 3})
    telling.visit("surveyor-1", STRANGER)
    telling.report()
    telling.subscribe("surveyor-1", b"S")
    telling.report()
    depart(telling, "surveyor-1")
    telling.report()
    telling.report()
    telling.receives("surveyor-1", b"\0S")
    telling.report()
    assert who(telling) == "a subscriber"


def test_a_row_says_who_does_what_at_each_width() -> None:
    for size, name in (((60, 14), "a respo…"), ((80, 20), "a respondent"), ((120, 36), "a respondent")):
        rows = Looking(MessagesPane(), size).shown(surveyed(3, (b"S", b"")))
        for row, does in zip(rows[2:4], ("subscribes to S", "subscribes to everything"), strict=True):
            assert f"{name} → surve" in row
            assert does in row or size[0] == 60
            assert "?" not in row


def test_below_subscriptions_alone_it_is_said_how_to_begin_until_something_is_sent() -> None:
    telling = surveyed(3)
    app = Looking(MessagesPane(), (80, 14))
    assert "Only subscriptions yet. Type a message below" in "\n".join(app.shown(telling))
    app.click(10, 5)
    assert app.view.row is None, "the greeting is no message"
    app.view.filter = "S"
    assert "Only subscriptions yet" not in "\n".join(app.shown(telling))
    app.view.filter = ""
    telling.send("surveyor-1", ["respondent-1", "respondent-2", "respondent-3"], b"S", b"\0\0\0\1", b"Who?")
    telling.report()
    assert "Only subscriptions yet" not in "\n".join(app.shown(telling))


def test_frames_says_who_subscribed_and_that_the_surveyor_is_told() -> None:
    text = "\n".join(Looking(FramesPane(), (90, 20)).shown(surveyed(3)))
    assert "a respondent → surveyor-1 XPUB" in text
    assert "surveyor-1 is told of it" in text
    assert "a respondent asks for topics that begin with 'S'" in text
