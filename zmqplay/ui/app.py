"""The terminal application: the menu, and the pattern that is played; it owns the way in and every way out.

Imported only when a screen is opened. The first paint comes before the heavy imports, and the collector of
garbage stays off until then (measured: its stalls fall from 100 ms to 20 ms).
"""

# ruff: noqa: E402  # the collector is off before anything else is imported

import gc
import os

gc.disable()
os.environ.setdefault("TEXTUAL_FPS", "120")  # a key is painted in the next one or two of so many instants a second

import asyncio
import signal
import sys
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.theme import Theme

from zmqplay.control.seam import Session, StartSession
from zmqplay.text import safe
from zmqplay.ui import settings, terminal
from zmqplay.ui.dialogs.journal import Manner, Said
from zmqplay.ui.dialogs.palette import PlayCommands
from zmqplay.ui.keys import paste
from zmqplay.ui.keys.key_order import Typed
from zmqplay.ui.look.pace import Pace
from zmqplay.ui.look.theme import DARK, THEMES
from zmqplay.ui.menu.screen import MenuScreen

if TYPE_CHECKING:
    from pathlib import Path
    from queue import Queue

    from textual.types import AnimationLevel

    from zmqplay.patterns.pattern import Pattern

TOAST_S = 8
BUSY_WRITER = 2
"""Writes that wait for a slow terminal; above this a frame is skipped, so that keys still get through."""


class ZmqPlay(App[None]):
    """Opens the menu, and on top of it one pattern at a time."""

    TITLE = "zmqplay"
    CSS_PATH = "zmqplay.tcss"
    COMMANDS = App.COMMANDS | {PlayCommands}
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+z", "suspend_process", show=False),
        Binding("f1", "help", show=False),
        Binding("f2", "said", show=False),
    ]

    def __init__(
        self,
        start_session: StartSession,
        pattern: "Pattern | None" = None,
        warm_up: Callable[[], None] = lambda: None,
        theme: str = "",
        settings_path: "Path | None" = None,
    ) -> None:
        """`warm_up` is called in a thread after the first paint, so that a pattern starts quickly.

        Without a `settings_path` nothing is remembered. A `theme` counts more than what is, and is not remembered.
        """
        super().__init__()
        self._warm_up = warm_up
        self._settings_path = settings_path
        self.settings, self._problem = settings.load(settings_path)
        self.said = Said()
        """Everything that is said to the user, whatever is played."""
        self.pace = Pace()
        self._level: AnimationLevel = self.animation_level  # as TEXTUAL_ANIMATIONS has it
        self._animated = self.settings.animate and self._level != "none"
        self._settle_animations()
        for own in THEMES:
            self.register_theme(own)
        wanted = theme or self.settings.theme
        self.theme = wanted if wanted in self.available_themes else DARK.name
        self.start_session = start_session
        self.pattern = pattern
        self._typed = Typed(self, super().on_event)
        self._turn = asyncio.Lock()
        self._played: set[asyncio.Task[None]] = set()

    async def on_event(self, event: events.Event) -> None:
        """Keys in their turn."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            self._typed.put(event)
        else:
            await super().on_event(event)

    def on_mount(self) -> None:
        self.push_screen(MenuScreen())
        self.run_worker(self._typed.forward_all())
        if self.pattern is not None:
            self.play(self.pattern)
        self._heed_signals()
        self.theme_changed_signal.subscribe(self, self._remember_theme)
        self._tell(self._problem)

    def settle(self) -> None:
        """The first screen is there: now what would have kept it waiting."""
        self.call_after_refresh(self._settle_garbage)
        self.run_worker(asyncio.to_thread(self._warm_up))

    def _remember_theme(self, theme: Theme) -> None:
        self.settings.theme = theme.name
        self.remember()

    def remember(self) -> None:
        """Write down what has changed in the settings."""
        self._tell(settings.save(self.settings, self._settings_path))

    def _tell(self, problem: str) -> None:
        if problem:
            self.said.add(problem, Manner.FAILED)
            self.toast(safe(problem))

    def toast(self, sentence: str) -> None:
        """Say, over whatever is shown, that something failed; the sentence is safe to draw."""
        self.notify(f"{sentence}\nF2 shows all of it", severity="error", markup=False, timeout=TOAST_S)

    def _settle_garbage(self) -> None:
        gc.collect()
        gc.freeze()
        gc.set_threshold(5_000, 3, 1_000)  # often and briefly: what is painted leaves rings behind
        gc.enable()

    def _heed_signals(self) -> None:
        if self.is_headless:
            return
        loop = asyncio.get_running_loop()
        for name in ("SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is not None:
                loop.add_signal_handler(number, self.leave, 128 + number)
        terminal.watch_hang_up(partial(self._hung_up, loop))

    def _hung_up(self, loop: asyncio.AbstractEventLoop) -> None:
        """Called in a thread; the loop may be blocked in a write by now."""
        terminal.end_at_the_latest(terminal.SIGHUP_STATUS)
        self._wait_for_no_reader()
        loop.call_soon_threadsafe(self.leave, terminal.SIGHUP_STATUS)

    def leave(self, status: int) -> None:
        """End with this exit status; the nodes end on the way."""
        terminal.end_at_the_latest(status)
        self._wait_for_no_reader()
        self.exit(return_code=status)

    def play(self, pattern: "Pattern") -> None:
        """Open a pattern on top of the menu."""
        from zmqplay.ui.play.screen import PlayScreen  # the panes are heavy, and the menu comes first

        self.push_screen(PlayScreen(self.start_session(pattern), self.said))

    def hold(self, session: Session, left: asyncio.Event) -> "asyncio.Future[None]":
        """Launch the session, and close it once `left` is set; the answer is when it runs, or why it does not.

        One session at a time: the next waits until the ports of the last are free again.
        """
        launched: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        task = asyncio.create_task(self._hold(session, left, launched))
        self._played.add(task)
        task.add_done_callback(self._forget)
        return launched

    async def _hold(self, session: Session, left: asyncio.Event, launched: "asyncio.Future[None]") -> None:
        async with self._turn:
            if left.is_set():
                launched.cancel()
                return
            try:
                await asyncio.to_thread(session.launch)
            except Exception as error:  # whatever kept the nodes from starting is said on the screen
                if not launched.cancelled():
                    launched.set_exception(error)
            else:
                if not launched.cancelled():
                    launched.set_result(None)
            await left.wait()
            await asyncio.to_thread(session.close)

    def _forget(self, played: "asyncio.Task[None]") -> None:
        """A session is closed: its screen, its traffic and all its messages are one ring of references."""
        self._played.discard(played)
        self.call_later(gc.collect)

    async def on_unmount(self) -> None:
        """The screens have gone by now, and with them each session is closing."""
        if self._played:
            await asyncio.wait(self._played)

    @property
    def _unwritten(self) -> "Queue[str | None] | None":
        """What waits to be written to the terminal; it is private to Textual, and may not be there."""
        return getattr(getattr(self._driver, "_writer_thread", None), "_queue", None)

    @property
    def keeps_up(self) -> bool:
        """Whether the terminal has drawn what it was sent, so that another frame makes sense."""
        queue = self._unwritten
        return queue is None or queue.qsize() <= BUSY_WRITER

    def keep_pace(self, now_ns: int) -> bool:
        """Note that a frame is due; True if that made the terminal count as slow, or as quick again."""
        changed = self.pace.note(self.keeps_up, now_ns)
        if changed:
            self._settle_animations()
        return changed

    def _settle_animations(self) -> None:
        wanted: AnimationLevel = "full" if self._level == "none" else self._level
        self.animation_level = wanted if self._animated and not self.pace.slow else "none"

    def toggle_animations(self) -> None:
        """Let what moves by itself stand still, or move again, and remember that."""
        self._animated = self.settings.animate = not self._animated
        self._settle_animations()
        self.remember()

    def _wait_for_no_reader(self) -> None:
        """Let all that is still drawn be put aside: who would write it dies where the terminal is gone."""
        queue = self._unwritten
        if queue is not None:
            with queue.not_full:
                queue.maxsize = sys.maxsize
                queue.not_full.notify_all()

    def action_help(self) -> None:
        """All keys, unless they are shown already."""
        from zmqplay.ui.dialogs.help_screen import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen())

    def action_said(self) -> None:
        """What was said, unless it is shown already."""
        from zmqplay.ui.dialogs.journal_screen import SaidScreen

        if not isinstance(self.screen, SaidScreen):
            self.clear_notifications()
            self.push_screen(SaidScreen(self.said))

    def action_help_quit(self) -> None:
        """ctrl+c is for copying here, and a habit everywhere else."""
        self.notify("ctrl+q quits, and ends the nodes", title="zmqplay", timeout=4, markup=False)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:  # noqa: ARG002  # Textual's signature
        yield SystemCommand("Help", "All keys, commands and the message syntax", self.action_help)
        yield SystemCommand("What was said", "Notices, answers and what failed, with times: F2", self.action_said)
        yield SystemCommand("Theme", "Change the colours", self.action_change_theme)
        moves = ("off", "Let nothing move by itself") if self._animated else ("on", "Let traffic run along the wires")
        yield SystemCommand(f"Animations {moves[0]}", moves[1], self.toggle_animations)
        yield SystemCommand("Quit", "End the nodes and leave zmqplay", self.action_quit)
        yield SystemCommand("Screenshot", "Save what is on the screen as SVG", self.deliver_screenshot)


def run(start_session: StartSession, pattern: "Pattern | None", warm_up: Callable[[], None], theme: str) -> int:
    """Open the screen and give the exit status; the caller has asked `terminal.refusal` before."""
    paste.install()
    with terminal.given_back():
        app = ZmqPlay(start_session, pattern, warm_up, theme, settings.default_path())
        app.run()
    return app.return_code or 0
