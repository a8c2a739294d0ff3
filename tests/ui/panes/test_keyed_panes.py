"""Topics, identities, sockets, code and lesson show what the traffic and the pattern know."""

from __future__ import annotations

from tests.ui.feeding import Feeding
from tests.ui.panes.mounted import mounted, screen_rows, shown
from tests.ui.panes.stories import news, requests, tasks
from tests.ui.piloting import on_screen, until
from zmqplay.patterns.publish_subscribe import PUBLISH_SUBSCRIBE
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.ui.panes.code.code import Code
from zmqplay.ui.panes.identities import Identities
from zmqplay.ui.panes.lesson import Lesson
from zmqplay.ui.panes.sockets import Sockets
from zmqplay.ui.panes.topics import Topics
from zmqplay.wire import OTHER, SocketEvent


@on_screen
async def test_subscribers_keep_their_names_where_they_just_fit_and_their_numbers_where_they_do_not() -> None:
    async with mounted(Topics(), (57, 12)) as (app, pilot):
        row = (await shown(app, pilot, news()))[1]
        assert row.split()[-4:-1] == ["subscriber-1", "subscriber-2", "subscriber-3"]
        await pilot.resize_terminal(45, 12)
        row = (await shown(app, pilot, news()))[1]
        assert [name[-2:] for name in row.split()[-4:-1]] == ["-1", "-2", "-3"]


@on_screen
async def test_each_topic_says_who_heard_it_and_which_nobody_did() -> None:
    async with mounted(Topics(), (80, 12)) as (app, pilot):
        rows = await shown(app, pilot, news())
        assert rows[2].split()[1:] == ["subscribed", "to", "topic1", "topic2", "topic", "topic1", "│"]
        lines = {row.split()[1]: row.split()[2:-1] for row in rows[3:6]}
        assert lines == {"nobody": ["10", "unheard"], "topic1": ["10", "10", "10"], "topic2": ["10", "10", "10"]}


@on_screen
async def test_a_thousand_topics_scroll() -> None:
    feeding = Feeding(PUBLISH_SUBSCRIBE)
    for number in range(1_000):
        feeding.send("publisher-1", [], b"sensor%04d" % number, b"", key=b"sensor%04d" % number)
    feeding.send("publisher-1", [], b"more", b"", key=OTHER)
    feeding.report()
    async with mounted(Topics(), (80, 12)) as (app, pilot):
        await shown(app, pilot, feeding)
        await pilot.press("end")
        rows = await shown(app, pilot, feeding)
        assert "sensor0999" in rows[-4]
        assert "(all others)" in rows[-3]
        assert "topic" in rows[1]


@on_screen
async def test_each_routing_id_says_whose_it_is_and_whether_it_was_chosen() -> None:
    async with mounted(Identities(), (90, 8)) as (app, pilot):
        rows = await shown(app, pilot, requests())
        assert rows[2].split()[1:11] == ["Client1", *["43", "6c", "69", "65", "6e", "74", "31"], "chosen", "client-1"]
        assert rows[3].split()[1:9] == ["–", *["00", "6b", "8b", "45", "67"], "generated", "client-3"]


@on_screen
async def test_a_generated_routing_id_is_shown_in_hex_even_where_there_is_little_room() -> None:
    async with mounted(Identities(), (44, 8)) as (app, pilot):
        assert any("00 6b" in row for row in await shown(app, pilot, requests()))


@on_screen
async def test_sockets_show_addresses_subscriptions_and_events_in_words() -> None:
    feeding = news()
    feeding.nodes["publisher-1"].events.append(
        SocketEvent(0, feeding.now_ns, 0x2000, 0, "tcp://127.0.0.1:5556", count=3)
    )
    feeding.report()
    async with mounted(Sockets(), (110, 30)) as (app, pilot):
        text = "\n".join(await shown(app, pilot, feeding))
        assert "● tcp://127.0.0.1:5556" in text
        assert "○ tcp://127.0.0.1:5556" in text
        assert "to topic, topic1" in text
        assert "listening" in text
        assert "handshake failed: protocol ×3" in text
        app.view.node = "subscriber-2"
        text = "\n".join(await shown(app, pilot, feeding))
        assert "publisher-1" not in text


@on_screen
async def test_the_code_is_the_role_of_the_selected_node_else_all_roles() -> None:
    feeding = tasks()
    feeding.traffic.nodes["worker-1"].output.append("[/] I printed this")
    async with mounted(Code(), (90, 30)) as (app, pilot):
        text = "\n".join(await shown(app, pilot, feeding))
        assert "def producer(node: Node) -> None:" in text
        assert "def worker(node: Node) -> None:" in text
        app.view.node = "worker-1"
        text = "\n".join(await shown(app, pilot, feeding))
        assert "def producer" not in text
        assert "tasks.recv_multipart()" in text
        assert "[/] I printed this" in text


@on_screen
async def test_of_a_selected_node_the_sockets_say_what_the_manual_says_of_their_types() -> None:
    async with mounted(Sockets(), (90, 20)) as (app, pilot):
        assert "when full" not in "\n".join(await shown(app, pilot, news()))
        app.view.node = "publisher-1"
        text = "\n".join(await shown(app, pilot, news()))
        for title, fact in (("talks to", "SUB XSUB"), ("sends", "to all who subscribed"), ("when full", "dropped")):
            assert any(title in row and fact in row for row in text.splitlines())


@on_screen
async def test_the_lesson_is_the_pattern_s_own() -> None:
    async with mounted(Lesson(), (90, 60)) as (app, pilot):
        await shown(app, pilot, Feeding(PUSH_PULL))
        await until(pilot, lambda: "load balancing" in "\n".join(screen_rows(app)))
        assert "Push–Pull" in "\n".join(screen_rows(app))
