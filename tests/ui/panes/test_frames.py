"""A message frame by frame."""

from __future__ import annotations

import pytest

from tests.telling import Telling
from tests.ui.panes.looking import Looking
from tests.ui.panes.stories import news, requests, tasks
from zmqplay.model.causes import LossReason
from zmqplay.model.messages.filters import OLDER_AT_ONCE
from zmqplay.patterns.pipeline import PIPELINE
from zmqplay.patterns.publish_subscribe import PUBLISH_SUBSCRIBE
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.patterns.request_reply import REQUEST_REPLY
from zmqplay.ui.panes.frames.frames import FramesPane


def test_the_frames_are_shown_as_sent_and_as_the_router_got_them() -> None:
    app = Looking(FramesPane(), (90, 16))
    rows = app.shown(requests())
    text = "\n".join(rows)
    assert "client-3 DEALER → server-1 ROUTER" in rows[1]
    assert "as server-1 got it" in text
    assert "routing id" in text
    assert "00 6b 8b 45 67" in text
    assert "48 65 6c 6c 6f  Hello" in text


def test_without_a_selection_the_newest_is_shown_and_with_one_the_selected() -> None:
    telling = news()
    app = Looking(FramesPane(), (90, 16))
    assert any("Hello 9" in row for row in app.shown(telling))
    app.view.row = 0
    assert any("Hello 0" in row for row in app.shown(telling))


def test_with_a_filter_the_newest_message_that_passes_is_shown() -> None:
    telling = news()
    app = Looking(FramesPane(), (90, 16))
    app.view.filter = "Hello 4"
    assert any("Hello 4" in row for row in app.shown(telling))
    app.view.filter = "nobody has said this"
    assert any("No message matches nobody has said this; esc shows all." in row for row in app.shown(telling))


def test_with_a_filter_a_message_far_back_is_found_and_none_is_said_to_be_missing_before() -> None:
    telling = Telling(PUSH_PULL)
    telling.send("producer-1", ["worker-1"], b"the first")
    for number in range(OLDER_AT_ONCE * 2):
        telling.send("producer-1", ["worker-1"], b"Task %d" % number)
        if number % 500 == 0:
            telling.report()
    telling.report()
    app = Looking(FramesPane(), (90, 16))
    app.view.filter = "the first"
    assert any("Looking for a message that matches the first" in row for row in app.shown(telling))
    assert any("the first" in row for row in app.shown(telling)[2:])


def test_a_selected_message_stays_after_it_has_left_the_log() -> None:
    telling = Telling(PUSH_PULL)
    telling.traffic.messages.kept = 1_000
    telling.send("producer-1", ["worker-1"], b"the first")
    telling.report()
    app = Looking(FramesPane(), (90, 16))
    app.view.row, app.view.message = 0, telling.traffic.messages.row(0)
    for number in range(1_001):
        telling.send("producer-1", ["worker-1"], b"Task %d" % number)
        if number % 500 == 0:
            telling.report()
    assert telling.traffic.messages.row(0) is None
    assert any("the first" in row for row in app.shown(telling))


def test_a_long_frame_is_cut_and_its_whole_length_said() -> None:
    telling = Telling(REQUEST_REPLY)
    telling.send("client-1", ["server-1"], b"x" * 70_000)
    telling.report()
    for width in (50, 100):
        app = Looking(FramesPane(), (width, 60))
        text = "\n".join(app.shown(telling))
        assert "the first 512 of 70,000 bytes" in text
        assert "70.0 kB" in text


def test_no_length_of_a_frame_is_cut() -> None:
    for length, shown in ((65_536, "65.5 kB"), (99_400, "99.4 kB"), (999, "999 B"), (123_456, "123 kB")):
        telling = Telling(REQUEST_REPLY)
        telling.send("client-1", ["server-1"], b"x" * length)
        telling.report()
        for width in (50, 80, 120):
            row = Looking(FramesPane(), (width, 20)).shown(telling)[2]
            assert f"{shown}  x" in row or f"{shown}  78 78" in row, row


@pytest.mark.parametrize("subscribers", [1, 3, 6, 12])
def test_size_and_time_of_a_message_are_whole_at_every_width(subscribers: int) -> None:
    telling = Telling(PUBLISH_SUBSCRIBE, {"subscriber": subscribers})
    names = [f"subscriber-{number + 1}" for number in range(subscribers)]
    telling.send("publisher-1", names, b"topic1", b"x" * 143, took_ms=0.21)
    telling.report()
    received = [delivery.node for delivery in telling.traffic.messages.rows[-1].deliveries]
    assert received
    for width in range(50, 121):
        row = Looking(FramesPane(), (width, 20)).shown(telling)[1]
        assert row.startswith("│ publisher-1 ")
        assert "149 B   0.21 ms" in row
        assert "…" not in row
    assert all(f"{name} SUB" in row for name in received[:3])


def test_the_size_of_a_message_that_nobody_received_is_whole_at_every_width() -> None:
    telling = Telling(PUSH_PULL)
    telling.send("producer-1", [], b"x" * 143)
    telling.report()
    message = telling.traffic.messages.rows[0]
    message.losses = {"worker-2": LossReason.PEER_DIED}
    for width in range(40, 121):
        row = Looking(FramesPane(), (width, 20)).shown(telling)[1]
        assert "   143 B " in row, row


def test_the_journey_names_each_receiver_with_its_time_and_subscription() -> None:
    telling = news()
    app = Looking(FramesPane(), (90, 16))
    app.view.row = 0
    text = "\n".join(app.shown(telling))
    assert "publisher-1 sends it, its message 1" in text
    assert "+0.21 ms subscriber-1 has it, subscribed to topic1" in text
    app.view.row = 2
    assert "nobody has it: no subscription matches" in "\n".join(app.shown(telling))


def test_the_prefix_that_matched_is_underlined_in_the_topic() -> None:
    telling = news()
    app = Looking(FramesPane(), (90, 16))
    app.view.row = 0
    app.shown(telling)
    lines = app.page.drawing.lines
    marked = [text for index in range(len(lines)) for text, style in lines[index] if style.underline]
    assert marked == ["topic1"]


def test_the_journey_says_where_a_message_waits_and_where_and_why_it_was_lost() -> None:
    telling = Telling(PUSH_PULL)
    telling.send("producer-1", [], b"a")
    telling.report()
    app = Looking(FramesPane(), (90, 16))
    message = telling.traffic.messages.rows[0]
    message.waits_at, message.losses = ("worker-1",), {"worker-2": LossReason.PEER_DIED}
    text = "\n".join(app.shown(telling))
    assert "waits at worker-1" in text
    assert "lost worker-2 peer-died" in text


def test_what_follows_from_a_selected_message_is_told_as_it_happens() -> None:
    telling = Telling(PIPELINE)
    telling.send("ventilator-1", ["worker-1"], b"Task 1")
    telling.report()
    app = Looking(FramesPane(), (90, 16))
    app.view.row = 0
    assert "sends on" not in "\n".join(app.shown(telling))
    telling.send("worker-1", ["sink-1"], b"Task 1", b"1.5", b"0.02", wire=1)
    telling.report()
    text = "\n".join(app.shown(telling))
    assert "worker-1 sends on Task 1 · 1.5 · 0.02" in text
    assert "sink-1 has it" in text


def test_up_and_down_choose_a_frame_and_another_message_clears_the_choice() -> None:
    telling = news()
    pane = FramesPane()
    app = Looking(pane, (90, 16))
    app.view.row = 0
    app.shown(telling)
    assert pane.frame is None
    for key, frame in (("down", b"topic1"), ("j", b"Hello 0"), ("k", b"topic1")):
        app.press(key)
        assert pane.frame == frame
    app.click(10, 3)
    assert pane.frame == b"Hello 0"
    app.view.row = 1
    app.shown(telling)
    assert pane.frame is None


def test_the_sender_of_an_unseen_send_is_shown_with_its_own_socket_type() -> None:
    telling = tasks(0)
    telling.nodes["producer-1"].sampled = True
    telling.send("producer-1", ["worker-1"], b"unseen")
    telling.nodes["producer-1"].samples.clear()
    for _ in range(3):  # until the model no longer waits for the sender's report
        telling.report()
    app = Looking(FramesPane(), (80, 12))
    rows = app.shown(telling)
    assert "producer-1 PUSH → worker-1 PULL" in rows[1]


def test_below_its_way_stands_why_a_message_went_there_and_the_rules_source() -> None:
    app = Looking(FramesPane(), (90, 24))
    app.view.row = 1
    rows = app.shown(tasks())
    text = " ".join(row.strip("│ ") for row in rows)
    assert "why A PUSH" not in text
    assert "A PUSH deals its messages to its peers in turn, however busy each is" in text
    assert "zmq_socket(3), ZMQ_PUSH; RFC 30" in text


def test_asked_why_the_pane_scrolls_there() -> None:
    pane = FramesPane()
    app = Looking(pane, (60, 8))
    telling = tasks()
    app.view.row = 1
    assert not any("RFC 30" in row for row in app.shown(telling))
    pane.show_why()
    assert any("RFC 30" in row for row in app.shown(telling))


def test_what_became_of_the_newest_message_is_told_also_when_only_the_sums_show_it() -> None:
    telling = Telling(PUSH_PULL, {"worker": 1})
    telling.kill("worker-1")
    telling.sends("producer-1", b"Task")
    telling.report()
    app = Looking(FramesPane(), (90, 20))
    assert "producer-1 PUSH → waits " in app.shown(telling)[1]
    telling.stop("producer-1")
    telling.report()
    assert "producer-1 PUSH → lost " in app.shown(telling)[1]
