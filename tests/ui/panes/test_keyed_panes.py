"""The panes of topics, identities, sockets, code and lesson show the traffic and the pattern."""

from __future__ import annotations

from tests.telling import Telling
from tests.ui.panes.looking import Looking
from tests.ui.panes.stories import news, requests, tasks
from zmqplay.patterns.publish_subscribe import PUBLISH_SUBSCRIBE
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.text import count
from zmqplay.ui.panes.code.code import CodePane
from zmqplay.ui.panes.identities import IdentitiesPane
from zmqplay.ui.panes.lesson import LessonPane
from zmqplay.ui.panes.sockets import SocketsPane
from zmqplay.ui.panes.topics import TopicsPane
from zmqplay.wire import OTHER, SocketEvent, Tally


def test_subscribers_keep_their_names_where_they_just_fit_and_their_numbers_where_they_do_not() -> None:
    app = Looking(TopicsPane(), (57, 12))
    row = (app.shown(news()))[1]
    assert row.split()[-4:-1] == ["subscriber-1", "subscriber-2", "subscriber-3"]
    app.resize(45, 12)
    row = (app.shown(news()))[1]
    assert [name[-2:] for name in row.split()[-4:-1]] == ["-1", "-2", "-3"]


def test_each_topic_names_its_receivers_or_says_that_it_has_none() -> None:
    app = Looking(TopicsPane(), (80, 12))
    rows = app.shown(news())
    assert rows[2].split()[1:] == ["subscribed", "to", "topic1", "topic2", "topic,", "topic1", "│"]
    lines = {row.split()[1]: row.split()[2:-1] for row in rows[3:6]}
    assert lines == {"nobody": ["10", "unheard"], "topic1": ["10", "10", "10"], "topic2": ["10", "10", "10"]}


def test_a_thousand_topics_scroll() -> None:
    telling = Telling(PUBLISH_SUBSCRIBE)
    for number in range(1_000):
        telling.send("publisher-1", [], b"sensor%04d" % number, b"", key=b"sensor%04d" % number)
    telling.send("publisher-1", [], b"more", b"", key=OTHER)
    telling.report()
    app = Looking(TopicsPane(), (80, 12))
    app.shown(telling)
    app.press("end")
    rows = app.shown(telling)
    assert "sensor0999" in rows[-4]
    assert "and 1 message of more topics" in rows[-2]
    assert "topic" in rows[1]


def test_routing_ids_after_the_first_thousand_are_counted_below_the_others() -> None:
    telling = requests()
    telling.nodes["server-1"].sockets[0].received_by_key[OTHER] = Tally(1_234, 9)
    telling.report()
    rows = Looking(IdentitiesPane(), (90, 8)).shown(telling)
    assert f"and {count(1_234)} messages of more routing ids" in rows[4]
    assert not any("other" in row for row in rows)


def test_each_routing_id_says_whose_it_is_and_whether_it_was_chosen() -> None:
    app = Looking(IdentitiesPane(), (90, 8))
    rows = app.shown(requests())
    assert rows[2].split()[1:11] == ["Client1", *["43", "6c", "69", "65", "6e", "74", "31"], "chosen", "client-1"]
    assert rows[3].split()[1:9] == ["–", *["00", "6b", "8b", "45", "67"], "generated", "client-3"]


def test_a_generated_routing_id_is_shown_in_hex_even_where_there_is_little_room() -> None:
    app = Looking(IdentitiesPane(), (44, 8))
    assert any("00 6b" in row for row in app.shown(requests()))


def test_sockets_show_addresses_subscriptions_and_events_in_words() -> None:
    telling = news()
    telling.nodes["publisher-1"].events.append(
        SocketEvent(0, telling.now_ns, 0x2000, 0, "tcp://127.0.0.1:5556", count=3)
    )
    telling.report()
    app = Looking(SocketsPane(), (110, 30))
    text = "\n".join(app.shown(telling))
    assert "● tcp://127.0.0.1:5556" in text
    assert "○ tcp://127.0.0.1:5556" in text
    assert "to topic, topic1" in text
    assert "listening" in text
    assert "handshake failed: protocol ×3" in text
    app.view.node = "subscriber-2"
    text = "\n".join(app.shown(telling))
    assert "● tcp://127.0.0.1:5556" not in text
    assert [row.split()[1:3] for row in text.split("\n") if "publisher-1" in row] == [["peers", "publisher-1"]]


def test_the_code_is_the_role_of_the_selected_node_else_all_roles() -> None:
    telling = tasks()
    app = Looking(CodePane(), (90, 30))
    text = "\n".join(app.shown(telling))
    assert "def producer(node: Node) -> None:" in text
    assert "def worker(node: Node) -> None:" in text
    app.view.node = "worker-1"
    text = "\n".join(app.shown(telling))
    assert "def producer" not in text
    assert "tasks.recv_multipart()" in text


def test_of_a_selected_node_the_sockets_say_what_the_manual_says_of_their_types() -> None:
    app = Looking(SocketsPane(), (90, 20))
    assert "when full" not in "\n".join(app.shown(news()))
    app.view.node = "publisher-1"
    text = "\n".join(app.shown(news()))
    for title, fact in (("talks to", "SUB XSUB"), ("sends", "to all who subscribed"), ("when full", "dropped")):
        assert any(title in row and fact in row for row in text.splitlines())


def test_the_lesson_is_the_pattern_s_own() -> None:
    app = Looking(LessonPane(), (90, 60))
    app.shown(Telling(PUSH_PULL))
    assert "load balancing" in "\n".join(app.rows())
    assert "Push–Pull" in "\n".join(app.rows())
