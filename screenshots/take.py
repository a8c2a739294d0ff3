"""Take the screenshots from the running program: `python screenshots/take.py [DIRECTORY]`.

Each is the real screen over real nodes; only the terminal is left out.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable
from pathlib import Path

from textual.pilot import Pilot

from zmqplay.patterns import PATTERNS
from zmqplay.patterns.pattern import Pattern
from zmqplay.session.fork_server import cool_down, warm_up
from zmqplay.session.session import Session
from zmqplay.ui.app import ZmqPlay
from zmqplay.ui.play_screen import PlayScreen

SIZE = (120, 36)
DEADLINE_S = 20.0
MESSAGES = 60
RATE = 20.0


async def until(pilot: Pilot[None], fact: Callable[[], object]) -> None:
    """Let the program go on until something is true of it."""
    end = time.monotonic() + DEADLINE_S
    while not fact():
        if time.monotonic() > end:
            raise TimeoutError
        await pilot.pause(0.02)


async def take_menu(directory: Path, size: tuple[int, int]) -> None:
    """The menu."""
    app = ZmqPlay(Session)
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: "zmqplay" in app.export_screenshot())
        await pilot.press("down", "down")
        await pilot.pause()
        app.save_screenshot("menu.svg", path=str(directory))


async def take_pattern(pattern: Pattern, directory: Path, size: tuple[int, int]) -> None:
    """A pattern with traffic of a few seconds."""
    app = ZmqPlay(Session, pattern)
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: isinstance(app.screen, PlayScreen) and app.screen.state == "live")
        screen = app.screen
        assert isinstance(screen, PlayScreen)
        screen.session.set_rate(RATE)
        await until(pilot, lambda: screen.traffic.messages.total > MESSAGES)
        await pilot.press(*"hello")
        app.save_screenshot(f"{pattern.name}.svg", path=str(directory))


async def main(directory: Path, size: tuple[int, int] = SIZE) -> None:
    """All of them."""
    await take_menu(directory, size)
    for pattern in PATTERNS:
        await take_pattern(pattern, directory, size)


if __name__ == "__main__":
    warm_up()
    wanted = [int(part) for part in sys.argv[2].split("x")] if len(sys.argv) > 2 else SIZE
    asyncio.run(main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent, (wanted[0], wanted[1])))
    cool_down()
