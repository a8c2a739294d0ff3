"""The screen that shows one source: it mediates between the source, the panes and the input line.

The panes know nothing of each other: they are given the traffic and the view. Each key is a row in the table of one
of the screen's parts: NodeKeys, MessageKeys, SelectedKeys, MarkKeys, PaneKeys.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.widgets import Input

from zmqplay.control.absent import absent_parts, why_absent
from zmqplay.control.source import Phase, Source
from zmqplay.model.traffic import Traffic
from zmqplay.ui.dialogs.journal import Journal
from zmqplay.ui.dialogs.palette import PaletteRow
from zmqplay.ui.dialogs.too_small import SizedScreen, TooSmall
from zmqplay.ui.draw.line_pane import LinePane
from zmqplay.ui.keys.key import Action
from zmqplay.ui.keys.key_line import KeyLine
from zmqplay.ui.opens import Opens
from zmqplay.ui.play.actions import actions_of
from zmqplay.ui.play.code_keys import CodeKeys
from zmqplay.ui.play.commander import Commander
from zmqplay.ui.play.course import Course
from zmqplay.ui.play.deck import Deck
from zmqplay.ui.play.defence import Defence
from zmqplay.ui.play.entering import Entering
from zmqplay.ui.play.entry import Entry
from zmqplay.ui.play.failures import Failures
from zmqplay.ui.play.hint_line import HintLine
from zmqplay.ui.play.key_table import bindings
from zmqplay.ui.play.keys_now import shown_keys
from zmqplay.ui.play.leaving import Leaving
from zmqplay.ui.play.mark_keys import MarkKeys
from zmqplay.ui.play.message_keys import MessageKeys
from zmqplay.ui.play.node_keys import NodeKeys
from zmqplay.ui.play.opening import Opening
from zmqplay.ui.play.palette_rows import palette_rows
from zmqplay.ui.play.pane_keys import PaneKeys
from zmqplay.ui.play.preview import prompt_of
from zmqplay.ui.play.rhythm import FRAME_S, Rhythm
from zmqplay.ui.play.selected_keys import SelectedKeys
from zmqplay.ui.play.selecting import take_over
from zmqplay.ui.play.status_line import StatusLine, status_of
from zmqplay.ui.view import View

T = TypeVar("T")
DRAIN_S = 0.008
"""Seconds of each frame for draining the source."""
RESTING_NS = 1_000_000_000
"""The source rests if it has reported nothing for this long."""


class PlayScreen(SizedScreen):
    """Shows a source from its opening to its end."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings()]
    AUTO_FOCUS = "#message"
    BLANK = True

    def __init__(self, source: Source, opens: Opens, journal: Journal) -> None:
        """`journal` keeps each sentence that is said to the user."""
        super().__init__()
        self.source, self._opens = source, opens
        self._left, self._rhythm = asyncio.Event(), Rhythm()
        self.view = View(source.doctor, wall_offset_ns=source.wall_offset_ns)
        self.status, self.hint, self.key_line = StatusLine(), HintLine(journal), KeyLine()
        self.failures, self.opening = Failures(journal), Opening(source)
        self.defence = Defence(self.failures.fail, lambda: self.entry.is_attached)
        self.deck = Deck(source.guide.panes, lambda: source.guide, self.failures.pane_failed)
        say = self.hint.say
        self.entry = Entry(source, self.opening.speakers, say, is_awaited=lambda: self.commander.is_silent_yet)
        self.course = Course(source, self.view, opens.memory)
        self.commander = Commander(source, say, self.opening, self.course.note, self.hint.news.note)
        begin, show_dialog = self.entry.begin, self._show_dialog
        self.nodes = NodeKeys(
            source, self.view, self.commander, say=say, begin=begin, show_dialog=show_dialog, do=self.action_do
        )
        self.messages = MessageKeys(
            source, self.view, self.deck, self.entry,
            commander=self.commander, say=say, open_node=self.nodes.menu,
        )  # fmt: skip
        leave = Leaving(source, self.opening, self.hint, self.dismiss).leave
        self.panes = PaneKeys(self.deck, self.entry, self.view, say=say, show_dialog=show_dialog, leave=leave)
        self.entering = Entering(
            self.entry, self.commander, say=say, stay=self.hint.stay,
            back=self.deck.focus_active, note=lambda text: self.marks.note(text), own={"undo": self.nodes.undo,
            "quit": lambda: self.app.exit(), "help": lambda: self.run_worker(self.app.run_action("help"))},
        )  # fmt: skip
        self._actions = self._bound_actions()

    def _bound_actions(self) -> dict[str, Action]:
        self.marks = MarkKeys(self.source, self.view, self.deck, say=self.hint.say, begin=self.entry.begin)
        self.code = CodeKeys(
            self.source, self.view, self.commander,
            say=self.hint.say, failed=self.failures.stands, lend=self._opens.lend_terminal, run=self.run_worker,
        )  # fmt: skip
        selected = SelectedKeys(
            self.source, self.view, self.deck, self.entry,
            commander=self.commander, say=self.hint.say, clipboard=lambda text: self.app.copy_to_clipboard(text),
        )  # fmt: skip
        return actions_of(self.nodes, self.messages, selected, self.marks, self.code, self.panes, self.entry)

    def compose(self) -> ComposeResult:
        yield self.status
        yield self.deck
        yield self.hint
        yield self.entry
        yield self.key_line
        yield TooSmall()

    def on_mount(self) -> None:
        self._show_keys()
        self.run_worker(self._begin(), exit_on_error=True)

    async def _begin(self) -> None:
        self.deck.restore(self._opens.memory.arrangement_of(self.source.guide.name))
        opened = self._opens.hold(self.source, self._left)
        await self.deck.fill()
        self.set_interval(FRAME_S, self.frame)
        if why := await self.opening.wait(opened):
            self.failures.fail(f"{self.source.guide.title} could not be started: {why}")

    def on_unmount(self) -> None:
        """Let the app close the source, which waits for `_left`."""
        self._left.set()
        self._opens.memory.remember_arrangement(self.source.guide.name, self.deck.as_remembered())

    @property
    def traffic(self) -> Traffic:
        return self.source.traffic

    # --- the frame

    def frame(self) -> None:
        """Drain the source, then draw if the terminal keeps up."""
        if self._left.is_set():
            return
        self.defence.do("take what has arrived", partial(self.opening.drain, DRAIN_S))
        self.defence.do("look at the file of the pattern", self.code.look)
        self.defence.do("enter what was held", self.entering.go_on)
        now_ns = self.source.now_ns
        if self._opens.keep_pace(now_ns) and self._opens.is_slow:
            self.hint.say_once("the terminal does not keep up, so nothing moves by itself until it does")
        if not self._opens.keeps_up:
            return
        is_resting = now_ns - self.traffic.changed_ns >= RESTING_NS and not self.entry.line.value
        due = self._rhythm.next(self.view, is_resting)
        if due.panes:
            self.defence.do("draw the panes", partial(self.deck.show, self.traffic, self.view, now_ns))
        if due.lines:
            self.defence.do("draw the lines around the panes", partial(self._show_lines, now_ns))

    def _show_lines(self, now_ns: int) -> None:
        is_named = self.deck.shows_addresses
        self.status.show(status_of(self.source, self.state, self.messages.new, now_ns, shows_addresses=not is_named))
        self.failures.look(self.traffic, now_ns)
        if failure := self.failures.due(self.source.doctor):
            self.hint.fail(failure)
        self.marks.look()
        typed = self.entry.line.value if self.entry.line.has_focus else ""
        prompt = prompt_of(typed, self.entry.sender, self.source)
        self.hint.show(
            self.traffic, self.source.doctor, now_ns, prompt=prompt, failed=self.opening.failed,
            broken=self.code.broken, tip=self.course.tip, shows_messages=self.deck.shows_messages,
            is_typing=self.entry.line.has_focus,
        )  # fmt: skip
        self.entry.follow_sender()
        self._show_keys()

    @property
    def state(self) -> str:
        """The state of the source, in one word."""
        phase = self.opening.phase
        return "paused" if phase is Phase.LIVE and self.view.paused else phase

    # --- keys and commands

    def action_do(self, name: str) -> None:
        """Do the action of the key called `name`, or say why it cannot be done."""
        action = self._actions[name]
        if why := why_absent(self.source.controls, action.needs) or action.why_not():
            self.hint.say(why, wrong=True)
        else:
            self.defence.do(f"do what the key for {name} does", action.do)

    def action_show_pane(self, name: str) -> None:
        """Bring a pane to the front, since its name in a border was clicked."""
        self.panes.show(name)

    def palette_rows(self, most: int) -> Sequence[PaletteRow]:
        """The rows of the palette."""
        return palette_rows(
            most, source=self.source, deck=self.deck, panes=self.panes, take=self.nodes.take, do=self.action_do
        )

    def _show_keys(self) -> None:
        held, frozen, full = self.messages.is_held, self.nodes.is_frozen, bool(self.nodes.why_full())
        absent, guide = absent_parts(self.source.controls), self.source.guide
        of_now = {"held": held, "frozen": frozen, "full": full, "subscribes": self.nodes.subscribes}
        self.key_line.show(shown_keys(self.entry, self.deck, self.view, absent=absent, guide=guide, **of_now))

    def _show_dialog(self, dialog: Screen[T], then: Callable[[T | None], None] | None = None) -> None:
        self.app.push_screen(dialog, then)

    # --- the widgets' messages

    @on(Entry.Said)
    def _said(self, said: Entry.Said) -> None:
        self.defence.do("send a message", partial(self.entering.said, said.sender, said.line))

    @on(Entry.Commanded)
    def _commanded(self, commanded: Entry.Commanded) -> None:
        self.defence.do("carry out a command", partial(self.entering.commanded, commanded.line))

    @on(Entry.Filtered)
    def _filtered(self, filtered: Entry.Filtered) -> None:
        self.defence.do("filter the messages", partial(self.messages.filtered, filtered))

    @on(events.Key)
    @on(events.MouseDown)
    @on(events.ScreenSuspend)
    def _does_something(self, event: events.Event) -> None:
        """Drop the sentences that are old as soon as the user does something else."""
        self.hint.move_on(event)

    @on(Input.Changed)
    def _typed(self, changed: Input.Changed) -> None:
        self.hint.move_on(changed)
        self._show_keys()

    @on(events.DescendantFocus)
    def _focus_moved(self) -> None:
        if name := self.deck.name_of(self.focused):
            self.deck.focused_in(name)
        self._show_keys()

    @on(LinePane.Chosen)
    def _chosen(self, chosen: LinePane.Chosen) -> None:
        """Act on a selection in a pane."""
        take_over(chosen.selection, self.view, self.deck, nodes=self.nodes, messages=self.messages, say=self.hint.say)
