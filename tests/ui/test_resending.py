"""Messages on the play screen are held, filtered, sent again, and followed."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from tests.ui.piloting import on_screen, playing, until
from zmqplay.model.messages.messages import Delivery


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


@pytest.mark.parametrize(("receiver", "known"), [("client-1", "Client1"), ("client-3", "")])
@on_screen
async def test_a_reply_that_only_its_receiver_saw_is_sent_again_with_the_id_of_the_receiver_if_that_is_certain(
    receiver: str, known: str
) -> None:
    async with playing("dealer-router") as (pilot, screen, source):
        source.told.say("server-1", b"Client2", b"Reply | 1")
        message = source.traffic.messages.rows[-1]
        message.origin, message.routing_id, message.socket = None, None, "DEALER"
        message.heads, message.sizes, message.whole = (b"Reply | 1",), (9,), ()
        message.deliveries = [Delivery(receiver, source.now_ns)]
        text, refusal = rf"{known} | Reply \| 1", "its routing id was not seen, so it cannot be sent again"
        await pilot.press("escape", "e")
        assert screen.entry.line.value == (text if known else "")
        assert known or screen.hint.text == refusal
        asked = len(source.asked)
        await pilot.press(*["escape"] * bool(known), "r")
        assert source.asked[asked:] == ([("send", "server-1", text)] if known else [])
        assert known or screen.hint.text == refusal


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


@on_screen
async def test_a_long_message_is_sent_again_edited_and_copied_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with playing() as (pilot, screen, source):
        text = r"\{" + '"name": "Ada", ' * 200 + r'"n": 1\}'
        source.speech.send("producer-1", text)
        body = "{" + '"name": "Ada", ' * 200 + '"n": 1}'
        await pilot.press("escape", "c")
        assert pilot.app.clipboard == repr([body.encode()])
        await pilot.press("ctrl+s")
        (file,) = tmp_path.iterdir()
        assert runpy.run_path(str(file))["message"] == [body.encode()]
        await pilot.press("r")
        await until(pilot, lambda: source.traffic.messages.total == 2)
        assert source.traffic.messages.rows[1].frames == (body.encode(),)
        await pilot.press("e")
        assert screen.entry.line.value == text


@on_screen
async def test_a_message_that_is_too_long_for_the_line_is_not_cut_but_sent_again_as_it_is() -> None:
    async with playing() as (pilot, screen, source):
        source.speech.send("producer-1", "x" * 60_000)
        await pilot.press("escape", "e")
        assert screen.hint.text == (
            "the line takes 50,000 characters, and this message has 60,000: r sends it again as it is, ctrl+s saves it"
        )
        assert screen.entry.line.value == ""
        await pilot.press("r")
        await until(pilot, lambda: source.traffic.messages.total == 2)
        assert source.traffic.messages.rows[1].size == 60_000


@on_screen
async def test_beyond_the_budget_of_the_settings_a_message_is_not_sent_again_and_the_limit_is_named(
    tmp_path: Path,
) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("whole_messages_mb = 1")
    async with playing(settings_path=path) as (pilot, screen, source):
        for letter in "abc":
            source.speech.send("producer-1", letter * 400_000)
        await pilot.press("escape", "c")
        assert len(pilot.app.clipboard) > 400_000
        screen.deck.bring("messages")
        await pilot.press("home", "c")
        await until(pilot, lambda: "the newest 1 MB of messages are kept in full" in screen.hint.text)
