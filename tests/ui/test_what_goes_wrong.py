"""Each problem is one sentence on the screen, and the screen goes on."""

from __future__ import annotations

from tests.ui.fake_source import FakeSource
from tests.ui.piloting import on_screen, playing, until
from zmqplay.control.source import Phase
from zmqplay.model.nodes import NodeState
from zmqplay.ui.menu.screen import MenuScreen


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


@on_screen
async def test_a_crash_of_the_sender_is_told_by_its_last_line_and_not_covered_by_who_speaks_now() -> None:
    async with playing("request-reply") as (pilot, screen, source):
        source.told.crash("client-1", "Traceback …", "ValueError: 5")
        await until(pilot, lambda: screen.entry.sender == "client-2")
        await until(pilot, lambda: screen.hint.text.startswith("client-1"))
        assert screen.hint.text.startswith("client-1 crashed")
