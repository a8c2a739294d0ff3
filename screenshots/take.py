"""Take the screenshots from the running program: `python screenshots/take.py [DIRECTORY]`.

Each shows the real screen over real nodes; only the terminal is missing.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from textual.pilot import Pilot

from zmqplay.patterns import PATTERNS, find
from zmqplay.patterns.pattern import Pattern
from zmqplay.session.hosts.fork_server import of_this_process
from zmqplay.session.session import Session
from zmqplay.trace.commands import Command
from zmqplay.trace.source import TracedSource
from zmqplay.ui.app import ZmqPlay
from zmqplay.ui.play.screen import PlayScreen

SIZE = (120, 36)
DEADLINE_S = 20.0
MESSAGES = 60
RATE = 20.0
SERVER = """\
import time

import zmq

context = zmq.Context()
bakery = context.socket(zmq.REP)
bakery.bind("tcp://127.0.0.1:5585")
while True:
    order = bakery.recv_string()
    time.sleep(0.02)  # bake
    bakery.send_string(f"{order}, still warm")
"""
CLIENT = """\
import time

import zmq

context = zmq.Context()
bakery = context.socket(zmq.REQ)
bakery.connect("tcp://127.0.0.1:5585")
for number in range(1, 1_000):
    bakery.send_string(f"{number} rolls")
    print("got", bakery.recv_string())
    time.sleep(0.1)
"""


async def until(pilot: Pilot[None], fact: Callable[[], object]) -> None:
    """Let the program run until `fact` is true."""
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


@dataclass(frozen=True)
class Scene:
    """One picture: a pattern, commands, the panes in front, and the condition for taking the picture."""

    name: str
    pattern: Pattern
    is_ripe: Callable[[PlayScreen], bool]
    commands: tuple[str, ...] = (f"rate {RATE}",)
    panes: tuple[str, ...] = ()
    theme: str = ""
    typed: str = "hello"


def has_passed(screen: PlayScreen) -> bool:
    """Enough messages to look at have passed."""
    return screen.traffic.messages.total > MESSAGES


def is_found(screen: PlayScreen) -> bool:
    """The Doctor has found the slow worker, and a killed worker has lost its messages."""
    return any(finding.rule == "slow-worker" for finding in screen.source.doctor.present) and has_passed(screen)


SCENES = (
    *(Scene(pattern.name, pattern, has_passed) for pattern in PATTERNS),
    Scene(
        "slow-worker", find("push-pull"), is_found,
        ("work worker-2 150ms", "rate 40", "kill worker-3"), ("doctor",), typed="",
    ),
    Scene("ladder", find("request-reply"), has_passed, ("rate 10", "work server 20ms"), ("ladder",), typed=""),
    Scene("light", find("publish-subscribe"), has_passed, theme="light"),
)  # fmt: skip


async def take_scene(scene: Scene, directory: Path, size: tuple[int, int]) -> None:
    """Play a scene, and take its picture when its condition is true."""
    app = ZmqPlay(Session, partial(Session, scene.pattern), theme=scene.theme)
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: isinstance(app.screen, PlayScreen) and app.screen.state == "live")
        screen = app.screen
        assert isinstance(screen, PlayScreen)
        for pane in scene.panes:
            screen.deck.bring(pane, focus=not scene.typed)
        for command in scene.commands:
            screen.commander.give(command)
        await until(pilot, lambda: scene.is_ripe(screen))
        await pilot.press(*scene.typed)
        app.save_screenshot(f"{scene.name}.svg", path=str(directory))


async def take_trace(directory: Path, size: tuple[int, int]) -> None:
    """A server and three clients that know nothing of zmqplay."""
    with TemporaryDirectory() as programs:
        for name, content in (("server", SERVER), ("client", CLIENT)):
            Path(programs, f"{name}.py").write_text(content)
        commands = [
            Command(name, (sys.executable, str(Path(programs, f"{name}.py")))) for name in ("server", *3 * ["client"])
        ]
        app = ZmqPlay(Session, lambda: TracedSource(commands))
        async with app.run_test(size=size) as pilot:
            await until(pilot, lambda: isinstance(app.screen, PlayScreen) and has_passed(app.screen))
            assert isinstance(app.screen, PlayScreen)
            app.screen.deck.bring("code", focus=True)
            await pilot.pause()
            app.save_screenshot("trace.svg", path=str(directory))


async def main(directory: Path, size: tuple[int, int] = SIZE) -> None:
    """Take all pictures."""
    directory.mkdir(exist_ok=True)
    await take_menu(directory, size)
    for scene in SCENES:
        await take_scene(scene, directory, size)
    await take_trace(directory, size)


if __name__ == "__main__":
    wanted = [int(part) for part in sys.argv[2].split("x")] if len(sys.argv) > 2 else SIZE
    with of_this_process():
        asyncio.run(main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent, (wanted[0], wanted[1])))
