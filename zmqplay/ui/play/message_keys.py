"""The keys that are about messages: pause, filter, search, and copy, save or send the selected message again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from zmqplay.control.source import Source
from zmqplay.model.messages.messages import Message
from zmqplay.text import safe
from zmqplay.ui.draw.content import NOT_MINE
from zmqplay.ui.keys.key import Key
from zmqplay.ui.look.copying import as_hex, as_python, as_typed, code_of, save, why_not_whole
from zmqplay.ui.opens import Says
from zmqplay.ui.panes.frames.frames import FramesPane
from zmqplay.ui.panes.log.log_pane import LogPane
from zmqplay.ui.play.commander import Commander
from zmqplay.ui.play.deck import Deck
from zmqplay.ui.play.entry import FILTER, SEARCH, Entry
from zmqplay.ui.play.resending import why_not_edited, why_not_sent_again
from zmqplay.ui.view import View

MESSAGES = "Messages"
ROWS = ("messages", "ladder")
"""The panes that show a line for each message."""


class MessageKeys:
    """Acts on the view, and on the selected message or else the newest."""

    def __init__(
        self,
        source: Source,
        view: View,
        deck: Deck,
        entry: Entry,
        *,
        commander: Commander,
        say: Says,
        clipboard: Callable[[str], None],
        open_node: Callable[[], None],
    ) -> None:
        """`clipboard` is called with a text to copy; `open_node` opens the selected node's menu."""
        self._source, self._view, self._deck, self._entry = source, view, deck, entry
        self._commander, self._say, self._clipboard, self._open_node = commander, say, clipboard, open_node
        self._paused_at = 0
        """The log's number of messages when the view was paused."""

    # --- the view

    def pause(self) -> None:
        """Pause the view, or resume it."""
        self._view.paused = not self._view.paused
        self._paused_at = self._source.traffic.messages.total

    @property
    def new(self) -> int:
        """The number of messages since the view was paused."""
        return self._source.traffic.messages.total - self._paused_at if self._view.paused else 0

    def follow(self) -> None:
        """Follow the newest message; that ends a pause."""
        self._view.row = self._view.message = None
        self._view.paused = False

    @property
    def is_held(self) -> bool:
        """Whether the pane with a line for each message does not follow the newest."""
        rows = self._deck.content(self.rows_name)
        return isinstance(rows, LogPane) and not rows.is_following

    @property
    def rows_name(self) -> str:
        """The name of the pane in which the search acts: the active pane if it lists messages, else Messages."""
        return self._deck.active if self._deck.active in ROWS else ROWS[0]

    def time_mode(self) -> None:
        """Take the next time mode."""
        self._view.time_mode = self._view.time_mode.step()
        self._say(f"times are {self._view.time_mode}")

    def open(self) -> None:
        """Show more of the selection: the frames of a message, the menu of a node, or the ledger for a link."""
        if self._deck.active in ROWS:
            self._deck.bring("frames")
        elif self._view.node is not None:
            self._open_node()
        elif self._view.link is not None:
            self._deck.bring("ledger")

    def why(self) -> None:
        """Show why the selected message, or else the newest, went where it went, waits, or was lost; it is selected."""
        if message := self._message():
            self._view.row, self._view.message = message.row, message
        self._deck.bring("frames")
        pane = self._deck.content("frames")
        if isinstance(pane, FramesPane):
            pane.show_why()

    def why_nothing(self) -> str:
        """Why there is no message to explain; empty if there is one."""
        return "" if self._message() else "there is no message yet"

    # --- filter and search

    def filter(self) -> None:
        """Let the user type a filter."""
        self._entry.ask(FILTER, self._view.filter)

    def search(self) -> None:
        """Let the user type a search."""
        self._entry.ask(SEARCH, self._view.search)

    def filtered(self, filtered: Entry.Filtered) -> None:
        """Apply the filter or search that is being typed; when it is finished, focus the panes."""
        if filtered.asks == SEARCH:
            self._view.search = filtered.text
        else:
            self._view.filter = filtered.text
        if filtered.is_done:
            self._entry.close_filter()
            self._deck.bring(self.rows_name)
            if filtered.asks == SEARCH and filtered.text:
                self.find_next(-1)
            elif filtered.asks == FILTER and (command := self._commander.meant(filtered.text)):
                self._offer(command)

    def _offer(self, command: str) -> None:
        """Offer to do a command that was typed as a filter: it stands in the input line."""
        self._view.filter = ""
        self._entry.begin(command)
        self._say(f"in the panes / filters, and : begins a command; enter does {command}, esc drops it")

    def find_next(self, by: int = 1) -> None:
        """Select the next match (1) or the one before (-1); without a search, let the user type one."""
        if not self._view.search:
            self.search()
            return
        self._deck.bring(self.rows_name)
        pane = self._deck.panes.get(self.rows_name)
        if pane is not None and isinstance(pane.content, LogPane):
            pane.redraw()  # lists the messages for the present search
            if pane.act(partial(pane.content.find, by=by)) is NOT_MINE:
                self._say(f"no message with {safe(self._view.search, 40)}", wrong=True)

    # --- the selected message

    def _message(self) -> Message | None:
        log, row = self._source.traffic.messages, self._view.row
        return self._view.message or log.row(log.total - 1 if row is None else row)

    def why_no_message(self) -> str:
        """Why there is no message to act on; empty if there is one."""
        found = self._message()
        if found is None:
            return "there is no message yet"
        return why_not_whole(found, self._source.traffic.messages.bodies.budget)

    def why_not_again(self) -> str:
        """Why the sender cannot send the selected message again; empty if it can."""
        message, why = self._message(), self.why_no_message()
        if message is None or why:
            return why
        return why_not_sent_again(self._source, message)

    def _as_typed(self, message: Message) -> str:
        return as_typed(message, self._source.traffic.topology)

    def resend(self) -> None:
        """Send the message again."""
        if (message := self._message()) and self._commander.send(message.sender, self._as_typed(message)):
            self._say(f"sent again as {message.sender}")

    def edit(self) -> None:
        """Put the message into the input line, with its sender as the sender."""
        if message := self._message():
            text = self._as_typed(message)
            if why := why_not_edited(text):
                self._say(why, wrong=True)
            else:
                self._entry.begin_as(message.sender, text)

    def copy(self) -> None:
        """Copy the code in the Code pane, the frame chosen in the Frames pane, or else the whole message."""
        if self._deck.active == "code":
            self._copy_code()
        elif message := self._message():
            pane = self._deck.content("frames")
            frame = pane.frame if isinstance(pane, FramesPane) and self._deck.active == "frames" else None
            self._clipboard(as_python(message.frames) if frame is None else repr(frame))
            self._say(f"{'copied' if frame is None else 'this frame is copied'} as Python bytes")

    def _copy_code(self) -> None:
        node = self._source.traffic.nodes.get(self._view.node or "")
        text, roles = code_of(self._source.guide, node.role if node else "")
        self._clipboard(text)
        self._say(f"the code of {roles} is copied")

    def why_no_copy(self) -> str:
        """Why there is nothing to copy; empty if there is something."""
        return "" if self._deck.active == "code" else self.why_no_message()

    def copy_hex(self) -> None:
        """Copy the message as hex."""
        if message := self._message():
            self._clipboard(as_hex(message.frames))
            self._say("copied as hex, a line a frame")

    def save(self) -> None:
        """Save the message to a new file in the working directory."""
        if not (message := self._message()):
            return
        try:
            path = save(message, Path.cwd(), self._source.wall_offset_ns)
        except OSError as error:
            self._say(f"the message cannot be saved: {safe(str(error), 120)}", wrong=True)
        else:
            self._say(f"saved as {safe(path.name)} in {safe(str(path.parent), 120)}")


MESSAGE_KEYS: tuple[Key[MessageKeys], ...] = (
    Key("enter", "enter", "messages.open", MESSAGES,
        "open the selected message; in the lesson, do what is chosen", "open", do=MessageKeys.open, in_palette=False),
    Key("w", "w", "messages.why", MESSAGES, "why the message went there, waits or was lost: the rule, and its source",
        "why", do=MessageKeys.why, why_not=MessageKeys.why_nothing),
    Key("p", "p", "messages.pause", MESSAGES, "hold the view; the nodes and the counts go on", "pause",
        do=MessageKeys.pause),
    Key("f,end", "f  end", "messages.follow", MESSAGES, "follow the newest message", do=MessageKeys.follow),
    Key("slash", "/", "messages.filter", MESSAGES,
        "show only a text, >1k, lost, from:a, to:b, topic:t; ! inverts", "filter", do=MessageKeys.filter),
    Key("ctrl+f", "ctrl+f", "messages.search", MESSAGES, "find what a filter would show, and mark it", "find",
        do=MessageKeys.search),
    Key("n", "n", "messages.find_next", MESSAGES, "the next message that is found", "next", do=MessageKeys.find_next),
    Key("N", "N", "messages.find_before", MESSAGES, "the one before that is found", "before",
        do=lambda keys: keys.find_next(-1)),
    Key("t", "t", "messages.time_mode", MESSAGES, "times of the day, since the message before, or since the first",
        "times", do=MessageKeys.time_mode),
    Key("r", "r", "messages.resend", MESSAGES, "send the selected message again", "resend",
        do=MessageKeys.resend, needs="speech", why_not=MessageKeys.why_not_again),
    Key("e", "e", "messages.edit", MESSAGES, "put it into the input line, to change it and send it", "edit",
        do=MessageKeys.edit, needs="speech", why_not=MessageKeys.why_not_again),
    Key("c", "c", "messages.copy", MESSAGES, "copy it as Python bytes; in Frames the chosen frame, in Code the code",
        "copy", do=MessageKeys.copy, why_not=MessageKeys.why_no_copy),
    Key("C", "C", "messages.copy_hex", MESSAGES, "copy it as hex, a line a frame", "hex",
        do=MessageKeys.copy_hex, why_not=MessageKeys.why_no_message),
    Key("ctrl+s", "ctrl+s", "messages.save", MESSAGES, "save it to a new file in the working directory", "save",
        do=MessageKeys.save, why_not=MessageKeys.why_no_message),
)  # fmt: skip
