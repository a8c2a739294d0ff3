"""What the keys of a play screen do with messages: search among them, and take the selected one along."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from zmqplay.model.messages.messages import Message
from zmqplay.text import safe
from zmqplay.ui.draw.content import NOT_MINE
from zmqplay.ui.look.copying import as_hex, as_python, as_typed, is_whole, save
from zmqplay.ui.panes.frames.frames import FramesPane
from zmqplay.ui.panes.log.log_pane import LogPane
from zmqplay.ui.play.deck import Deck
from zmqplay.ui.play.input_line import FilterLine, InputLine
from zmqplay.ui.play.node_keys import NodeActions

FILTER, SEARCH = "filter", "search"
ROWS = ("messages", "ladder")
"""The panes that show a line a message."""


class MessageActions(NodeActions):
    """The screen itself gives the parts that they act on."""

    deck: Deck
    line: InputLine
    filter_line: FilterLine
    sender = ""
    asks = FILTER
    """What the line asks for that takes the place of the input line."""

    def show_sender(self) -> None:
        """Name whoever speaks."""
        raise NotImplementedError

    # --- filter and search

    def action_filter(self) -> None:
        self._ask(FILTER, self.view.filter)

    def action_search(self) -> None:
        self._ask(SEARCH, self.view.search)

    def _ask(self, what: str, text: str) -> None:
        self.asks = what
        self.filter_line.display, self.line.display = True, False
        self.filter_line.value = text
        self.filter_line.focus()
        self.show_sender()

    def asked(self, text: str) -> None:
        """The panes act while one types."""
        if self.asks == SEARCH:
            self.view.search = text
        else:
            self.view.filter = text

    def action_keep_filter(self) -> None:
        self.close_filter()
        if self.asks == SEARCH and self.view.search:
            self.action_find_next(-1)

    def action_end_filter(self) -> None:
        self.asked("")
        self.filter_line.value = ""
        self.close_filter()

    def close_filter(self) -> None:
        """The panes have the keys again."""
        self.filter_line.display, self.line.display = False, True
        self.show_sender()
        self.deck.bring(self.rows_name)

    @property
    def rows_name(self) -> str:
        """The pane in which messages are found: the one that has the keys, or the messages."""
        return self.deck.active if self.deck.active in ROWS else ROWS[0]

    def action_find_next(self, by: int = 1) -> None:
        """Select the next message that the search lets through, or ask for what."""
        if not self.view.search:
            self.action_search()
            return
        self.deck.bring(self.rows_name)
        pane = self.deck.panes.get(self.rows_name)
        if pane is not None and isinstance(pane.content, LogPane):
            pane.redraw()  # lists what the search asks for now
            if pane.act(partial(pane.content.find, by=by)) is NOT_MINE:
                self.hint.say(f"no message with {safe(self.view.search, 40)}", wrong=True)

    def action_time_mode(self) -> None:
        self.view.time_mode = self.view.time_mode.step()
        self.hint.say(f"times are {self.view.time_mode}")

    # --- the selected message

    def _message(self) -> Message | None:
        log = self.traffic.messages
        found = self.view.message or log.row(log.total - 1 if self.view.row is None else self.view.row)
        if found is None:
            self.hint.say("there is no message yet", wrong=True)
        elif not is_whole(found):
            self.hint.say("of this message only the heads of the frames are kept", wrong=True)
            return None
        return found

    def _speakable(self) -> Message | None:
        """The selected message, if its sender can be told to send it again."""
        message = self._message()
        if message is not None and message.sender not in self.session.speakers:
            self.hint.say(self._why_not_again(message), wrong=True)
            return None
        return message

    def _why_not_again(self, message: Message) -> str:
        node = self.traffic.nodes.get(message.sender)
        if node is None:
            return f"{message.sender or 'its sender'} is not ours, so it cannot be told to send this again"
        if not node.state.alive:
            return f"{node.name} has ended ({node.state}), so it cannot send this again"
        can = ", ".join(self.session.speakers) or "nobody"
        return f"{node.name} sends only what its role makes, so not this again; who sends what you like: {can}"

    def action_resend(self) -> None:
        message = self._speakable()
        if message is None:
            return
        try:
            self.session.send(message.sender, as_typed(message, self.traffic.topology))
        except ValueError as error:
            self.hint.say(str(error), wrong=True)
        else:
            self.hint.say(f"sent again as {message.sender}")

    def action_edit(self) -> None:
        """Put the message into the input line, as its sender."""
        message = self._speakable()
        if message is not None:
            self.sender = message.sender
            self.show_sender()
            self.begin_command(as_typed(message, self.traffic.topology))

    def action_copy(self) -> None:
        """The frame that was chosen in the Frames pane, or else the whole message."""
        pane = self.deck.content("frames")
        frame = pane.frame if isinstance(pane, FramesPane) and self.deck.active == "frames" else None
        message = self._message()
        if message is None:
            return
        self.app.copy_to_clipboard(as_python(message.heads) if frame is None else repr(frame))
        self.hint.say(f"{'copied' if frame is None else 'this frame is copied'} as Python bytes")

    def action_copy_hex(self) -> None:
        message = self._message()
        if message is not None:
            self.app.copy_to_clipboard(as_hex(message.heads))
            self.hint.say("copied as hex, a line a frame")

    def action_save(self) -> None:
        message = self._message()
        if message is None:
            return
        try:
            path = save(message, Path.cwd())
        except OSError as error:
            self.hint.say(f"the message cannot be saved: {safe(str(error), 120)}", wrong=True)
        else:
            self.hint.say(f"saved as {safe(path.name)} in {safe(str(path.parent), 120)}")
