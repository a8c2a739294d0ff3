"""Animations stop if they are not wanted, and if the terminal does not keep up."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.fake_source import FakeSource
from tests.ui.piloting import on_screen, playing, until
from zmqplay.ui.app import ZmqPlay
from zmqplay.ui.look.pace import CALM_NS, Pace
from zmqplay.ui.settings import load

FRAME_NS = 33_000_000
S = 1_000_000_000


class Frames:
    """Frames one after the other, at the screen's pace."""

    def __init__(self) -> None:
        self.pace = Pace()
        self.now_ns = 0

    def run(self, seconds: float, left_out_of_ten: int) -> list[bool]:
        """Let time pass; return the value of `slow` after each change."""
        changes = []
        for frame in range(int(seconds * S / FRAME_NS)):
            self.now_ns += FRAME_NS
            if self.pace.note(frame % 10 >= left_out_of_ten, self.now_ns):
                changes.append(self.pace.slow)
        return changes


def test_a_terminal_that_drops_a_frame_now_and_then_keeps_up() -> None:
    frames = Frames()
    assert frames.run(120, left_out_of_ten=1) == []


def test_a_terminal_that_leaves_out_half_of_the_frames_is_slow_within_seconds() -> None:
    frames = Frames()
    frames.run(60, left_out_of_ten=0)
    assert frames.run(5, left_out_of_ten=6) == [True]


def test_one_long_stall_is_not_slowness() -> None:
    frames = Frames()
    frames.run(10, left_out_of_ten=0)
    assert frames.run(0.9, left_out_of_ten=10) == []
    assert frames.run(30, left_out_of_ten=0) == []


def test_it_is_quick_again_after_a_calm_time_which_grows_with_each_relapse() -> None:
    frames = Frames()
    frames.run(10, left_out_of_ten=8)
    assert frames.run(CALM_NS / S - 1, left_out_of_ten=0) == []
    assert frames.run(15, left_out_of_ten=0) == [False]
    assert frames.run(10, left_out_of_ten=8) == [True]
    assert frames.run(1.5 * CALM_NS / S, left_out_of_ten=0) == []
    assert frames.run(30, left_out_of_ten=0) == [False]


@on_screen
async def test_where_the_terminal_is_slow_nothing_moves_and_that_is_said_once() -> None:
    waiting = [0]
    async with playing(waiting_writes=lambda _: waiting[0]) as (pilot, screen, source):
        app = pilot.app

        def level() -> str:
            return app.animation_level

        assert level() == "full"
        waiting[0] = 3
        for _ in range(4):
            source.told.now_ns += S
            screen.frame()
        assert level() == "none"
        assert "the terminal does not keep up" in screen.hint.text
        waiting[0] = 0
        for _ in range(30):
            source.told.now_ns += S
            screen.frame()
        assert level() == "full"


def test_animations_are_switched_in_the_palette_and_that_is_remembered(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"

    @on_screen
    async def switched(was: str, to: str) -> None:
        app = ZmqPlay(FakeSource, settings_path=path)
        async with app.run_test() as pilot:
            assert app.animation_level == was
            offered = {row.text: row.act for row in app.palette_rows(1)}
            offered[f"Animations {to}"]()
            await until(pilot, lambda: app.animation_level == ("full" if to == "on" else "none"))
        assert load(path)[0].animate == (to == "on")

    switched("full", "off")
    switched("none", "on")
    switched("full", "off")


@on_screen
async def test_textual_animations_is_heeded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("textual.constants.TEXTUAL_ANIMATIONS", "none")
    async with ZmqPlay(FakeSource).run_test() as pilot:
        assert pilot.app.animation_level == "none"
