"""The log follows, holds, filters and selects, whatever arrives meanwhile."""

from __future__ import annotations

import pytest

from tests.ui.feeding import Feeding
from tests.ui.panes.mounted import PaneApp, mounted, shown
from tests.ui.panes.stories import SIZES, news, requests, tasks
from tests.ui.piloting import on_screen
from zmqplay.model.messages.messages import Delivery, Message
from zmqplay.model.nodes import NodeState
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.patterns.survey import SURVEY
from zmqplay.ui.panes.log.messages import Messages
from zmqplay.ui.panes.selection import RowOpened, RowSelected
from zmqplay.ui.play.view import TimeMode


def heard_rows(app: PaneApp) -> list[int | None]:
    return [message.row for message in app.heard if isinstance(message, RowSelected)]


def tasks_in(rows: list[str]) -> list[str]:
    """The numbers of the tasks on the screen."""
    return [row.split("Task ")[1].split()[0] for row in rows if "Task " in row]


def texts(rows: list[str]) -> list[str]:
    """The rows without the border below and the scroll bar."""
    return [row[:-2] for row in rows[1:-1]]


@pytest.mark.parametrize("size", SIZES)
@on_screen
async def test_the_newest_message_is_in_view(size: tuple[int, int]) -> None:
    feeding = tasks(60)
    async with mounted(Messages(), size) as (app, pilot):
        rows = await shown(app, pilot, feeding)
        assert "worker-3" in rows[-2]
        feeding.send("producer-1", ["worker-1"], b"Task x")
        feeding.report()
        rows = await shown(app, pilot, feeding)
        assert "worker-1" in rows[-2]
        if size[0] > 40:
            assert tasks_in(rows)[-1] == "x"
            assert "61 seen, all shown · following" in rows[-1]


@on_screen
async def test_a_row_tells_when_from_whom_to_whom_what_how_large_and_how_fast() -> None:
    async with mounted(Messages(), (100, 10)) as (app, pilot):
        rows = await shown(app, pilot, tasks(15))
        words = rows[-2].split()
        assert words[2:7] == ["producer-1", "→", "worker-3", "Task", "14"]
        assert words[7:11] == ["7", "B", "0.20", "ms"]


@on_screen
async def test_publications_are_shown_whole_beside_how_many_have_them() -> None:
    async with mounted(Messages(), (62, 12)) as (app, pilot):
        for row in (await shown(app, pilot, news()))[1:-1]:
            assert " of 2 " in row or "nobody" in row
            assert " Hello " in row
            assert "…" not in row


@on_screen
async def test_a_row_that_is_selected_at_the_end_holds_although_the_view_learns_of_it_later() -> None:
    feeding = tasks(60)
    async with mounted(Messages(), (80, 24)) as (app, pilot):
        await shown(app, pilot, feeding)
        pane = app.pane
        assert isinstance(pane, Messages)
        pane.action_move(-1)
        pane.show(feeding.traffic, app.view, feeding.now_ns)  # a frame before the view has the row
        assert not pane.following
        assert "held" in (await shown(app, pilot, feeding))[-1]


@on_screen
async def test_after_a_flood_the_last_rows_are_in_view_and_the_border_counts_them_all() -> None:
    feeding = tasks(0)
    feeding.traffic.messages.kept = 10_000
    async with mounted(Messages(), (80, 24)) as (app, pilot):
        for burst in range(12):
            for number in range(1_000):
                feeding.send("producer-1", ["worker-1"], b"Task %d" % (burst * 1_000 + number))
            feeding.report()
            rows = await shown(app, pilot, feeding)
        assert tasks_in(rows) == [str(number) for number in range(11_978, 12_000)]
        assert "12\u2009000 seen, the last 10\u2009000 shown" in rows[-1]


@on_screen
async def test_scrolling_up_holds_the_rows_until_end_is_pressed() -> None:
    feeding = tasks(100)
    feeding.traffic.messages.kept = 10_000
    async with mounted(Messages(), (80, 24)) as (app, pilot):
        await shown(app, pilot, feeding)
        await pilot.press("pageup")
        held = tasks_in(await shown(app, pilot, feeding))
        for burst in range(13):
            for number in range(1_000):
                feeding.send("producer-1", ["worker-1"], b"Task %d" % (1_000 + burst * 1_000 + number))
            feeding.report()
            assert tasks_in(await shown(app, pilot, feeding)) == held
        await pilot.press("end")
        assert tasks_in(await shown(app, pilot, feeding))[-1] == "13999"
        assert heard_rows(app)[-1] is None


@on_screen
async def test_the_wheel_releases_and_takes_up_following() -> None:
    feeding = tasks(100)
    pane = Messages()
    async with mounted(pane, (80, 24)) as (app, pilot):
        await shown(app, pilot, feeding)
        pane.scroll_to(y=pane.scroll_offset.y - 3, animate=False, force=True)
        held = tasks_in(await shown(app, pilot, feeding))
        assert held[-1] == "96"
        feeding.send("producer-1", ["worker-1"], b"Task x")
        feeding.report()
        assert tasks_in(await shown(app, pilot, feeding)) == held
        pane.scroll_to(y=pane.max_scroll_y, animate=False, force=True)
        await shown(app, pilot, feeding)
        assert pane.following
        assert tasks_in(await shown(app, pilot, feeding))[-1] == "x"


@on_screen
async def test_a_click_selects_the_row_under_the_mouse() -> None:
    feeding = tasks(60)
    async with mounted(Messages(), (80, 24)) as (app, pilot):
        rows = await shown(app, pilot, feeding)
        await pilot.click(offset=(30, 5))
        await shown(app, pilot, feeding)
        assert heard_rows(app) == [int(tasks_in(rows)[4])]


@on_screen
async def test_a_second_click_on_a_row_opens_it() -> None:
    feeding = tasks(60)
    async with mounted(Messages(), (80, 24)) as (app, pilot):
        await shown(app, pilot, feeding)
        await pilot.click(offset=(30, 5))
        await shown(app, pilot, feeding)
        assert not any(isinstance(message, RowOpened) for message in app.heard)
        await pilot.click(offset=(30, 5))
        await pilot.pause()
        assert isinstance(app.heard[-1], RowOpened)


@on_screen
async def test_up_and_down_move_the_selection_by_one() -> None:
    feeding = tasks(60)
    async with mounted(Messages(), (80, 24)) as (app, pilot):
        await shown(app, pilot, feeding)
        await pilot.press("up", "up", "k", "down", "j")
        await pilot.pause()
        assert heard_rows(app) == [59, 58, 57, 58, 59]
        await pilot.press("home", "f")
        await pilot.pause()
        assert heard_rows(app)[-2:] == [0, None]


@on_screen
async def test_a_paused_view_stands_still_and_says_how_much_is_new() -> None:
    feeding = tasks(60)
    async with mounted(Messages(), (80, 24)) as (app, pilot):
        await shown(app, pilot, feeding)
        app.view.paused = True
        held = await shown(app, pilot, feeding)
        for number in range(312):
            feeding.send("producer-1", ["worker-2"], b"Task %d" % (100 + number))
        feeding.report()
        rows = await shown(app, pilot, feeding)
        assert rows[:-1] == held[:-1]
        assert "312 new" in rows[-1]
        app.view.paused = False
        assert tasks_in(await shown(app, pilot, feeding))[-1] == "411"


@on_screen
async def test_a_row_shows_its_delivery_when_it_comes() -> None:
    feeding = Feeding(PUSH_PULL)
    feeding.send("producer-1", ["worker-2"], b"Task 1")
    late = feeding.nodes["worker-2"].samples.pop()
    feeding.nodes["worker-2"].sockets[0].received.messages = 0
    feeding.report()
    async with mounted(Messages(), (80, 24)) as (app, pilot):
        rows = await shown(app, pilot, feeding)
        assert "waiting" in rows[1]
        assert "worker-2" not in rows[1]
        feeding.nodes["worker-2"].samples.append(late)
        feeding.nodes["worker-2"].sockets[0].received.messages = 1
        feeding.report()
        rows = await shown(app, pilot, feeding)
        assert "worker-2" in rows[1]
        assert "0.21 ms" in rows[1]


@on_screen
async def test_several_receivers_are_named_where_they_fit_and_counted_where_they_do_not() -> None:
    feeding = news()
    async with mounted(Messages(), (120, 40)) as (app, pilot):
        rows = await shown(app, pilot, feeding)
        assert any("subscriber-1, subscriber-3" in row for row in rows)
        assert any("unheard" in row and "→ nobody" in row for row in rows)
    async with mounted(Messages(), (70, 40)) as (app, pilot):
        rows = await shown(app, pilot, feeding)
        assert any("2 of 2" in row for row in rows)


@on_screen
async def test_a_sampled_log_says_so() -> None:
    feeding = tasks(30)
    feeding.nodes["producer-1"].sampled = True
    feeding.send("producer-1", ["worker-1"], b"Task x")
    feeding.report()
    async with mounted(Messages(), (80, 24)) as (app, pilot):
        assert "a sample is shown" in (await shown(app, pilot, feeding))[-1]


@on_screen
async def test_what_a_dead_node_did_stays() -> None:
    feeding = tasks(30)
    feeding.end("worker-2", NodeState.KILLED, "killed")
    async with mounted(Messages(), (80, 40)) as (app, pilot):
        rows = await shown(app, pilot, feeding)
        assert sum("worker-2" in row for row in rows) == 10


@on_screen
async def test_a_binary_routing_id_is_shown_in_hex() -> None:
    feeding = requests()
    feeding.send("server-1", ["client-3"], b"\x00\x6b\x8b\x45\x67", b"Reply")
    feeding.report()
    async with mounted(Messages(), (100, 10)) as (app, pilot):
        rows = await shown(app, pilot, feeding)
        assert any(" 00 6b 8b 45 67 Reply" in " ".join(row.split()) for row in rows)


@on_screen
async def test_the_selected_row_stays_on_its_line_while_rows_are_added_before_it_and_leave_the_log() -> None:
    feeding = tasks(60)
    feeding.traffic.messages.kept = 500
    async with mounted(Messages(), (80, 24)) as (app, pilot):
        await shown(app, pilot, feeding)
        await pilot.press(*["up"] * 5)
        before = await shown(app, pilot, feeding)
        selected = app.view.message
        for number in range(2_000):
            feeding.send("producer-1", ["worker-1"], b"Task %d" % (100 + number))
            if number % 100 == 0:
                feeding.report()
                assert texts(await shown(app, pilot, feeding)) == texts(before)
        app.view.filter = "task 5"
        rows = await shown(app, pilot, feeding)
        assert selected is not None
        line = next(row for row in rows if selected.heads[0].decode() in row)
        app.view.filter = ""
        assert line[:-2] in texts(await shown(app, pilot, feeding))


@on_screen
async def test_held_rows_say_how_many_have_come_since() -> None:
    feeding = tasks(60)
    async with mounted(Messages(), (80, 24)) as (app, pilot):
        await shown(app, pilot, feeding)
        await pilot.press("up")
        for number in range(7):
            feeding.send("producer-1", ["worker-1"], b"Task %d" % (100 + number))
        feeding.report()
        assert "held, 7 new, End follows" in (await shown(app, pilot, feeding))[-1]


@on_screen
async def test_times_are_of_the_day_or_since_the_message_before_or_the_first() -> None:
    feeding = tasks(15)
    async with mounted(Messages(), (80, 24)) as (app, pilot):
        app.view.time_mode = TimeMode.SINCE_LAST
        rows = await shown(app, pilot, feeding)
        assert rows[1].split()[1] == "+0.000000"
        assert {row.split()[1] for row in rows[2:16]} == {"+0.001000"}
        app.view.time_mode = TimeMode.SINCE_START
        rows = await shown(app, pilot, feeding)
        assert [row.split()[1] for row in rows[1:4]] == ["+0.000000", "+0.001000", "+0.002000"]


@on_screen
async def test_a_subscription_is_read_as_one() -> None:
    feeding = Feeding(SURVEY)
    for head in (b"\x01S", b"\x00S", b"\x01"):
        received = [Delivery("surveyor-1", feeding.now_ns)]
        told = Message(-1, None, "", "surveys", (head,), (len(head),), "XPUB", deliveries=received)
        feeding.traffic.messages.add(told)
    async with mounted(Messages(), (80, 24)) as (app, pilot):
        rows = await shown(app, pilot, feeding)
        assert [" ".join(row.split()[4:7]) for row in rows[1:3]] == [
            "surveyor-1 subscribe S",
            "surveyor-1 unsubscribe S",
        ]
        assert "subscribe to everything" in rows[3]


@on_screen
async def test_a_selected_link_shows_only_what_went_between_its_nodes() -> None:
    feeding = tasks(60)
    async with mounted(Messages(), (100, 30)) as (app, pilot):
        app.view.link = ("worker-2", "producer-1")
        rows = await shown(app, pilot, feeding)
        assert sum("worker-2" in row for row in rows[1:-1]) == 20
        assert not any("worker-1" in row or "worker-3" in row for row in rows[1:-1])
        assert "20 of 60" in rows[-1]
        app.view.link = None
        assert any("worker-3" in row for row in await shown(app, pilot, feeding))
