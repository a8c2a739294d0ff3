"""The keys beside programs that are traced: how others join, what is their own, and the end of their input."""

from __future__ import annotations

from dataclasses import replace

from textual.pilot import Pilot

from tests.ui.fake_source import FakeControls, FakeSource
from tests.ui.piloting import on_screen, playing, until
from tests.ui.test_looking_only import faint
from zmqplay.control.source import Need
from zmqplay.model.facts import ReadsInput
from zmqplay.patterns.pattern import Pattern
from zmqplay.ui.play.screen import PlayScreen

LINE = "PYTHONPATH=/here ZMQPLAY_TRACE=/tmp/there"
OWN: dict[Need, str] = {"messages": "what they send is their own", "work": "how they work is their own"}


def traced(pattern: Pattern) -> FakeSource:
    """A source that can do what traced programs let it do."""
    source = FakeSource(pattern)
    source.guide = replace(source.guide, invitation=LINE)
    source.controls = FakeControls(source.nodes, source.speech, refused=OWN)
    return source


@on_screen
async def test_e_copies_and_shows_the_line_with_which_others_join() -> None:
    async with playing(start=traced) as (pilot, screen, _):
        await pilot.press("escape", "e")
        await until(pilot, lambda: pilot.app.clipboard == LINE)
        await until(pilot, lambda: "lesson" in screen.deck.visible_panes())
        assert screen.hint.text.startswith("copied: a command that begins with this line joins")


async def presses(pilot: Pilot[None], screen: PlayScreen, key: str, says: str) -> None:
    """Press a key that is refused with this reason."""
    screen.hint.say("")
    await pilot.press(key)
    await until(pilot, lambda: screen.hint.text == f"that cannot be done here: {says}.")


@on_screen
async def test_where_there_is_little_room_the_keys_that_are_refused_give_way_to_those_that_act() -> None:
    async with playing(size=(80, 24), start=traced) as (pilot, screen, _):
        await pilot.press("escape")
        await until(pilot, lambda: "e join" in str(screen.key_line.content))
        assert not {"faster", "slower", "burst"} & faint(screen)
        assert not any(word in str(screen.key_line.content) for word in ("faster", "slower", "burst"))


@on_screen
async def test_keys_that_would_change_what_the_programs_send_are_faint_and_answer_with_one_sentence() -> None:
    async with playing(size=(300, 36), start=traced) as (pilot, screen, source):
        await pilot.press("escape")
        await until(pilot, lambda: {"faster", "slower", "burst"} <= faint(screen))
        for key in ("right_square_bracket", "left_square_bracket", "b"):
            await presses(pilot, screen, key, OWN["messages"])
        await presses(pilot, screen, "s", OWN["work"])
        assert not [call for call in source.asked if call[0] in ("rate", "burst")]


@on_screen
async def test_ctrl_d_ends_the_input_of_the_program_only_where_the_line_is_empty() -> None:
    async with playing(start=traced) as (pilot, screen, _):
        assert "ctrl+d ends it" in screen.entry.line.placeholder
        await pilot.press("a", "b", "home", "ctrl+d")
        assert screen.entry.line.value == "b"
        await pilot.press("end", "backspace", "ctrl+d")
        sender = screen.entry.sender
        await until(pilot, lambda: screen.hint.text == f"{sender} reads no standard input.")


@on_screen
async def test_what_is_typed_for_a_program_s_stdin_is_no_frame_and_has_no_placeholders() -> None:
    async with playing(start=traced) as (pilot, screen, _):
        await pilot.press(*"{no} | x")
        await until(pilot, lambda: screen.hint.text == f"a line for the stdin of {screen.entry.sender}, as it stands")


def asks(source: FakeSource, node: str) -> None:
    """Let a node wait for a line on its standard input."""
    source.told.take(ReadsInput(source.told.now_ns, node, True))


@on_screen
async def test_the_program_that_waits_for_a_line_has_what_is_typed() -> None:
    async with playing("request-reply", start=traced) as (pilot, screen, source):
        assert screen.entry.sender == "client-1"
        asks(source, "client-2")
        await until(pilot, lambda: screen.entry.sender == "client-2")
        assert screen.hint.text == "client-2 waits for a line, and has what you type now"
        asks(source, "client-1")
        await pilot.press("a")
        assert screen.entry.sender == "client-2"


@on_screen
async def test_a_line_that_is_begun_goes_to_the_program_for_which_it_was_begun() -> None:
    async with playing("request-reply", start=traced) as (pilot, screen, source):
        await pilot.press("a")
        asks(source, "client-2")
        await pilot.press("b")
        assert screen.entry.sender == "client-1"
        await pilot.press("backspace", "backspace")
        await until(pilot, lambda: screen.entry.sender == "client-2")


@on_screen
async def test_the_program_that_the_user_took_keeps_what_is_typed() -> None:
    async with playing("request-reply", start=traced) as (pilot, screen, source):
        await pilot.press("tab", "tab", "backspace")
        assert (screen.entry.sender, screen.entry.line.value) == ("client-2", "")
        asks(source, "client-1")
        await pilot.press("a", "backspace")
        assert source.traffic.nodes["client-1"].life.awaits_input
        assert screen.entry.sender == "client-2"
