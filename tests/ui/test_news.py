"""The last line says where the last typed message is, where Messages is not on the screen; and what a node prints."""

from __future__ import annotations

import pytest

from tests.model.two_roles import PRODUCER, PUBLISHER, subscribers, two_roles
from tests.telling import Telling
from tests.ui.panes.looking import Looking
from tests.ui.piloting import enter, on_screen, playing, until
from zmqplay.model.doctor import Diagnosis
from zmqplay.model.doctor.finding import Finding
from zmqplay.model.facts import Given, Printed
from zmqplay.patterns.publish_subscribe import PUBLISH_SUBSCRIBE
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.patterns.request_reply import REQUEST_REPLY
from zmqplay.template import Template
from zmqplay.ui.panes.log.messages import MessagesPane
from zmqplay.ui.play.hint_line import LEAST_NS, SAID_NS
from zmqplay.ui.play.news import FRESH_NS, PRINTED, TURN_NS, TYPED, News
from zmqplay.wire import Activity


def _typed(telling: Telling, sender: str, text: str) -> News:
    news = News()
    news.look(telling.traffic, telling.now_ns)
    news.typed(sender, text)
    news.look(telling.traffic, telling.now_ns)
    return news


def test_a_typed_message_is_followed_to_its_receiver() -> None:
    telling = Telling(PUSH_PULL)
    telling.send("producer-1", ["worker-1"], b"old")
    telling.report()
    news = _typed(telling, "producer-1", "Hello")
    assert news.of_typed(telling.traffic) == ("", TYPED)
    telling.send("producer-1", ["worker-2"], b"of the generator", took_ms=0.2)
    telling.send("producer-1", ["worker-3"], b"Hello", took_ms=0.2)
    telling.report()
    assert news.of_typed(telling.traffic) == ("Hello → worker-3  0.20 ms", TYPED)


def test_of_a_typed_publication_that_only_a_foreign_peer_may_have_it_is_said_that_this_is_not_known() -> None:
    telling = Telling(two_roles(PUBLISHER, subscribers(0)))
    telling.visit("publisher-1", "127.0.0.1:50001")
    telling.report(after_ms=500)
    news = _typed(telling, "publisher-1", "a | hi")
    telling.sends("publisher-1", b"a", b"hi")
    telling.report()
    assert news.of_typed(telling.traffic)[0] == "a · hi is sent; who has it is not known"


def test_a_typed_message_in_no_known_queue_is_waiting() -> None:
    telling = Telling(two_roles(PRODUCER, ("worker", "PULL", 2)))
    news = _typed(telling, "producer-1", "hi")
    telling.sends("producer-1", b"hi")
    telling.report()
    assert news.of_typed(telling.traffic)[0] == "hi is waiting"


def test_a_message_that_a_command_sends_is_followed_too() -> None:
    telling = Telling(PUSH_PULL)
    news = News()
    news.note("/send producer-1 Hello {n}")
    for other in ("rate 5", "/send", "kill worker-1"):
        news.note(other)
    news.look(telling.traffic, telling.now_ns)
    telling.send("producer-1", ["worker-3"], b"Hello 1", took_ms=0.2)
    telling.report()
    assert news.of_typed(telling.traffic) == ("Hello 1 → worker-3  0.20 ms", TYPED)


def test_a_message_that_only_begins_like_the_typed_one_is_another() -> None:
    telling = Telling(PUSH_PULL)
    news = _typed(telling, "producer-1", "Task 12")
    telling.send("producer-1", ["worker-1"], b"Task 1", took_ms=0.2)
    telling.report()
    assert news.of_typed(telling.traffic) == ("", TYPED)
    telling.send("producer-1", ["worker-2"], b"Task 12", took_ms=0.2)
    telling.report()
    assert news.of_typed(telling.traffic)[0] == "Task 12 → worker-2  0.20 ms"


@pytest.mark.parametrize(
    ("text", "frames", "said"),
    [("a||b", [b"a", b"", b"b"], "a · (empty) · b"), ("|", [b"", b""], "(empty) · (empty)"), ("", [b""], "(empty)")],
)
def test_each_frame_of_a_typed_message_is_said_also_an_empty_one(text: str, frames: list[bytes], said: str) -> None:
    telling = Telling(PUSH_PULL)
    news = _typed(telling, "producer-1", text)
    telling.send("producer-1", ["worker-3"], *frames, took_ms=0.2)
    telling.report()
    assert news.of_typed(telling.traffic)[0] == f"{said} → worker-3  0.20 ms"


def test_a_typed_request_is_shown_with_its_reply() -> None:
    telling = Telling(REQUEST_REPLY, {"client": 1})
    news = _typed(telling, "client-1", "Hello")
    telling.send("client-1", ["server-1"], b"Hello", took_ms=0.2)
    telling.send("server-1", ["client-1"], b"Reply to Hello", took_ms=0.3)
    telling.send("client-1", ["server-1"], b"later", took_ms=0.2)
    telling.report()
    assert news.of_typed(telling.traffic)[0] == "Hello → server-1  0.20 ms   Reply to Hello → client-1  0.30 ms"


def test_a_template_is_found_by_its_sender() -> None:
    telling = Telling(PUSH_PULL)
    news = _typed(telling, "producer-1", "Task {n}")
    telling.send("producer-1", ["worker-1"], b"Task 7", took_ms=0.2)
    telling.report()
    assert news.of_typed(telling.traffic)[0] == "Task 7 → worker-1  0.20 ms"


@pytest.mark.parametrize("size", [(60, 18), (80, 24)])
@on_screen
async def test_on_a_small_screen_the_typed_text_and_its_reply_are_seen(size: tuple[int, int]) -> None:
    async with playing("request-reply", size=size) as (pilot, screen, _):
        await enter(pilot, "Hello")
        await until(pilot, lambda: screen.hint.text.startswith("Hello → server-1"))
        assert screen.deck.visible_panes() == ["topology", "messages"]
        await pilot.click("#hint")
        await until(pilot, lambda: screen.deck.visible_panes() == ["messages"])
        await until(pilot, lambda: not screen.hint.text.startswith("Hello"))


@on_screen
async def test_where_messages_is_on_the_screen_the_line_is_free_for_other_things() -> None:
    async with playing("request-reply", size=(120, 36)) as (pilot, screen, source):
        await enter(pilot, "Hello")
        await until(pilot, lambda: source.asked)
        source.traffic.notices.append("a notice")
        await until(pilot, lambda: screen.hint.text == "a notice")


@on_screen
async def test_what_a_node_prints_stands_in_the_last_line_and_a_click_shows_all_of_it() -> None:
    async with playing() as (pilot, screen, source):
        source.told.take(Printed(source.told.now_ns, "worker-1", ["60 tasks in 0.41 s\x1b[2J"]))
        await until(pilot, lambda: screen.hint.text.startswith("worker-1 printed: 60 tasks in 0.41 s"))
        assert "\x1b" not in screen.hint.text
        await pilot.click("#hint")
        await until(pilot, lambda: "output" in screen.deck.visible_panes())


def _fresh(news: News, telling: Telling, *, is_shared: bool = False) -> tuple[str, str]:
    news.look(telling.traffic, telling.now_ns)
    return news.fresh(telling.traffic, telling.now_ns, shows_messages=True, is_shared=is_shared)


def test_printed_news_gets_old() -> None:
    telling, news = Telling(PUSH_PULL), News()
    telling.take(Printed(telling.now_ns, "worker-1", ["done"]))
    assert _fresh(news, telling) == ("worker-1 printed: done", PRINTED)
    telling.pass_time(FRESH_NS / 1e6)
    assert _fresh(news, telling)[0] == ""


def test_a_node_that_prints_all_the_time_leaves_the_doctor_half_of_it() -> None:
    telling, news = Telling(PUSH_PULL), News()
    shown = []
    for number in range(16):
        telling.take(Printed(telling.now_ns, "worker-1", [f"line {number}"]))
        shown.append(bool(_fresh(news, telling, is_shared=True)[0]))
        telling.pass_time(TURN_NS / 4e6)
    assert shown == ([True] * 4 + [False] * 4) * 2


@on_screen
async def test_the_doctor_has_the_line_again_once_the_print_is_old() -> None:
    async with playing() as (pilot, screen, source):
        source.told.take(Printed(source.told.now_ns, "worker-1", ["done"]))
        source.doctor.diagnoses["test", "worker-1"] = Diagnosis(Finding("test", "worker-1", "slow", ""), 1, 1 << 62)
        await until(pilot, lambda: screen.hint.text == "worker-1 printed: done")
        source.told.now_ns += FRESH_NS
        await until(pilot, lambda: screen.hint.text == "worker-1: slow")


def test_a_message_that_its_node_cannot_send_yet_is_said_to_wait_there_and_why() -> None:
    telling = Telling(REQUEST_REPLY, {"client": 1})
    telling.send("client-1", ["server-1"], b"q1")
    telling.nodes["client-1"].does(Activity.IDLE, telling.now_ns)
    telling.report()
    news = _typed(telling, "client-1", "q2")
    telling.take(Given(telling.now_ns, "client-1", 1, 1))
    assert news.of_typed(telling.traffic)[0] == "q2 waits in client-1, which waits for the reply of server-1"
    telling.freeze("client-1")
    assert news.of_typed(telling.traffic)[0] == "q2 waits in client-1, which is frozen"


@on_screen
async def test_what_was_typed_is_news_once_and_does_not_come_back_after_what_comes_next() -> None:
    async with playing("request-reply", size=(80, 24)) as (pilot, screen, source):
        await enter(pilot, "Hello")
        await until(pilot, lambda: screen.hint.text.startswith("Hello → server-1"))
        source.told.now_ns += FRESH_NS
        await until(pilot, lambda: not screen.hint.text.startswith("Hello"))
        screen.hint.say("60 messages at once")
        source.told.now_ns += SAID_NS
        await until(pilot, lambda: screen.hint.text != "60 messages at once")
        assert not screen.hint.text.startswith("Hello")


@on_screen
async def test_a_notice_is_shown_once_for_its_time_and_does_not_come_back_after_what_comes_next() -> None:
    async with playing() as (pilot, screen, source):
        source.traffic.notices.append("worker-3: not connected after 5 s")
        await until(pilot, lambda: screen.hint.text == "worker-3: not connected after 5 s")
        source.told.now_ns += SAID_NS
        await until(pilot, lambda: "not connected" not in screen.hint.text)
        screen.hint.say("60 messages at once")
        source.told.now_ns += SAID_NS
        await until(pilot, lambda: screen.hint.text != "60 messages at once")
        assert "not connected" not in screen.hint.text
        source.traffic.notices.append("worker-3: connected now")
        await until(pilot, lambda: screen.hint.text == "worker-3: connected now")


@on_screen
async def test_what_a_command_makes_a_node_print_follows_the_answer() -> None:
    async with playing("pipeline") as (pilot, screen, source):
        screen.hint.say("60 messages at once")
        source.told.take(Printed(source.told.now_ns, "sink-1", ["speed-up 2.8"]))
        await until(pilot, lambda: screen.hint.text == "60 messages at once")
        source.told.now_ns += LEAST_NS
        await until(pilot, lambda: screen.hint.text == "sink-1 printed: speed-up 2.8")


@pytest.mark.parametrize(("text", "shown"), [(r"\x0", r"\\x0"), (r"\xzz", r"\\xzz"), (r"a\x00b", r"a\x00b")])
def test_a_typed_topic_with_an_escape_is_said_as_the_list_of_messages_shows_it(text: str, shown: str) -> None:
    telling = Telling(PUBLISH_SUBSCRIBE)
    news = _typed(telling, "publisher-1", text)
    telling.send("publisher-1", ["subscriber-1"], Template(text, "publisher-1").frames(1)[0], took_ms=0.2)
    telling.report()
    assert news.of_typed(telling.traffic)[0].split(" → ")[0] == shown
    assert any(f" {shown} " in row for row in Looking(MessagesPane(), (100, 20)).shown(telling))


@on_screen
async def test_a_step_of_the_lesson_that_sends_shows_where_the_message_went() -> None:
    async with playing("publish-subscribe", size=(60, 18)) as (pilot, screen, _):
        await enter(pilot, "/send publisher-1 topic1 | hello")
        await until(pilot, lambda: screen.hint.text.startswith("topic1 · hello → "))
        assert "sent as" not in screen.hint.text
