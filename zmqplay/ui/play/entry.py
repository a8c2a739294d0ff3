"""The row in which the user types: the sender's name, the input line, and in its place the filter line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from zmqplay.control.source import Source
from zmqplay.text import count, safe
from zmqplay.ui.keys.key import Key
from zmqplay.ui.keys.paste import LONGEST
from zmqplay.ui.look.colours import node_colour
from zmqplay.ui.look.theme import FAINT, on_panel
from zmqplay.ui.opens import Says
from zmqplay.ui.play.completion import is_command
from zmqplay.ui.play.input_line import FilterLine, InputLine
from zmqplay.ui.play.sender import Sender
from zmqplay.ui.play.suggestion import is_mute, placeholder_of, suggestion_of, types_to_stdin
from zmqplay.ui.play.worked_out import WorkedOut

FILTER, SEARCH = "filter", "search"


class Entry(Horizontal):
    """Owns the three widgets and the sender; it posts the user's input to the screen."""

    @dataclass
    class Said(Message):
        """The user entered a message; the screen sends it, and then calls `accept` or `line.restore`."""

        sender: str
        line: str
        """What was entered; it is out of the line already, in which the user may be typing the next."""

    @dataclass
    class Commanded(Message):
        """The user entered a command; the screen carries it out, and then calls `accept` or `line.restore`."""

        line: str
        """What was entered; it is out of the line already, in which the user may be typing the next."""

    @dataclass
    class Filtered(Message):
        """The user is typing a filter or a search, or has finished."""

        asks: str
        """FILTER or SEARCH."""
        text: str
        is_done: bool = False
        """Whether the user has finished, so that the panes get the focus again."""

    def __init__(
        self, source: Source, speakers: Callable[[], Sequence[str]], say: Says, *, is_awaited: Callable[[], bool]
    ) -> None:
        """`speakers` returns the nodes that can send now; `is_awaited` says whether none can yet, and one soon will."""
        super().__init__(id="entry")
        self._source, self._speakers, self._say, self._is_awaited = source, speakers, say, is_awaited
        self._suggested = WorkedOut(source, partial(suggestion_of, source))
        self._placeholder = WorkedOut(source, partial(placeholder_of, source))
        self.sender_label = Static(id="sender", markup=False)
        self.line = InputLine(source, self._enter, self.tab, self._too_long, self._end_input)
        self.filter_line = FilterLine(self.keep_filter, self.end_filter)
        self._chosen = Sender(source)
        self.asks = FILTER
        """The use of the filter line: FILTER or SEARCH."""
        self._label = ("", "")
        """The word before the line, and its colour."""
        self._empty_asked = False
        self._interrupted: str | None = None
        """The user's draft while the line holds what a key among the panes began; None while the line is the user's."""

    def compose(self) -> ComposeResult:
        yield self.sender_label
        yield self.line
        yield self.filter_line

    def on_mount(self) -> None:
        self.line.placeholder = self._placeholder.about(self.sender)
        self.filter_line.display = False

    # --- the input line

    def send(self) -> None:
        """Enter the input line's text, as the key Enter does."""
        self._enter(self.line.value)

    def _enter(self, text: str) -> None:
        if not text and not self._empty_asked and not is_mute(self._source.guide):
            self._empty_asked = True
            self._say("nothing typed; Enter once more sends an empty message")
            return
        self._empty_asked = False
        self.line.value = ""
        self.post_message(self.Commanded(text) if is_command(text) else self.Said(self.sender, text))

    def _end_input(self) -> None:
        """End the standard input of the program to which what is typed goes."""
        if types_to_stdin(self._source) and self.sender:
            self.post_message(self.Commanded(f"/eof {self.sender}"))

    def accept(self, line: str) -> bool:
        """Remember an entered line, which was accepted; return whether a key among the panes began it."""
        self.line.history.add(line)
        return self.give_up()

    def give_up(self) -> bool:
        """Drop what a key among the panes began, if one did; a draft of the user's own stays."""
        draft, self._interrupted = self._interrupted, None
        if draft is not None:
            self.line.put(draft)
        return draft is not None

    def focus_line(self) -> None:
        """Focus the input line."""
        self.line.focus()

    def begin(self, text: str) -> None:
        """Put the beginning of a line into the input line, for the user to finish.

        If the focus was among the panes, it returns there when the line is accepted, and the line is as before.
        """
        if self._interrupted is None and self.screen.focused is not self.line:
            self._interrupted = self.line.value
        self.line.history.add(self.line.value)
        self.line.focus()
        self.line.put(text)

    def begin_command(self) -> None:
        """Begin a command."""
        self.begin("/")

    def complete(self) -> None:
        """Complete the command that is being typed, as the key Tab does."""
        self.line.action_next(1)

    def recall(self) -> None:
        """Bring back the line before, as the key ↑ does."""
        self.line.action_recall(-1)

    def _too_long(self) -> None:
        self._say(f"the line takes {count(LONGEST)} characters, and this is more: nothing was pasted", wrong=True)

    @on(Input.Changed, "#message")
    def _typed(self) -> None:
        self._empty_asked = False

    # --- the filter

    def ask(self, asks: str, text: str) -> None:
        """Show the filter line with `text`, for the user to type a filter or a search."""
        self.asks = asks
        self.filter_line.display, self.line.display = True, False
        self.filter_line.value = text
        self.filter_line.focus()
        self._show_sender()

    @on(Input.Changed, "#filter")
    def _filter_typed(self, changed: Input.Changed) -> None:
        self.post_message(self.Filtered(self.asks, changed.value))

    def keep_filter(self) -> None:
        """Keep the filter or search as typed, and close the filter line."""
        self.post_message(self.Filtered(self.asks, self.filter_line.value, is_done=True))

    def end_filter(self) -> None:
        """Remove the filter or search, and close the filter line."""
        self.filter_line.value = ""
        self.keep_filter()

    def close_filter(self) -> None:
        """Show the input line again."""
        self.filter_line.display, self.line.display = False, True
        self._show_sender()

    # --- the sender

    @property
    def sender(self) -> str:
        """The node that sends the user's messages; empty if no node can."""
        return self._chosen.name

    def follow_sender(self) -> None:
        """Show the sender's name, which is another's if the sender has ended, or another program waits for a line."""
        says = self._chosen.follow(self._speakers(), is_typing=bool(self.line.value))
        if says:
            self._say(says)
        self._show_sender()

    def next_sender(self, step: int = 1) -> None:
        """Make the next node (1) or the one before (-1) the sender."""
        self._chosen.step(self._speakers(), step)
        self._show_sender()

    def tab(self, step: int = 1) -> None:
        """Put the suggestion, if any, into an empty line; else make the next node (1) or that before (-1) the sender.

        The suggestion is selected, so that typing replaces it, and it is that of the next sender at the next tab.
        """
        suggested = self._suggested.about(self.sender)
        is_suggested = bool(self.line.value) and self.line.value == suggested
        if step < 0 or self.line.value or not suggested:
            self.next_sender(step)
        if (is_suggested or (step > 0 and not self.line.value)) and (example := self._suggested.about(self.sender)):
            self.line.put(example)
            self.line.select_all()

    def begin_as(self, sender: str, text: str) -> None:
        """Put a message into the line, for the user to change, and make `sender` the sender."""
        self._chosen.take(sender)
        self._show_sender()
        self.begin(text)

    @on(events.Click, "#sender")
    def _sender_clicked(self) -> None:
        self.next_sender()
        self.focus_line()

    def _show_sender(self) -> None:
        if self.filter_line.display:
            word, colour = self.asks, "$accent"
        else:
            word = self.sender or ("starting" if self._is_awaited() else "nobody")
            own = on_panel(node_colour(self._source.traffic, self.sender), self.app.current_theme)
            colour = own if self.sender else FAINT
        self.line.placeholder = self._placeholder.about(self.sender)
        if self._label != (word, colour):
            self._label = (word, colour)
            self.sender_label.update(Content.assemble(" ", (safe(word), f"bold {colour}"), (" ▸ ", colour)))


TYPING = "While you type"
ENTRY_KEYS: tuple[Key[Entry], ...] = (
    Key("enter", "enter", "entry.send", TYPING, "send the message", "send", do=Entry.send, needs="speech"),
    Key("enter", "enter", "entry.obey", TYPING, "do the command", "do it", do=Entry.send),
    Key("tab", "tab", "entry.next_sender", TYPING, "take the suggestion, or the next sender", "sender", do=Entry.tab),
    Key("tab", "tab", "entry.complete", TYPING, "complete the command", "complete", do=Entry.complete),
    Key("up", "↑", "entry.recall", TYPING, "what was entered before", "again", do=Entry.recall),
    Key("enter", "enter", "entry.keep_filter", TYPING, "keep the filter", "keep it", do=Entry.keep_filter),
    Key("escape", "esc", "entry.end_filter", TYPING, "end the filter", "none", do=Entry.end_filter),
)
"""Actions for clicks on the key line; the input line and the filter line bind the keys themselves."""
