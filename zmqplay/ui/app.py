"""The terminal application: the menu, and the source that is looked at; it owns the way in and every way out.

Imported only when a screen is opened, after `haste.hasten`. The first paint comes before the heavy imports.
"""

from __future__ import annotations

import asyncio
import gc
import signal
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.theme import Theme

from zmqplay.text import safe
from zmqplay.ui import hang_up, haste, settings, textual_private
from zmqplay.ui.dialogs.journal import Journal, Kind
from zmqplay.ui.dialogs.palette import OfferedCommands, PaletteRow
from zmqplay.ui.keys.key_order import KeyOrder
from zmqplay.ui.look.animations import Animations
from zmqplay.ui.look.theme import DARK, THEMES
from zmqplay.ui.menu.screen import MenuScreen
from zmqplay.ui.turns import Turns

if TYPE_CHECKING:
    from pathlib import Path

    from zmqplay.control.source import Source
    from zmqplay.patterns.pattern import Pattern
    from zmqplay.ui.opens import StartSource

TOAST_S = 8
BUSY_WRITER = 2
"""Writes that wait for a slow terminal; above this a frame is skipped, so that keys still get through."""


class ZmqPlay(App[None]):
    """Opens the menu, and on top of it one pattern at a time. It is what its screens know as `Opens`."""

    TITLE = "zmqplay"
    CSS_PATH = "zmqplay.tcss"
    COMMANDS = App.COMMANDS | {OfferedCommands}
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+z", "suspend_process", show=False),
        Binding("f1", "help", show=False),
        Binding("f2", "journal", show=False),
    ]

    def __init__(
        self,
        start: StartSource,
        pattern: Pattern | None = None,
        *,
        warm_up: Callable[[], None] = lambda: None,
        theme: str = "",
        settings_path: Path | None = None,
        waiting_writes: Callable[[App[None]], int] = textual_private.waiting_writes,
    ) -> None:
        """`start` makes the source that plays a pattern; `pattern` is opened at once.

        `warm_up` is called in a thread after the first paint, so that a pattern starts quickly. Without `settings_path`
        nothing is remembered. A `theme` is shown instead of the remembered one, and not remembered.
        """
        super().__init__()
        self._start, self._pattern, self._warm_up = start, pattern, warm_up
        self._settings_path, self._waiting_writes = settings_path, waiting_writes
        self.settings, self._problem = settings.load(settings_path)
        self.journal = Journal()
        """Everything that is said to the user, whatever is looked at."""
        self.turns = Turns(closed=lambda: self.call_later(gc.collect))  # a screen and its traffic are one large ring
        self._animations = Animations(self.animation_level, self.settings.animate)
        self.animation_level = self._animations.level
        for own in THEMES:
            self.register_theme(own)
        wanted = theme or self.settings.theme
        self.theme = wanted if wanted in self.available_themes else DARK.name
        self._key_order = KeyOrder(self, super().on_event)

    async def on_event(self, event: events.Event) -> None:
        """Forward keys in their turn."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            self._key_order.put(event)
        else:
            await super().on_event(event)

    def on_mount(self) -> None:
        self.push_screen(MenuScreen(self))
        self.run_worker(self._key_order.forward_all())
        if self._pattern is not None:
            self.open(self._pattern)
        self._heed_signals()
        self.theme_changed_signal.subscribe(self, self._remember_theme)
        self._tell(self._problem)

    def settle(self) -> None:
        """Begin what was put off until the first screen is painted."""
        self.call_after_refresh(haste.settle_garbage)
        self.run_worker(asyncio.to_thread(self._warm_up))

    async def on_unmount(self) -> None:
        """The screens are gone by now, so each source is closing."""
        await self.turns.all_closed()

    # --- what is remembered and said

    def arrangement_of(self, name: str) -> settings.Arrangement:
        """How the panes of a pattern stood the last time."""
        return self.settings.arrangement_of(name)

    def remember_arrangement(self, name: str, arrangement: settings.Arrangement) -> None:
        """Write down how the panes of a pattern stand."""
        self.settings.layouts[name] = arrangement
        self._remember()

    def _remember_theme(self, theme: Theme) -> None:
        self.settings.theme = theme.name
        self._remember()

    def _remember(self) -> None:
        self._tell(settings.save(self.settings, self._settings_path))

    def _tell(self, problem: str) -> None:
        if problem:
            self.journal.add(problem, Kind.FAILED)
            self.toast(safe(problem))

    def toast(self, sentence: str) -> None:
        """Say, over whatever is shown, that something failed; the sentence is safe to draw."""
        self.notify(f"{sentence}\nF2 shows all of it", severity="error", markup=False, timeout=TOAST_S)

    # --- the ways out

    def _heed_signals(self) -> None:
        if self.is_headless:
            return
        loop = asyncio.get_running_loop()
        for name in ("SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is not None:
                loop.add_signal_handler(number, self.leave, 128 + number)
        hang_up.watch_hang_up(partial(self._hung_up, loop))

    def _hung_up(self, loop: asyncio.AbstractEventLoop) -> None:
        """The terminal is gone. Called in a thread; the loop may be blocked in a write by now."""
        hang_up.end_at_the_latest(hang_up.SIGHUP_STATUS)
        textual_private.let_writes_wait(self)
        loop.call_soon_threadsafe(self.leave, hang_up.SIGHUP_STATUS)

    def leave(self, status: int) -> None:
        """End with this exit status; the nodes end on the way."""
        hang_up.end_at_the_latest(status)
        textual_private.let_writes_wait(self)
        self.exit(return_code=status)

    # --- what is looked at

    def open(self, pattern: Pattern) -> None:
        """Open a screen on top that plays this pattern."""
        from zmqplay.ui.play.screen import PlayScreen  # the panes are heavy, and the menu comes first

        self.push_screen(PlayScreen(self._start(pattern), self, self.journal))

    def hold(self, source: Source, left: asyncio.Event) -> asyncio.Future[None]:
        """Open the source in its turn, and close it once `left` is set."""
        return self.turns.hold(source, left)

    # --- the pace

    @property
    def keeps_up(self) -> bool:
        """The terminal has drawn what it was sent, so that another frame makes sense."""
        return self._waiting_writes(self) <= BUSY_WRITER

    @property
    def is_slow(self) -> bool:
        """The terminal has not kept up for a while, so nothing moves by itself."""
        return self._animations.is_slow

    def keep_pace(self, now_ns: int) -> bool:
        """Note that a frame is due; True if that changes `is_slow`."""
        changed = self._animations.note(self.keeps_up, now_ns)
        if changed:
            self.animation_level = self._animations.level
        return changed

    def toggle_animations(self) -> None:
        """Stop what moves by itself, or let it move again, and remember that."""
        self._animations.wanted = self.settings.animate = not self._animations.wanted
        self.animation_level = self._animations.level
        self._remember()

    # --- dialogs and the palette

    def action_help(self) -> None:
        """Show all keys, unless they are shown already."""
        from zmqplay.ui.dialogs.help_screen import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen())

    def action_journal(self) -> None:
        """Show everything that was said, unless it is shown already."""
        from zmqplay.ui.dialogs.journal_screen import JournalScreen

        if not isinstance(self.screen, JournalScreen):
            self.clear_notifications()
            self.push_screen(JournalScreen(self.journal))

    def action_help_quit(self) -> None:
        """Answer ctrl+c, which copies here and ends a program everywhere else."""
        self.notify("ctrl+q quits, and ends the nodes", title="zmqplay", timeout=4, markup=False)

    def palette_rows(self, most: int) -> Sequence[PaletteRow]:  # noqa: ARG002  # as many as there are patterns
        """A row for each pattern."""
        from zmqplay.patterns import PATTERNS  # imports zmq

        return [PaletteRow(f"Play {each.title}", each.summary, partial(self.open, each)) for each in PATTERNS]

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:  # noqa: ARG002  # Textual's signature
        yield SystemCommand("Help", "All keys, commands and the message syntax", self.action_help)
        yield SystemCommand("What was said", "Notices, answers and what failed, with times: F2", self.action_journal)
        yield SystemCommand("Theme", "Change the colours", self.action_change_theme)
        moves = (
            ("off", "Let nothing move by itself")
            if self._animations.wanted
            else ("on", "Let traffic run along the wires")
        )
        yield SystemCommand(f"Animations {moves[0]}", moves[1], self.toggle_animations)
        yield SystemCommand("Quit", "End the nodes and leave zmqplay", self.action_quit)
        yield SystemCommand("Screenshot", "Save what is on the screen as SVG", self.deliver_screenshot)
