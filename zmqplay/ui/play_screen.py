"""The screen on which one pattern is played: it mediates between the panes, the input line and the session.

The panes talk to nobody: they are given the traffic and the view. Each key becomes one call, in `play_actions`.
"""

from __future__ import annotations

import asyncio
import time
from typing import ClassVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widgets import Input, Static

from zmqplay.session.traffic import Traffic
from zmqplay.ui.app import ZmqPlay
from zmqplay.ui.colours import node_colour, on_ground
from zmqplay.ui.commands import describe, is_command
from zmqplay.ui.deck import Deck
from zmqplay.ui.hint_line import HintLine
from zmqplay.ui.input_line import LONGEST, FilterLine, InputLine
from zmqplay.ui.key_line import KeyLine
from zmqplay.ui.keys import COMMAND_KEYS, FILTER_KEYS, INPUT_KEYS, NODE_KEYS, PANE_KEYS, bindings
from zmqplay.ui.panes.selection import NodeMenuWanted, NodeSelected, RowSelected
from zmqplay.ui.play_actions import PlayActions
from zmqplay.ui.seam import Session
from zmqplay.ui.small import TooSmall
from zmqplay.ui.status_line import StatusLine, status_of
from zmqplay.ui.text import count, safe
from zmqplay.ui.theme import FAINT
from zmqplay.ui.view import View

FRAME_S = 1 / 30
DRAIN_S = 0.008
LINES_EVERY = 3
"""Frames between two looks at what changes slowly: status, sender, hint."""


class PlayScreen(PlayActions):
    """Plays a session from its launch to its end."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings()]
    AUTO_FOCUS = "#message"

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.view = View()
        self.deck = Deck(session.pattern.panes)
        self.status, self.hint, self.line, self.filter_line = StatusLine(), HintLine(), InputLine(session), FilterLine()
        self.sender_label, self.key_line = Static(id="sender", markup=False), KeyLine()
        self.failed = ""
        self.launched = False
        self._left = asyncio.Event()
        self._frames = 0

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
        self.deck.stand_as(app.settings.layout_of(self.session.pattern.name))
        launched = app.hold(self.session, self._left)
        await self.deck.fill()
        self.set_interval(FRAME_S, self.frame)
        try:
            await asyncio.wait_for(launched, None)
        except asyncio.CancelledError:
            raise
        except Exception as error:  # said on the screen; Escape leads back to the menu
            self.failed = safe(str(error)) or type(error).__name__
        else:
            self.launched = True

    def on_unmount(self) -> None:
        """The one way out: the app closes the session once this is set."""
        self._left.set()
        app = cast(ZmqPlay, self.app)
        app.settings.layouts[self.session.pattern.name] = self.deck.stands_as()
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
        if not cast(ZmqPlay, self.app).keeps_up:
            return
        now_ns = time.monotonic_ns()
        self.deck.show(self.traffic, self.view, now_ns)
        if self._frames % LINES_EVERY == 0:
            self._show_lines(now_ns)
        self._frames += 1

    def _show_lines(self, now_ns: int) -> None:
        new = self.traffic.messages.total - self.paused_at if self.view.paused else 0
        self.status.show(status_of(self.traffic, self.state, new))
        if self.failed:
            self.hint.say(f"{self.failed} — esc leads back to the menu", wrong=True)
        typed = self.line.value if self.line.has_focus else ""
        self.hint.show(self.traffic, self.session.notices, describe(typed) if is_command(typed) else "", now_ns)
        self._show_sender()
        self._show_keys()

    @property
    def state(self) -> str:
        """One word for the whole."""
        if self.failed:
            return "failed"
        if not self.launched or not self.session.ready:
            return "starting"
        return "paused" if self.view.paused else "live"

    def _show_sender(self) -> None:
        speakers = self.session.speakers if self.launched else []
        if self.sender not in speakers:
            if self.sender and speakers:
                self.hint.say(f"{self.sender} is gone, {speakers[0]} speaks now")
            self.sender = speakers[0] if speakers else ""
        self.show_sender()

    def show_sender(self) -> None:
        """Name whoever speaks, in its colour."""
        if self.filter_line.display:
            wanted, colour = self.asks, "$accent"
        else:
            wanted = self.sender or "nobody"
            own = on_ground(node_colour(self.traffic, self.sender), self.app.current_theme.dark)
            colour = own if self.sender else FAINT
        if self.sender_shown != (wanted, colour):
            self.sender_shown = (wanted, colour)
            self.line.placeholder = self.suggestion()
            self.sender_label.update(self.sender_content(wanted, colour))

    def suggestion(self) -> str:
        """What the sender, or else the first role that speaks, might say."""
        node = self.traffic.nodes.get(self.sender)
        roles = [role for role in self.session.pattern.roles if role.messages and (not node or role.name == node.role)]
        return f"type a message: {roles[0].messages[0]}" if roles else "type a message"

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
            self.key_line.show(NODE_KEYS if self.view.node else PANE_KEYS)

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

    @on(NodeSelected)
    def _node_selected(self, selected: NodeSelected) -> None:
        self.view.node = selected.name

    @on(NodeMenuWanted)
    def _node_menu_wanted(self, wanted: NodeMenuWanted) -> None:
        self.view.node = wanted.name
        self.open_node_menu(wanted.at)

    @on(RowSelected)
    def _row_selected(self, selected: RowSelected) -> None:
        self.view.row, self.view.message = selected.row, selected.chosen

    @on(events.Click, "#sender")
    def _sender_clicked(self) -> None:
        self.action_next_sender(1)
        self.action_input()
