"""The terminal application: it opens the menu and the screens of sources, and owns every way out.

The module is imported only when a screen is opened, after `haste.hasten`, since Textual takes long to import. The
heavy imports of the panes come after the first paint.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import App
from textual.binding import Binding, BindingType
from textual.command import CommandPalette
from textual.theme import Theme

from zmqplay.control.refused import Refused
from zmqplay.ui import hang_up, haste, lending, textual_private
from zmqplay.ui.dialogs.journal import Journal
from zmqplay.ui.dialogs.palette import OfferedCommands, Palette, PaletteRow, system_rows, theme_row
from zmqplay.ui.draw import slim_bar
from zmqplay.ui.keys.key_order import KeyOrder
from zmqplay.ui.look import screenshot
from zmqplay.ui.look.animations import Animations
from zmqplay.ui.look.theme import THEMES, find_or_default
from zmqplay.ui.memory import Memory
from zmqplay.ui.menu.screen import MenuScreen
from zmqplay.ui.saying import Saying
from zmqplay.ui.turns import Turns

if TYPE_CHECKING:
    from pathlib import Path

    from zmqplay.control.source import Source
    from zmqplay.patterns.pattern import Pattern
    from zmqplay.ui.opens import StartSource

BUSY_WRITER = 2
"""Writes that may wait for a slow terminal; with more, a frame is skipped, so that keys get through."""


class ZmqPlay(App[None]):
    """Opens the menu, and on top of it one source at a time. Its screens know the app as `Opens`."""

    TITLE = "zmqplay"
    CSS_PATH = "zmqplay.tcss"
    COMMANDS: ClassVar = {OfferedCommands}
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+z", "suspend_process", show=False),
        Binding("f1", "help", show=False),
        Binding("f2", "journal", show=False),
    ]

    def __init__(
        self,
        start: StartSource,
        first: Callable[[], Source] | None = None,
        *,
        warm_up: Callable[[], None] = lambda: None,
        theme: str = "",
        settings_path: Path | None = None,
        waiting_writes: Callable[[App[None]], int] = textual_private.waiting_writes,
    ) -> None:
        """`start` makes the source that plays a pattern; a source that `first` makes is opened at once, over the menu.

        `warm_up` is called in a thread after the first paint. Without `settings_path` no settings are loaded or saved.
        A `theme` is for this run only. `waiting_writes` counts the writes that the terminal has not taken yet.
        """
        super().__init__()
        self._start, self._first, self._warm_up = start, first, warm_up
        self._waiting_writes = waiting_writes
        self.memory = Memory(settings_path, self.tell)
        self.journal = Journal()
        """Every sentence that was said to the user, by any screen."""
        self._saying = Saying(self, self.journal)
        self.turns = Turns(partial(self.call_later, gc.collect), self.tell)  # the screen and its traffic form a ring
        self._animations = Animations(self.animation_level, self.memory.settings.animate)
        self.animation_level = self._animations.level
        for own in THEMES:
            self.register_theme(own)
        self.theme = find_or_default(theme or self.memory.settings.theme)
        self._key_order = KeyOrder(self, super().on_event)
        self._menu = MenuScreen(self)

    async def on_event(self, event: events.Event) -> None:
        """Queue a pressed key, so that keys act in the order of typing; pass on any other event."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            self._key_order.put(event)
        else:
            await super().on_event(event)

    def on_mount(self) -> None:
        slim_bar.use()
        textual_private.number_stderr(self)
        self.push_screen(self._menu)
        self.run_worker(self._key_order.forward_all())
        if self._first is not None:
            self._open(self._first)
        if not self.is_headless:
            self._heed_signals()
        self.theme_changed_signal.subscribe(self, self._remember_theme)
        self.tell(self.memory.problem)

    def settle(self) -> None:
        """Start what waits for the first paint: saying what has failed, collecting garbage, and `warm_up`."""
        self._saying.catch_up()
        self.call_after_refresh(haste.settle_garbage)
        self.run_worker(asyncio.to_thread(self._warm_up))

    async def on_unmount(self) -> None:
        """Wait for the sources: the screens are gone by now, so each source is closing."""
        await self.turns.all_closed()

    def _remember_theme(self, theme: Theme) -> None:
        self.memory.settings.theme = theme.name
        self.memory.save()

    def tell(self, problem: str) -> None:
        """Write a failure into the log, and show it in the last line; an empty text is no failure."""
        self._saying.tell(problem)

    # --- the ways out

    def _heed_signals(self) -> None:
        loop = asyncio.get_running_loop()
        hang_up.heed_signals(loop, self.leave)
        textual_private.suspend_only_while_open(self, loop)
        hang_up.watch_hang_up(partial(self._hung_up, loop))

    def _hung_up(self, loop: asyncio.AbstractEventLoop) -> None:
        """Leave, since the terminal is gone. Called in a thread; the event loop may be blocked in a write by now."""
        hang_up.end_at_the_latest(hang_up.SIGHUP_STATUS)
        textual_private.let_writes_wait(self)
        loop.call_soon_threadsafe(self.leave, hang_up.SIGHUP_STATUS)

    def _handle_exception(self, error: Exception) -> None:  # which nothing else has caught
        if not textual_private.is_too_late(self, textual_private.cause_of(error)):
            textual_private.end_with(self, error)

    def leave(self, status: int) -> None:
        """End the app with this exit `status`; its sources are closed, so their nodes end too."""
        if status in hang_up.BY_KEYS and textual_private.is_lent(self):
            return  # the key is for the program that has the terminal
        hang_up.end_at_the_latest(status)
        self.turns.end()
        textual_private.let_writes_wait(self)
        self.exit(return_code=status)

    def bell(self) -> None:
        """Textual's bell, silent: it would ring for each character that a full line refuses."""

    async def action_quit(self) -> None:
        """End the app as on SIGTERM: with a deadline."""
        self.exit() if self.is_headless else self.leave(0)

    async def lend_terminal(self, command: Sequence[str]) -> int:
        """Run a program in the terminal, and return its exit status; OSError if it cannot be started."""
        return await lending.lend(self, command)

    # --- sources, dialogs and the palette

    def open(self, pattern: Pattern) -> None:
        """Open a screen that plays this pattern, on top of the present one."""
        self._open(partial(self._start, pattern))

    def _open(self, make: Callable[[], Source]) -> None:
        """Open a screen for the source that `make` makes, or say why there can be none."""
        try:
            self.look_at(make())
        except Refused as why:
            self.tell(str(why))

    def look_at(self, source: Source) -> None:
        """Open a screen for this source, on top of the present one; the source is closed when the screen is left."""
        from zmqplay.ui.play.screen import PlayScreen  # the panes are heavy, and the menu comes first

        source.traffic.messages.bodies.budget = self.memory.settings.whole_messages_mb * 1_000_000
        self.push_screen(PlayScreen(source, self, self.journal))
        self._menu.stand_on(source.guide.name)

    def hold(self, source: Source, left: asyncio.Event) -> asyncio.Future[None]:
        """Open the source in its turn, and close it once `left` is set: see `Turns.hold`."""
        return self.turns.hold(source, left)

    @property
    def keeps_up(self) -> bool:
        """Whether the terminal has taken earlier frames, so that another one makes sense."""
        return self._waiting_writes(self) <= BUSY_WRITER

    @property
    def is_slow(self) -> bool:
        """Whether the terminal has not kept up for a while; animations then stop."""
        return self._animations.is_slow

    def keep_pace(self, now_ns: int) -> bool:
        """Record whether the terminal keeps up at this frame; return True if `is_slow` changed."""
        if changed := self._animations.note(self.keeps_up, now_ns):
            self.animation_level = self._animations.level
        return changed

    def action_toggle_animations(self) -> None:
        """Switch animations off or on, and remember the choice."""
        self._animations.wanted = self.memory.settings.animate = not self._animations.wanted
        self.animation_level = self._animations.level
        self.memory.save()

    def action_help(self) -> None:
        """Open the help, unless it is open."""
        from zmqplay.ui.dialogs.help_screen import HelpScreen
        from zmqplay.ui.play.completion import usages
        from zmqplay.ui.play.key_table import PLAY_KEYS

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(PLAY_KEYS, usages()))

    def action_journal(self) -> None:
        """Open the journal, unless it is open."""
        from zmqplay.ui.dialogs.journal_screen import JournalScreen

        if not isinstance(self.screen, JournalScreen):
            self.clear_notifications()
            self.push_screen(JournalScreen(self.journal))

    def action_help_quit(self) -> None:
        """Answer ctrl+c, which does not quit: say which key does."""
        is_menu = self.screen is self._menu
        self._saying.say("ctrl+q quits" if is_menu else "ctrl+q quits and ends the nodes; esc leads to the menu")

    def action_screenshot(self, filename: str | None = None, path: str | None = None) -> None:
        """Save the screen as SVG in the working directory, and say the file's name."""
        self._saying.say(*screenshot.save(partial(self.save_screenshot, filename, path)))

    def action_command_palette(self) -> None:
        """Open the palette, unless one is open."""
        if not isinstance(self.screen, CommandPalette):
            self.push_screen(Palette())

    def palette_rows(self, most: int) -> Sequence[PaletteRow]:  # noqa: ARG002  # patterns are few
        """What the app can do; a row for each pattern, and for each theme of ours."""
        from zmqplay.patterns import PATTERNS  # imports zmq

        rows = [*system_rows(partial(self.call_later, self.run_action), is_animated=self._animations.wanted)]
        rows += [PaletteRow(f"Play {each.title}", each.summary, partial(self.open, each)) for each in PATTERNS]
        return [*rows, *(theme_row(own.name, partial(setattr, self, "theme", own.name)) for own in THEMES)]
