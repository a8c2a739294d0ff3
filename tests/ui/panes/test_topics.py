"""The matrix of topics and subscribers: in order, chosen, and neat however much there is."""

from __future__ import annotations

from tests.telling import Telling
from tests.ui.panes.looking import Looking
from tests.ui.panes.stories import news
from zmqplay.model.nodes import NodeState
from zmqplay.patterns.publish_subscribe import PUBLISH_SUBSCRIBE
from zmqplay.ui.draw.selection import NodeSelected
from zmqplay.ui.panes.topics import TopicsPane
from zmqplay.wire import Tally


def crowd(topics: int = 40, subscribers: int = 20) -> Telling:
    """Many topics, and a subscriber for each of the first few."""
    telling = Telling(PUBLISH_SUBSCRIBE, {"publisher": 1 + topics // 1_001, "subscriber": subscribers})
    for number in range(topics):
        topic = b"topic%04d" % number
        hearing = [f"subscriber-{1 + number % subscribers}"] if number % 2 else []
        telling.nodes[f"publisher-{1 + number // 1_001}"].sockets[0].sent_by_key[topic] = Tally(topics - number, 10)
        for name in hearing:
            telling.nodes[name].sockets[0].received_by_key[topic] = Tally(topics - number, 10)
    telling.report()
    return telling


def topics_in(rows: list[str]) -> list[str]:
    """The topics on the screen, from top to bottom."""
    return [row.split()[1] for row in rows[3:-1] if len(row.split()) > 3 and row[2] != " "]


def test_the_chosen_topic_says_which_subscriptions_caught_it() -> None:
    telling = news()
    app = Looking(TopicsPane(), (80, 14))
    app.shown(telling)
    app.press("down", "down")
    rows = app.shown(telling)
    assert "subscriber-1 by topic1 (10) · subscriber-3 by topic and topic1 (10)" in rows[5]
    app.press("up")
    rows = app.shown(telling)
    assert "nobody: no subscription is a beginning of it" in rows[4]


def test_a_click_chooses_a_topic_and_a_click_on_a_name_below_it_its_node() -> None:
    telling = news()
    app = Looking(TopicsPane(), (80, 14))
    app.shown(telling)
    app.click(4, 5)
    rows = app.shown(telling)
    assert "subscriber-2 by topic2" in rows[6]
    app.click(rows[6].index("subscriber-2") + 2, 6)
    assert [message.name for message in app.heard if isinstance(message, NodeSelected)] == ["subscriber-2"]
    app.click(4, 5)
    assert "by topic2" not in "\n".join(app.shown(telling))


def test_a_subscriber_that_has_ended_keeps_what_it_got_and_subscribes_to_nothing() -> None:
    telling = news()
    telling.end("subscriber-1", NodeState.KILLED)
    app = Looking(TopicsPane(), (80, 14))
    app.shown(telling)
    app.press("down", "down")
    assert "subscriber-1 no longer (10)" in (app.shown(telling))[5]


def test_topics_stand_by_name_by_count_or_with_the_unheard_first() -> None:
    telling = crowd(6, 3)
    telling.nodes["publisher-1"].sockets[0].sent_by_key[b"zzz"] = Tally(1_000, 10)
    telling.report()
    app = Looking(TopicsPane(), (90, 16))
    rows = app.shown(telling)
    assert "7 topics" in rows[-1]
    assert "by topic" in rows[-1]
    assert topics_in(rows)[0] == "topic0000"
    app.press(">")
    rows = app.shown(telling)
    assert topics_in(rows)[:2] == ["zzz", "topic0000"]
    assert "most sent first" in rows[-1]
    app.press(">")
    rows = app.shown(telling)
    assert "unheard" in rows[3]
    assert "unheard first" in rows[-1]
    app.press("<", "<")
    assert topics_in(app.shown(telling))[-1] == "zzz"
    app.click(14, 1)
    assert topics_in(app.shown(telling))[0] == "zzz"


def test_subscribers_that_have_no_room_are_reached_by_the_arrows() -> None:
    telling = crowd()
    app = Looking(TopicsPane(), (80, 14))
    rows = app.shown(telling)
    assert "-1 " in rows[1]
    assert "←→" in rows[1]
    app.press(*["right"] * 30)
    rows = app.shown(telling)
    assert "-20 " in rows[1]
    app.press(*["left"] * 30)
    assert "-1 " in (app.shown(telling))[1]


def test_the_head_stays_while_ten_thousand_topics_scroll_and_the_chosen_one_is_in_view() -> None:
    telling = crowd(10_000)
    app = Looking(TopicsPane(), (120, 20))
    head = (app.shown(telling))[1:3]
    app.press("end")
    rows = app.shown(telling)
    assert "topic9999" in "\n".join(rows)
    app.press("pageup")
    rows = app.shown(telling)
    assert [row[:60] for row in rows[1:3]] == [row[:60] for row in head]
    assert "10,000 topics" in rows[-1]


def test_several_subscriptions_of_one_subscriber_are_told_apart() -> None:
    rows = Looking(TopicsPane(), (120, 14)).shown(news())
    assert "topic, topic1" in rows[2]


def test_what_would_fill_the_pane_is_said_whole() -> None:
    rows = Looking(TopicsPane(), (57, 14)).shown(Telling(PUBLISH_SUBSCRIBE))
    assert " ".join(TopicsPane.empty.split()) in " ".join(" ".join(row.strip("│ ") for row in rows).split())


def test_subscriptions_are_parted_in_one_way_in_all_columns() -> None:
    telling = news()
    app = Looking(TopicsPane(), (80, 14))
    assert app.shown(telling)[2].split()[-5:-1] == ["topic1", "topic2", "topic,", "topic1"]
    telling.change("subscriber-2", subscriptions=(b"topic2", b"everybody"))
    telling.report()
    rows = app.shown(telling)
    assert rows[2].split()[-4:-1] == ["topic1", "topic2", "topic"]
    assert rows[3].split()[1:-1] == ["everybody", "topic1"]


def test_at_sixty_columns_each_subscription_is_read_whole_and_where_they_are_many_the_rest_is_counted() -> None:
    telling = news()
    telling.change("subscriber-1", subscriptions=(b"rain", b"snow.no"))
    telling.change("subscriber-3", subscriptions=(b"oslo", b"bergen", b"paris", b"rome"))
    telling.report()
    app = Looking(TopicsPane(), (60, 13))
    rows = app.shown(telling)
    shown = [row.split()[1:-1] for row in rows[2:5]]
    assert shown == [["subscribed", "to", "rain", "topic2", "oslo"], ["snow.no", "bergen"], ["+2"]]
    low = Looking(TopicsPane(), (60, 8)).shown(telling)
    assert "subscribed to" in low[2]
    assert low[3].split()[1] == "nobody"


def test_below_several_lines_of_subscriptions_the_chosen_topic_comes_into_view() -> None:
    telling = crowd(40, 3)
    telling.change("subscriber-1", subscriptions=(b"topic0001", b"topic0007"))
    telling.report()
    app = Looking(TopicsPane(), (60, 13))
    assert app.shown(telling)[4].split()[1] == "topic0000"
    for key, chosen in (("end", "topic0039"), ("home", "topic0000"), ("pagedown", "topic0006")):
        app.press(key)
        assert chosen in "\n".join(app.shown(telling)[4:]), key
