"""The terminal application: the menu, and the pattern that is played; it owns the way in and every way out.

Imported only when a screen is opened. The first paint comes before the heavy imports, and the collector of
garbage stays off until then (measured: its stalls fall from 100 ms to 20 ms).
"""

# ruff: noqa: E402  # the collector is off before anything else is imported

import gc

gc.disable()

import asyncio
import signal
import sys
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.theme import Theme

from zmqplay.ui import paste, settings, terminal
from zmqplay.ui.menu_screen import MenuScreen
from zmqplay.ui.palette import PlayCommands
from zmqplay.ui.seam import Session, StartSession
from zmqplay.ui.theme import DARK, THEMES

if TYPE_CHECKING:
    from pathlib import Path
    from queue import Queue

    from zmqplay.patterns.pattern import Pattern

BUSY_WRITER = 2
"""Writes that wait for a slow terminal; above this a frame is skipped, so that keys still get through."""


class ZmqPlay(App[None]):
    """Opens the menu, and on top of it one pattern at a time."""

    TITLE = "zmqplay"
    CSS_PATH = "zmqplay.tcss"
    COMMANDS = App.COMMANDS | {PlayCommands}
    ENABLE_COMMAND_PALETTE = True
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide"), (160, "-huge")]  # noqa: RUF012  # as Textual has it
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+z", "suspend_process", show=False),
        Binding("f1", "help", show=False),
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
        for own in THEMES:
            self.register_theme(own)
        wanted = theme or self.settings.theme
        self.theme = wanted if wanted in self.available_themes else DARK.name
        self.start_session = start_session
        self.pattern = pattern
        self._turn = asyncio.Lock()
        self._played: set[asyncio.Task[None]] = set()

    def on_mount(self) -> None:
        self.push_screen(MenuScreen())
        if self.pattern is not None:
            self.play(self.pattern)
        self._heed_signals()
        self.theme_changed_signal.subscribe(self, self._remember_theme)
        self._tell(self._problem)

    def on_ready(self) -> None:
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
            self.notify(problem, severity="warning", markup=False)

    def _settle_garbage(self) -> None:
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 20, 100)
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
        from zmqplay.ui.play_screen import PlayScreen  # the panes are heavy, and the menu comes first

        self.push_screen(PlayScreen(self.start_session(pattern)))

    def hold(self, session: Session, left: asyncio.Event) -> "asyncio.Future[None]":
        """Launch the session, and close it once `left` is set; the answer is when it runs, or why it does not.

        One session at a time: the next waits until the ports of the last are free again.
        """
        launched: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        task = asyncio.create_task(self._hold(session, left, launched))
        self._played.add(task)
        task.add_done_callback(self._played.discard)
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

    def _wait_for_no_reader(self) -> None:
        """Let all that is still drawn be put aside: who would write it dies where the terminal is gone."""
        queue = self._unwritten
        if queue is not None:
            with queue.not_full:
                queue.maxsize = sys.maxsize
                queue.not_full.notify_all()

    def action_help(self) -> None:
        """All keys, unless they are shown already."""
        from zmqplay.ui.help_screen import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen())

    def action_help_quit(self) -> None:
        """ctrl+c is for copying here, and a habit everywhere else."""
        self.notify("ctrl+q quits, and ends the nodes", title="zmqplay", timeout=4, markup=False)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:  # noqa: ARG002  # Textual's signature
        yield SystemCommand("Help", "All keys, commands and the message syntax", self.action_help)
        yield SystemCommand("Theme", "Change the colours", self.action_change_theme)
        yield SystemCommand("Quit", "End the nodes and leave zmqplay", self.action_quit)
        yield SystemCommand("Screenshot", "Save what is on the screen as SVG", self.deliver_screenshot)


def run(start_session: StartSession, pattern: "Pattern | None", warm_up: Callable[[], None], theme: str) -> int:
    """Open the screen and give the exit status; the caller has asked `terminal.refusal` before."""
    paste.install()
    with terminal.given_back():
        app = ZmqPlay(start_session, pattern, warm_up, theme, settings.default_path())
        app.run()
    return app.return_code or 0
