"""The screen on which one pattern is played: it mediates between the panes, the input line and the session.

The panes talk to nobody: they are given the traffic and the view. Each key becomes one call, in `play_actions`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widgets import Input, Static

from zmqplay.control.seam import Session
from zmqplay.model.traffic import Traffic
from zmqplay.text import count, safe
from zmqplay.ui.app import ZmqPlay
from zmqplay.ui.dialogs.journal import Said
from zmqplay.ui.dialogs.too_small import TooSmall
from zmqplay.ui.draw.line_pane import LinePane
from zmqplay.ui.draw.selection import (
    CommandWanted,
    LinkSelected,
    NodeMenuWanted,
    NodeSelected,
    RowOpened,
    RowSelected,
)
from zmqplay.ui.keys.key_line import KeyLine
from zmqplay.ui.keys.keys import bindings
from zmqplay.ui.keys.keys_now import COMMAND_KEYS, FILTER_KEYS, INPUT_KEYS, Now, keys_now
from zmqplay.ui.keys.paste import LONGEST
from zmqplay.ui.panes.log.log_pane import LogPane
from zmqplay.ui.play.completion import describe, is_command
from zmqplay.ui.play.deck import Deck
from zmqplay.ui.play.failures import Failures
from zmqplay.ui.play.hint_line import HintLine
from zmqplay.ui.play.input_line import FilterLine, InputLine
from zmqplay.ui.play.pane_keys import PlayActions
from zmqplay.ui.play.status_line import StatusLine, status_of
from zmqplay.ui.play.view import View

FRAME_S = 1 / 30
DRAIN_S = 0.008
LINES_EVERY, RESTING_EVERY = 3, 8
"""Frames between two looks at what changes slowly: status, sender, hint; when nothing is reported, at the panes too."""
RESTING_NS = 1_000_000_000


class PlayScreen(PlayActions):
    """Plays a session from its launch to its end."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings()]
    AUTO_FOCUS = "#message"
    BLANK = True
    clock: Callable[[], int] = staticmethod(time.monotonic_ns)
    """What time it is in a frame."""

    def __init__(self, session: Session, said: Said) -> None:
        """`said` keeps what is said to the user."""
        super().__init__()
        self.session = session
        self.view = View(session.doctor)
        self.failures = Failures(said)
        self.deck = Deck(session.pattern.panes, lambda: session.guide, self.failures.pane_failed)
        self.status, self.hint, self.key_line = StatusLine(), HintLine(said), KeyLine()
        self.sender_label = Static(id="sender", markup=False)
        self.line, self.filter_line = InputLine(session), FilterLine()
        self.failed = ""
        self.launched = False
        self._left = asyncio.Event()
        self._frames = 0
        self._shown = View()
        self._pace_said = False

    def compose(self) -> ComposeResult:
        yield self.status
        yield self.deck
        yield self.hint
        with Horizontal(id="entry"):
            yield self.sender_label
            yield self.line
            yield self.filter_line
        yield self.key_line
        yield TooSmall()

    def on_mount(self) -> None:
        self.line.placeholder = self.suggestion()
        self.filter_line.display = False
        self._show_keys()
        self.run_worker(self._begin(), exit_on_error=True)

    async def _begin(self) -> None:
        app = cast(ZmqPlay, self.app)
        self.deck.restore(app.settings.layout_of(self.session.pattern.name))
        launched = app.hold(self.session, self._left)
        await self.deck.fill()
        self.set_interval(FRAME_S, self.frame)
        try:
            await asyncio.wait_for(launched, None)
        except asyncio.CancelledError:
            raise
        except Exception as error:  # said on the screen; Escape leads back to the menu
            self.failed = safe(str(error)) or type(error).__name__
            self.failures.fail(f"{self.session.pattern.title} could not be started: {self.failed}")
        else:
            self.launched = True

    def on_unmount(self) -> None:
        """The one way out: the app closes the session once this is set."""
        self._left.set()
        app = cast(ZmqPlay, self.app)
        app.settings.layouts[self.session.pattern.name] = self.deck.as_remembered()
        app.remember()

    @property
    def traffic(self) -> Traffic:
        return self.session.traffic

    # --- the frame

    def frame(self) -> None:
        """Take what has come, then draw it if the terminal keeps up."""
        if self._left.is_set():
            return
        if self.launched:
            self.session.drain(DRAIN_S)
        app, now_ns = cast(ZmqPlay, self.app), self.clock()
        if app.keep_pace(now_ns):
            self._say_pace(app.pace.slow)
        if not app.keeps_up:
            return
        self._frames += 1
        is_resting = now_ns - self.traffic.changed_ns >= RESTING_NS and not self.line.value
        lines_are_due = self._frames % (RESTING_EVERY if is_resting else LINES_EVERY) == 0
        if lines_are_due or not is_resting or self.view != self._shown:
            self.deck.show(self.traffic, self.view, now_ns)
            self._shown = replace(self.view)
        if lines_are_due:
            self._show_lines(now_ns)

    def _say_pace(self, slow: bool) -> None:
        if slow and not self._pace_said:
            self._pace_said = True
            self.hint.say("the terminal does not keep up, so nothing moves by itself until it does")

    def _show_lines(self, now_ns: int) -> None:
        new = self.traffic.messages.total - self.paused_at if self.view.paused else 0
        self.status.show(status_of(self.traffic, self.state, new))
        self.failures.look(self.traffic, self.session.notices, now_ns)
        if toast := self.failures.toast():
            cast(ZmqPlay, self.app).toast(toast)
        typed = self.line.value if self.line.has_focus else ""
        prompt = describe(typed) if is_command(typed) else ""
        self.hint.show(self.traffic, self.session.doctor, self.session.notices, prompt, now_ns, self.failed)
        self.follow_sender()
        self._show_keys()

    @property
    def state(self) -> str:
        """One word for the whole."""
        if self.failed:
            return "failed"
        if not self.launched or not self.session.ready:
            return "starting"
        return "paused" if self.view.paused else "live"

    # --- what the widgets say

    @on(events.DescendantFocus)
    def _focus_moved(self) -> None:
        name = self.deck.name_of(self.focused)
        if name:
            self.deck.focused_in(name)
        self._show_keys()

    def _show_keys(self) -> None:
        if self.filter_line.has_focus:
            self.key_line.show(FILTER_KEYS)
        elif self.line.has_focus:
            self.key_line.show(COMMAND_KEYS if is_command(self.line.value) else INPUT_KEYS)
        else:
            self.key_line.show(keys_now(self._now))

    @property
    def _now(self) -> Now:
        deck, view, rows = self.deck, self.view, self.deck.content(self.rows_name)
        held = isinstance(rows, LogPane) and not rows.is_following
        return Now(
            deck.active, bool(view.node), bool(view.link), deck.maximised,
            bool(view.search), bool(view.filter), view.paused, held, bool(deck.hidden),
        )  # fmt: skip

    @on(InputLine.Entered)
    def _entered(self, entered: InputLine.Entered) -> None:
        self.enter(entered.text)

    @on(InputLine.TooLong)
    def _too_long(self) -> None:
        self.hint.say(f"the line takes {count(LONGEST)} characters, and this is more: nothing was pasted", wrong=True)

    @on(InputLine.SenderWanted)
    def _sender_wanted(self, wanted: InputLine.SenderWanted) -> None:
        self.action_next_sender(wanted.step)

    @on(Input.Changed, "#message")
    def _typed(self) -> None:
        self._empty_asked = False
        self._show_keys()

    @on(Input.Changed, "#filter")
    def _filter_changed(self, changed: Input.Changed) -> None:
        self.asked(changed.value)

    @on(FilterLine.Kept)
    def _filter_kept(self) -> None:
        self.action_keep_filter()

    @on(FilterLine.Ended)
    def _filter_ended(self) -> None:
        self.action_end_filter()

    @on(LinePane.Chosen)
    def _chosen(self, chosen: LinePane.Chosen) -> None:
        """Act on what the user has selected in a pane."""
        view = self.view
        match chosen.selection:
            case NodeSelected(name):
                view.node, view.link = name, None
            case LinkSelected(link):
                view.node, view.link = None, link
            case NodeMenuWanted(name, at):
                view.node, view.link = name, None
                self.open_node_menu(at)
            case CommandWanted(text):
                self.take(text)
            case RowSelected(row, message):
                view.row, view.message = row, message
            case RowOpened():
                self.deck.bring("frames")

    @on(events.Click, "#sender")
    def _sender_clicked(self) -> None:
        self.action_next_sender(1)
        self.action_input()
