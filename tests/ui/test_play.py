"""The play screen: each key and command does to the source what it says."""

from __future__ import annotations

import pytest
from textual import events
from textual.screen import Screen
from textual.widgets import OptionList

from tests.ui.fake_source import FakeSource
from tests.ui.piloting import enter, on_screen, playing, until
from zmqplay.control.source import Phase
from zmqplay.model.nodes import NodeState
from zmqplay.patterns import PATTERNS
from zmqplay.ui.dialogs.help_screen import HelpScreen
from zmqplay.ui.menu.screen import MenuScreen
from zmqplay.ui.panes import PANES
from zmqplay.ui.textual_private import upper_border

# --- the input line


@on_screen
async def test_one_types_at_once_and_enter_sends_as_the_sender() -> None:
    async with playing() as (pilot, screen, source):
        await enter(pilot, "hello")
        await until(pilot, lambda: ("send", "producer-1", "hello") in source.asked)
        assert screen.entry.line.value == ""
        await until(pilot, lambda: source.traffic.messages.total == 1)


@on_screen
async def test_tab_changes_the_sender_and_shift_tab_goes_back() -> None:
    async with playing("request-reply") as (pilot, screen, source):
        await pilot.press("tab")
        await enter(pilot, "as two")
        await until(pilot, lambda: ("send", "client-2", "as two") in source.asked)
        await pilot.press("shift+tab")
        assert screen.entry.sender == "client-1"
        await pilot.click("#sender")
        await until(pilot, lambda: screen.entry.sender == "client-2")


@on_screen
async def test_the_arrows_recall_what_was_sent() -> None:
    async with playing() as (pilot, screen, _):
        await enter(pilot, "one")
        await enter(pilot, "two")
        await until(pilot, lambda: screen.entry.line.value == "")
        await pilot.press("up", "up")
        assert screen.entry.line.value == "one"
        await pilot.press("down")
        assert screen.entry.line.value == "two"


@on_screen
async def test_an_empty_message_takes_a_second_enter() -> None:
    async with playing() as (pilot, screen, source):
        await pilot.press("enter")
        await until(pilot, lambda: "empty message" in screen.hint.text)
        assert not source.traffic.messages.total
        await pilot.press("enter")
        await until(pilot, lambda: ("send", "producer-1", "") in source.asked)
        assert source.traffic.messages.rows[0].sizes == (0,)


@on_screen
async def test_a_message_that_begins_with_a_slash_is_typed_with_a_backslash() -> None:
    async with playing() as (pilot, _, source):
        await enter(pilot, r"\/rate")
        await until(pilot, lambda: ("send", "producer-1", "/rate") in source.asked)


@on_screen
async def test_a_paste_is_seen_at_its_end_and_one_that_is_too_long_is_refused() -> None:
    async with playing() as (pilot, screen, _):
        await until(pilot, lambda: screen.entry.line.size.width < 120 and screen.entry.sender_label.size.width)
        screen.entry.line.post_message(events.Paste("A" * 500 + "end"))
        await until(pilot, lambda: screen.entry.line.value.endswith("end"))
        assert screen.entry.line.scroll_offset.x == 504 - screen.entry.line.size.width
        screen.entry.line.post_message(events.Paste("B" * 50_000))
        await until(pilot, lambda: "nothing was pasted" in screen.hint.text)
        assert screen.entry.line.value == "A" * 500 + "end"


@on_screen
async def test_the_prompt_suggests_what_the_sender_might_say() -> None:
    async with playing("dealer-router") as (pilot, screen, _):
        assert screen.entry.line.placeholder == "type a message: Hello {n} from {node}"
        await pilot.press("shift+tab")
        await until(pilot, lambda: screen.entry.line.placeholder.startswith("type a message: Client1 | "))


@on_screen
async def test_what_cannot_be_sent_stays_and_is_answered() -> None:
    async with playing() as (pilot, screen, source):
        source.asks.refusal = "this text makes no message"
        await enter(pilot, "hello")
        await until(pilot, lambda: "makes no message" in screen.hint.text)
        assert screen.entry.line.value == "hello"


@on_screen
async def test_a_command_does_what_it_says() -> None:
    async with playing() as (pilot, screen, source):
        for command, asked in (
            ("/rate max", ("rate", None)),
            ("/rate 200", ("rate", 200.0)),
            ("/rate off", ("rate", 0.0)),
            ("/add worker", ("add", "worker")),
            ("/stop worker-2", ("stop", "worker-2")),
            ("/kill worker-3", ("kill", "worker-3")),
        ):
            screen.entry.line.value = command
            await pilot.press("enter")
            await until(pilot, lambda asked: asked in source.asked, asked)
            assert screen.entry.line.value == ""


@on_screen
async def test_a_wrong_command_is_answered_and_stays() -> None:
    async with playing() as (pilot, screen, source):
        await enter(pilot, "/kil worker-1")
        await until(pilot, lambda: "did you mean /kill?" in screen.hint.text)
        assert screen.entry.line.value == "/kil worker-1"
        assert source.asked == []


@on_screen
async def test_tab_completes_a_command() -> None:
    async with playing() as (pilot, screen, _):
        await pilot.press(*"/ki", "tab")
        assert screen.entry.line.value == "/kill "
        await pilot.press("tab", "tab")
        assert screen.entry.line.value == "/kill worker-1"
        await until(pilot, lambda: "SIGKILL" in screen.hint.text)


@on_screen
async def test_help_and_quit_are_commands_too() -> None:
    async with playing() as (pilot, screen, source):
        await enter(pilot, "/help")
        await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        await enter(pilot, "/quit")
        await until(pilot, lambda: pilot.app.return_code == 0)
    assert source.state.phase is Phase.OVER


# --- the panes


@on_screen
async def test_escape_leads_from_the_line_to_the_panes_to_the_menu_and_ends_the_nodes() -> None:
    async with playing() as (pilot, screen, source):
        await pilot.press("escape")
        assert screen.deck.name_of(screen.focused) == "topology"
        await pilot.press("i")
        assert screen.focused is screen.entry.line
        await pilot.press("escape", "escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, MenuScreen))
        await until(pilot, lambda: source.state.phase is Phase.OVER)


@pytest.mark.parametrize(
    ("pattern", "size"),
    [
        ("publish-subscribe", (60, 18)),
        ("dealer-router", (80, 24)),
        ("publish-subscribe", (120, 36)),
        ("dealer-router", (200, 60)),
    ],
)
@on_screen
async def test_tab_shows_every_pane_at_every_size(pattern: str, size: tuple[int, int]) -> None:
    async with playing(pattern, size) as (pilot, screen, _):
        await pilot.press("escape")
        seen = []
        for _turn in screen.deck.panes:
            seen.append(screen.deck.name_of(screen.focused))
            assert screen.deck.active in screen.deck.visible_panes()
            await pilot.press("tab")
        assert sorted(map(str, seen)) == sorted(screen.deck.panes)
        assert screen.deck.name_of(screen.focused) == "topology"
        await pilot.press("shift+tab")
        assert screen.deck.name_of(screen.focused) == seen[-1]


@on_screen
async def test_a_name_in_a_border_brings_its_pane() -> None:
    async with playing() as (pilot, screen, _):
        load = screen.deck.panes["load"]
        title = upper_border(load)
        assert title is not None
        await pilot.click(offset=(load.region.x + 3 + title.plain.index("Code"), load.region.y))
        await until(pilot, lambda: "code" in screen.deck.visible_panes())
        assert "load" not in screen.deck.visible_panes()


@on_screen
async def test_resizing_keeps_what_is_in_front() -> None:
    async with playing() as (pilot, screen, _):
        await pilot.press("escape", "l")
        await until(pilot, lambda: screen.deck.active == "lesson")
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: screen.deck.visible_panes() == ["lesson"])
        await pilot.resize_terminal(120, 36)
        await until(pilot, lambda: screen.deck.visible_panes() == ["topology", "lesson", "messages", "frames"])


@on_screen
async def test_backslash_gives_a_pane_the_screen_and_takes_it_back() -> None:
    async with playing() as (pilot, screen, _):
        await pilot.press("escape", "backslash")
        assert screen.deck.visible_panes() == ["topology"]
        await pilot.press("escape")
        assert len(screen.deck.visible_panes()) == 4


@on_screen
async def test_the_most_needed_keys_stand_below_a_screen_of_80_columns() -> None:
    async with playing(size=(80, 24)) as (pilot, screen, _):
        await pilot.press("escape")
        keys = str(screen.key_line.content)
        for shown in ("esc menu", "i type", "tab pane", "+ add", "] faster", "p pause", "? help"):
            assert shown in keys


def test_every_pane_is_in_the_table() -> None:
    assert {name for pattern in PATTERNS for name in pattern.panes} <= {pane.name for pane in PANES}


# --- nodes and traffic


@on_screen
async def test_digits_select_a_node_and_let_go_of_it() -> None:
    async with playing() as (pilot, screen, _):
        await pilot.press("escape", "3")
        assert screen.view.node == "worker-2"
        await pilot.press("3")
        assert screen.view.node is None
        await pilot.press("9")
        assert "there are 4 nodes" in screen.hint.text


@on_screen
async def test_plus_adds_a_node_of_the_selected_role() -> None:
    async with playing() as (pilot, _, source):
        await pilot.press("escape", "plus")
        await until(pilot, lambda: ("add", "worker") in source.asked)
        await pilot.press("1", "plus")
        await until(pilot, lambda: ("add", "producer") in source.asked)


@on_screen
async def test_too_many_nodes_are_refused_with_a_sentence() -> None:
    async with playing() as (pilot, screen, source):
        source.asks.refusal = "there are 3 nodes of the role worker, and no more can be"
        await pilot.press("escape", "plus")
        await until(pilot, lambda: "no more can be" in screen.hint.text)


@on_screen
async def test_minus_stops_the_last_node_or_the_selected_one() -> None:
    async with playing() as (pilot, _, source):
        await pilot.press("escape", "minus")
        assert source.asked[-1] == ("stop", "worker-3")
        await pilot.press("2", "minus")
        assert source.asked[-1] == ("stop", "worker-1")


@on_screen
async def test_ctrl_k_kills_only_a_selected_node() -> None:
    async with playing() as (pilot, screen, source):
        await pilot.press("escape", "ctrl+k")
        assert "select a node first" in screen.hint.text
        await pilot.press("4", "ctrl+k")
        assert source.asked[-1] == ("kill", "worker-3")
        source.asks.refusal = "worker-3 has ended (killed); restart it first."
        await pilot.press("ctrl+k")
        assert "has ended (killed)" in screen.hint.text


@on_screen
async def test_brackets_change_the_rate_step_by_step() -> None:
    async with playing() as (pilot, screen, source):
        await pilot.press("escape", *["right_square_bracket"] * 3)
        assert source.speech.rate == 5
        await pilot.press("left_square_bracket")
        assert source.speech.rate == 2
        assert "2 msg/s" in screen.hint.text


# --- messages


@on_screen
async def test_pause_holds_the_view_and_not_the_counts() -> None:
    async with playing() as (pilot, screen, source):
        await pilot.press("escape", "p")
        assert screen.state == "paused"
        source.speech.send("producer-1", "hello")
        await until(pilot, lambda: "1 new" in str(screen.status.render()))
        await pilot.press("p")
        await until(pilot, lambda: screen.state == "live")


@on_screen
async def test_the_filter_acts_while_one_types_and_escape_ends_it() -> None:
    async with playing() as (pilot, screen, _):
        await pilot.press("escape", "slash", *"task")
        await until(pilot, lambda: screen.view.filter == "task")
        await pilot.press("enter")
        await until(pilot, lambda: screen.focused is screen.deck.panes["messages"])
        assert screen.view.filter == "task"
        await pilot.press("slash", "escape")
        await until(pilot, lambda: not screen.view.filter and screen.entry.line.display)


@on_screen
async def test_r_sends_the_message_again_and_c_copies_it() -> None:
    async with playing() as (pilot, screen, source):
        source.speech.send("producer-1", r"a\x00\| | {time")
        await pilot.press("escape", "c")
        assert pilot.app.clipboard == r"[b'a\x00|', b'{time']"
        await pilot.press("r")
        await until(pilot, lambda: source.traffic.messages.total == 2)
        first, second = source.traffic.messages.rows
        assert first.heads == second.heads
        assert "sent again" in screen.hint.text


@on_screen
async def test_r_says_in_one_sentence_why_a_reply_cannot_be_sent_again() -> None:
    async with playing("request-reply") as (pilot, screen, source):
        source.told.say("server-1", b"Reply")
        await pilot.press("escape", "r")
        assert screen.hint.text == (
            "server-1 sends only what its role makes, so not this again; who sends what you like: client-1, client-2"
        )
        source.speech.send("client-1", "Hello")
        source.nodes.kill("client-1")
        await until(pilot, lambda: screen.entry.sender == "client-2")
        await pilot.press("r")
        assert screen.hint.text == "client-1 has ended (killed), so it cannot send this again"
        assert ("send", "client-1", "Hello") in source.asked
        assert source.traffic.messages.total == 2


@on_screen
async def test_r_sends_what_a_router_sent_with_its_routing_id_in_front() -> None:
    async with playing("dealer-router") as (pilot, _, source):
        source.told.say("server-1", b"\x00\x6b\x8b\x45\x67", b"a|b")
        await pilot.press("escape", "r")
        assert source.asked[-1] == ("send", "server-1", r"\x00k\x8bEg | a\|b")
        await until(pilot, lambda: source.traffic.messages.total == 2)
        first, second = source.traffic.messages.rows
        assert first.heads == second.heads


@on_screen
async def test_r_leaves_out_what_the_role_puts_in_front_again() -> None:
    async with playing("survey") as (pilot, _, source):
        source.told.say("surveyor-1", b"S", b"\x00\x00\x00\x07", b"Question?")
        await pilot.press("escape", "r")
        assert source.asked[-1] == ("send", "surveyor-1", "Question?")


@on_screen
async def test_f_follows_the_newest_again_and_enter_goes_to_the_frames() -> None:
    async with playing() as (pilot, screen, source):
        source.speech.send("producer-1", "one")
        source.speech.send("producer-1", "two")
        await pilot.press("escape")
        screen.deck.bring("messages")
        await until(pilot, lambda: screen.focused is screen.deck.panes["messages"])
        await pilot.press("up")
        await until(pilot, lambda: screen.view.row is not None)
        await pilot.press("enter")
        await until(pilot, lambda: screen.focused is screen.deck.panes["frames"])
        await pilot.press("f")
        await until(pilot, lambda: screen.view.row is None)


# --- what goes wrong


@on_screen
async def test_a_launch_that_fails_is_one_sentence_and_escape_leads_back() -> None:
    async with playing(start=lambda pattern: FakeSource(pattern, fails="no ports [/] left")) as (
        pilot,
        screen,
        source,
    ):
        await until(pilot, lambda: "no ports [/] left" in screen.hint.text)
        assert "failed" in str(screen.status.render())
        await pilot.press("escape", "escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, MenuScreen) and source.state.phase is Phase.OVER)


@on_screen
async def test_a_crash_is_shown_with_its_last_line() -> None:
    async with playing() as (pilot, screen, source):
        source.told.crash("worker-2", "Traceback …", "ZMQError: [/b] \x1b[2J")
        await until(pilot, lambda: "worker-2 crashed" in screen.hint.text)
        assert "ZMQError: [/b]" in screen.hint.text
        assert "\x1b" not in screen.hint.text
        assert source.traffic.nodes["worker-2"].state is NodeState.CRASHED


@on_screen
async def test_notices_and_bad_reports_are_said() -> None:
    async with playing() as (pilot, screen, source):
        source.traffic.notices.append("port 5557 is taken, so tasks runs on 40123")
        await until(pilot, lambda: "40123" in screen.hint.text)
        source.traffic.bad_reports["not a report"] += 2
        await until(pilot, lambda: "2 bad reports" in screen.hint.text)


@on_screen
async def test_when_the_sender_ends_another_one_speaks() -> None:
    async with playing("request-reply") as (pilot, screen, source):
        source.nodes.kill("client-1")
        await until(pilot, lambda: screen.entry.sender == "client-2")


@pytest.mark.parametrize("keys", [("ctrl+q",), ("escape", "q")])
@on_screen
async def test_quitting_needs_no_question_and_ends_the_nodes(keys: tuple[str, ...]) -> None:
    async with playing() as (pilot, _, source):
        await pilot.press(*keys)
        await until(pilot, lambda: pilot.app.return_code == 0)
    assert source.state.phase is Phase.OVER


@on_screen
async def test_the_palette_offers_commands_and_patterns() -> None:
    async with playing() as (pilot, _, source):
        await pilot.press("ctrl+p")
        await until(pilot, lambda: pilot.app.screen.query("CommandInput"))
        await pilot.press(*"kill worker-3")
        await until(pilot, lambda: _best_hit(pilot.app.screen).startswith("/kill worker-3"))
        await pilot.press("enter")
        await until(pilot, lambda: ("kill", "worker-3") in source.asked)


def _best_hit(screen: Screen[object]) -> str:
    hits = screen.query_one(OptionList)
    return str(hits.get_option_at_index(0).prompt) if hits.option_count else ""
