"""The log as a table: its rows, its columns, and the selection."""

from __future__ import annotations

import pytest

from tests.telling import Telling
from tests.ui.histories import survey
from tests.ui.panes.looking import Looking
from tests.ui.panes.stories import news, requests, tasks
from zmqplay.model.messages.messages import Delivery, Message
from zmqplay.model.nodes import NodeState
from zmqplay.patterns.publish_subscribe import PUBLISH_SUBSCRIBE
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.patterns.survey import SURVEY
from zmqplay.ui.draw.selection import RowOpened, RowSelected
from zmqplay.ui.panes.frames.frames import FramesPane
from zmqplay.ui.panes.log.messages import MessagesPane
from zmqplay.ui.panes.log.previews import short_id
from zmqplay.ui.view import TimeMode


def heard_rows(app: Looking) -> list[int | None]:
    return [message.row for message in app.heard if isinstance(message, RowSelected)]


def tasks_in(rows: list[str]) -> list[str]:
    """The numbers of the tasks on the screen."""
    return [row.split("Task ")[1].split()[0] for row in rows if "Task " in row]


def texts(rows: list[str]) -> list[str]:
    """The rows without the border below and the scroll bar."""
    return [row[:-2] for row in rows[1:-1]]


def test_a_row_has_time_sender_receivers_preview_size_and_latency() -> None:
    app = Looking(MessagesPane(), (100, 10))
    rows = app.shown(tasks(15))
    words = rows[-2].split()
    assert words[2:7] == ["producer-1", "→", "worker-3", "Task", "14"]
    assert words[7:11] == ["7", "B", "0.20", "ms"]


def test_publications_are_shown_whole_beside_how_many_have_them() -> None:
    app = Looking(MessagesPane(), (62, 12))
    for row in (app.shown(news()))[2:-1]:
        assert " of 2 " in row or "nobody" in row
        assert " Hello " in row
        assert "…" not in row


def test_a_publication_that_waits_at_one_of_its_subscribers_says_so_in_place_of_a_time() -> None:
    telling = news()
    message = telling.traffic.messages.rows[-2]
    arrived = message.deliveries.pop()
    message.waits_at = (arrived.node,)
    telling.traffic.messages.version += 1
    rows = Looking(MessagesPane(), (62, 12)).shown(telling)
    assert ["1 of 2" in row and "1 waits" in row for row in rows[-3:-1]] == [True, False]
    frames = Looking(FramesPane(), (90, 16))
    frames.view.row = message.row
    assert "1 waits" in frames.shown(telling)[1]


def test_a_publication_of_one_frame_stands_in_its_row_once() -> None:
    telling = Telling(PUBLISH_SUBSCRIBE)
    for number in range(5):
        telling.send("publisher-1", ["subscriber-1", "subscriber-3"], f"topic1 number {number}".encode())
    telling.report()
    rows = Looking(MessagesPane(), (100, 12)).shown(telling)
    assert "topic" not in rows[1]
    assert [row.count("topic1 number") for row in rows[2:7]] == [1] * 5


def test_beside_publications_with_a_topic_frame_one_without_leaves_the_topics_column_empty() -> None:
    telling = news()
    telling.send("publisher-1", ["subscriber-1", "subscriber-3"], b"topic1 whole")
    telling.report()
    rows = Looking(MessagesPane(), (100, 12)).shown(telling)
    at = rows[1].index("topic")
    assert rows[-3][at:].startswith("nobody Hello 9")
    assert rows[-2][at : rows[1].index("message")].strip() == ""
    assert rows[-2][rows[1].index("message") :].startswith("topic1 whole")


def test_a_click_selects_the_row_under_the_mouse() -> None:
    telling = tasks(60)
    app = Looking(MessagesPane(), (80, 24))
    rows = app.shown(telling)
    app.click(30, 5)
    app.shown(telling)
    assert heard_rows(app) == [int(tasks_in(rows)[3])]


def test_a_second_click_on_a_row_opens_it() -> None:
    telling = tasks(60)
    app = Looking(MessagesPane(), (80, 24))
    app.shown(telling)
    app.click(30, 5)
    app.shown(telling)
    assert not any(isinstance(message, RowOpened) for message in app.heard)
    app.click(30, 5)
    assert isinstance(app.heard[-1], RowOpened)


def test_up_and_down_move_the_selection_by_one() -> None:
    telling = tasks(60)
    app = Looking(MessagesPane(), (80, 24))
    app.shown(telling)
    app.press("up", "up", "k", "down", "j")
    assert heard_rows(app) == [59, 58, 57, 58, 59]
    app.press("home", "f")
    assert heard_rows(app)[-2:] == [0, None]


def test_a_row_shows_its_delivery_when_it_comes() -> None:
    telling = Telling(PUSH_PULL)
    telling.send("producer-1", ["worker-2"], b"Task 1")
    late = telling.nodes["worker-2"].samples.pop()
    telling.nodes["worker-2"].sockets[0].received.messages = 0
    telling.report()
    app = Looking(MessagesPane(), (80, 24))
    rows = app.shown(telling)
    assert "waiting" in rows[2]
    assert "worker-2" not in rows[2]
    telling.nodes["worker-2"].samples.append(late)
    telling.nodes["worker-2"].sockets[0].received.messages = 1
    telling.report()
    rows = app.shown(telling)
    assert "worker-2" in rows[2]
    assert "0.21 ms" in rows[2]


def test_several_receivers_are_named_where_they_fit_and_counted_where_they_do_not() -> None:
    telling = news()
    app = Looking(MessagesPane(), (120, 40))
    rows = app.shown(telling)
    assert any("subscriber-1, subscriber-3" in row for row in rows)
    assert any("unheard" in row and "→ nobody" in row for row in rows)
    app = Looking(MessagesPane(), (70, 40))
    rows = app.shown(telling)
    assert any("2 of 2" in row for row in rows)


def test_a_sampled_log_says_so() -> None:
    telling = tasks(30)
    telling.nodes["producer-1"].sampled = True
    telling.send("producer-1", ["worker-1"], b"Task x")
    telling.report()
    app = Looking(MessagesPane(), (80, 24))
    assert "a sample is shown, 31 of 31" in app.shown(telling)[-1]


def test_what_a_dead_node_did_stays() -> None:
    telling = tasks(30)
    telling.end("worker-2", NodeState.KILLED, "killed")
    app = Looking(MessagesPane(), (80, 40))
    rows = app.shown(telling)
    assert sum("worker-2" in row for row in rows) == 10


@pytest.mark.parametrize("width", [80, 100])
def test_a_generated_routing_id_is_shown_by_its_last_bytes_and_the_body_has_the_room(width: int) -> None:
    telling = requests()
    telling.send("server-1", ["client-3"], b"\x00\x6b\x8b\x45\x67", b"Reply to Hello 1")
    telling.report()
    rows = Looking(MessagesPane(), (width, 10)).shown(telling)
    assert any("…45 67 Reply to Hello 1" in " ".join(row.replace("│", "").split()) for row in rows)


def test_the_columns_have_titles_that_stay_at_the_top() -> None:
    telling = tasks(60)
    app = Looking(MessagesPane(), (80, 12))
    rows = app.shown(telling)
    assert rows[1].strip("│ ").split() == ["time", "from", "to", "message", "size", "took"]
    for title in ("from", "to", "message"):
        assert rows[-2][rows[1].index(title) - 1] == " " != rows[-2][rows[1].index(title)]
    app.scroll_to(0)
    app.redraw()
    assert app.rows()[1] == rows[1]
    assert "topic" in Looking(MessagesPane(), (80, 12)).shown(news())[1]


@pytest.mark.parametrize("width", [63, 80, 100])
def test_question_and_answer_of_a_survey_are_read_beside_their_ids(width: int) -> None:
    text = "\n".join(Looking(MessagesPane(), (width, 20)).shown(survey()))
    assert "#1 │ Question 1?" in text or "00 00 00 01 │ Question 1?" in text
    assert text.count("Answer to ") == 6


def test_only_a_short_number_stands_for_an_id() -> None:
    assert short_id(b"\x00\x00\x00\x07") == "#7"
    assert short_id(b"\x00\x6b\x8b\x45\x67") == "…45 67"
    assert short_id(b"\xff\xff\xff\xfe") == "…ff fe"
    assert short_id(b"Client1") == "Client1"


def test_times_are_of_the_day_or_since_the_message_before_or_the_first() -> None:
    telling = tasks(15)
    app = Looking(MessagesPane(), (80, 24))
    app.view.time_mode = TimeMode.SINCE_LAST
    rows = app.shown(telling)
    assert rows[2].split()[1] == "+0.000000"
    assert {row.split()[1] for row in rows[3:17]} == {"+0.001000"}
    app.view.time_mode = TimeMode.SINCE_START
    rows = app.shown(telling)
    assert [row.split()[1] for row in rows[2:5]] == ["+0.000000", "+0.001000", "+0.002000"]


def test_a_subscription_is_read_as_one() -> None:
    telling = Telling(SURVEY)
    for head in (b"\x01S", b"\x00S", b"\x01"):
        received = [Delivery("surveyor-1", telling.now_ns)]
        told = Message(-1, None, "", "surveys", (head,), (len(head),), "XPUB", deliveries=received)
        telling.traffic.messages.add(told)
    app = Looking(MessagesPane(), (80, 24))
    rows = app.shown(telling)
    assert [" ".join(row.split()[5:9]) for row in rows[2:4]] == [
        "surveyor-1 subscribes to S",
        "surveyor-1 unsubscribes from S",
    ]
    assert "subscribes to everything" in rows[4]


def test_a_selected_link_shows_only_what_went_between_its_nodes() -> None:
    telling = tasks(60)
    app = Looking(MessagesPane(), (100, 30))
    app.view.link = ("worker-2", "producer-1")
    rows = app.shown(telling)
    assert sum("worker-2" in row for row in rows[1:-1]) == 20
    assert not any("worker-1" in row or "worker-3" in row for row in rows[1:-1])
    assert "20 of 60" in rows[-1]
    app.view.link = None
    assert any("worker-3" in row for row in app.shown(telling))


@pytest.mark.parametrize("width", [56, 61, 90])
def test_a_long_topic_leaves_room_for_the_body(width: int) -> None:
    telling = Telling(PUBLISH_SUBSCRIBE)
    telling.send("publisher-1", [], b"weather.oslo.norway.europe.north.of.all", b"rain and snow and wind")
    telling.report()
    rows = Looking(MessagesPane(), (width, 12)).shown(telling)
    assert "weather" in rows[2]
    assert "rain" in rows[2]
