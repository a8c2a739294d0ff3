"""The input line: messages are sent, commands are carried out, wrong ones are answered."""

from __future__ import annotations

from textual import events

from tests.ui.fake_source import FakeSource
from tests.ui.piloting import enter, on_screen, playing, until
from zmqplay.control.source import Phase
from zmqplay.patterns.joined.pattern import one_socket
from zmqplay.ui.dialogs.help_screen import HelpScreen


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
        await pilot.press("tab", "tab")
        await enter(pilot, "as two")
        await until(pilot, lambda: ("send", "client-2", "as two") in source.asked)
        await pilot.press("shift+tab")
        assert screen.entry.sender == "client-1"
        await pilot.click("#sender")
        await until(pilot, lambda: screen.entry.sender == "client-2")


@on_screen
async def test_tab_on_an_empty_line_takes_the_suggestion_and_typing_replaces_it() -> None:
    async with playing("request-reply") as (pilot, screen, source):
        await pilot.press("tab")
        assert screen.entry.line.value == "Hello {n} from {node}"
        assert screen.entry.sender == "client-1"
        await pilot.press("enter")
        await until(pilot, lambda: ("send", "client-1", "Hello {n} from {node}") in source.asked)
        assert screen.entry.line.value == ""
        await pilot.press("tab", *"mine")
        assert screen.entry.line.value == "mine"
        await pilot.press("tab")
        assert (screen.entry.line.value, screen.entry.sender) == ("mine", "client-2")


@on_screen
async def test_the_suggestion_is_that_of_the_sender_to_whom_tab_goes_on() -> None:
    async with playing("dealer-router") as (pilot, screen, _):
        await pilot.press("tab", "tab", "tab", "tab")
        assert screen.entry.sender == "server-1"
        assert screen.entry.line.value.startswith("Client1 | ")


@on_screen
async def test_a_router_is_suggested_the_first_id_that_it_has_heard_in_place_of_one_that_nobody_has() -> None:
    router = one_socket("ROUTER", "tcp://127.0.0.1:5558", binds=True)
    async with playing(start=lambda _: FakeSource(router)) as (pilot, screen, source):
        assert screen.entry.line.placeholder == "type a message: Client1 | Hello {n}"
        source.told.visit("router-1", "127.0.0.1:50001")
        for routing_id in (b"B|\x00", b"Ann"):
            source.told.receives("router-1", routing_id, b"ask", after_ms=1)
        source.told.report()
        await until(pilot, lambda: screen.entry.line.placeholder == r"type a message: B\|\x00 | Hello {n}")
        source.told.receives("router-1", b"Client1", b"ask", after_ms=1)
        source.told.report()
        await until(pilot, lambda: screen.entry.line.placeholder == "type a message: Client1 | Hello {n}")


@on_screen
async def test_while_one_types_the_frames_are_shown_that_will_be_sent() -> None:
    async with playing("publish-subscribe") as (pilot, screen, source):
        screen.entry.line.value = r"topic1 | fr{n}\x00"
        await until(pilot, lambda: screen.hint.text == r"2 frames: 6 B topic1 · 4 B fr{n}\x00")
        source.speech.set_size(100)
        await until(pilot, lambda: screen.hint.text == r"2 frames: 6 B topic1 · 100 B fr{n}\x00")
        screen.entry.line.value = r"\q {foo}"
        await until(pilot, lambda: screen.hint.text.startswith(r"\q is no escape (\xHH "))
        assert screen.hint.text.endswith("{foo} is no placeholder ({n} {time} {node}): sent as typed")
        screen.entry.line.value = ""
        await until(pilot, lambda: not screen.hint.text.startswith(r"\q"))


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


@on_screen
async def test_where_nodes_only_receive_nothing_is_offered_to_be_sent_and_what_arrives_is_the_rate() -> None:
    sub = one_socket("SUB", "tcp://127.0.0.1:5558", binds=True)
    async with playing(start=lambda _: FakeSource(sub)) as (pilot, screen, source):
        assert screen.entry.line.placeholder == "no node here sends; / begins a command"
        assert not {"enter", "tab", "↑"} & {key.key for key in screen.key_line.shown}
        await pilot.press(*"hello", "enter")
        assert screen.hint.text == "nobody can send it: the nodes here only receive"
        screen.entry.line.value = ""
        await pilot.press("enter")
        assert screen.hint.text == "nobody can send it: the nodes here only receive"
        source.told.visit("sub-1", "127.0.0.1:50001")
        for _ in range(8):
            for number in range(3):
                source.told.receives("sub-1", b"%d" % number)
            source.told.report()
        await until(pilot, lambda: " 12 msg/s" in str(screen.status.content))
