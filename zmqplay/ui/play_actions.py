"""What each key and command of a play screen does: one call to the session, or one change of the view."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from zmqplay.session.messages import Message
from zmqplay.template import as_text
from zmqplay.ui.commands import (
    Command,
    CommandError,
    Names,
    as_message,
    is_command,
    parse,
)
from zmqplay.ui.deck import Deck
from zmqplay.ui.input_line import FilterLine, InputLine
from zmqplay.ui.node_actions import NodeActions
from zmqplay.ui.panes.frame_words import typed
from zmqplay.ui.text import safe


class PlayActions(NodeActions):
    """The actions of a play screen; the screen itself gives the parts that they act on."""

    deck: Deck
    line: InputLine
    filter_line: FilterLine
    sender_label: Static
    sender = ""
    sender_shown = ("", "")
    paused_at = 0
    _empty_asked = False

    def names(self) -> Names:
        """What a command may name now."""
        raise NotImplementedError

    def show_sender(self) -> None:
        """Name whoever speaks."""
        raise NotImplementedError

    def sender_content(self, name: str, colour: str) -> Content:
        return Content.assemble(" ", (safe(name), f"bold {colour}"), (" ▸ ", colour))

    # --- the input line

    def enter(self, text: str) -> None:
        """Send the text or do what it commands; where that cannot be, the text stays."""
        if is_command(text):
            self._enter_command(text)
        elif text or self._empty_asked:
            self._say_as(self.sender, as_message(text))
        else:
            self._empty_asked = True
            self.hint.say("nothing typed; Enter once more sends an empty message")
            return
        self._empty_asked = False

    def _enter_command(self, text: str) -> None:
        try:
            command = parse(text, self.names())
        except CommandError as error:
            self.hint.say(str(error), wrong=True)
            return
        self.line.accept()
        self.hint.hush()
        self.obey(command)

    def obey(self, command: Command) -> None:
        """Do what a command says."""
        match command.name:
            case "rate":
                self.set_rate(command.rate)
            case "add":
                self.add_node(command.role)
            case "stop":
                self.stop_node(command.node)
            case "kill":
                self.kill_node(command.node)
            case "help":
                self.run_worker(self.app.run_action("help"))
            case "quit":
                self.app.exit()

    def _say_as(self, sender: str, text: str) -> bool:
        if not sender:
            self.hint.say("no node is there yet that could send it", wrong=True)
            return False
        try:
            self.session.send(sender, text)
        except ValueError as error:
            self.hint.say(str(error), wrong=True)
            return False
        self.line.accept()
        self.hint.hush()
        return True

    def action_send(self) -> None:
        self.enter(self.line.value)

    def action_next_sender(self, step: int = 1) -> None:
        speakers = self.session.speakers if self.launched else []
        if speakers:
            at = speakers.index(self.sender) if self.sender in speakers else 0
            self.sender = speakers[(at + step) % len(speakers)]
            self.show_sender()

    def action_input(self) -> None:
        self.line.focus()

    def action_begin_command(self) -> None:
        """What `/` does while one types, for the mouse."""
        self.line.focus()
        self.line.insert_text_at_cursor("/")

    def action_complete(self) -> None:
        """What Tab does while a command is typed, for the mouse."""
        self.line.action_next(1)

    def action_again(self) -> None:
        """What ↑ does while one types, for the mouse."""
        self.line.action_recall(-1)

    def action_keep_filter(self) -> None:
        self.close_filter()

    # --- the panes

    def action_pane(self, step: int) -> None:
        self.deck.bring_next(step)

    def action_show_pane(self, name: str) -> None:
        self.deck.bring(name)

    def action_maximise(self) -> None:
        self.deck.toggle_maximised()

    def action_detail(self) -> None:
        if self.deck.active == "messages":
            self.deck.bring("frames")

    def action_back(self) -> None:
        """One step out: the input line, a maximised pane, the filter, the pattern."""
        if self.line.has_focus:
            self.deck.focus_active()
        elif self.deck.maximised:
            self.deck.toggle_maximised()
        elif self.view.filter:
            self.action_end_filter()
        else:
            self.dismiss()

    def action_filter(self) -> None:
        self.filter_line.display, self.line.display = True, False
        self.filter_line.value = self.view.filter
        self.filter_line.focus()
        self.show_sender()

    def action_end_filter(self) -> None:
        self.filter_line.value = self.view.filter = ""
        self.close_filter()

    def close_filter(self) -> None:
        """The panes have the keys again."""
        self.filter_line.display, self.line.display = False, True
        self.show_sender()
        self.deck.bring("messages")

    def action_pause(self) -> None:
        self.view.paused = not self.view.paused
        self.paused_at = self.traffic.messages.total

    def action_follow(self) -> None:
        self.view.row = self.view.message = None

    # --- the selected message

    def _message(self) -> Message | None:
        log = self.traffic.messages
        found = self.view.message or log.row(log.total - 1 if self.view.row is None else self.view.row)
        if found is None:
            self.hint.say("there is no message yet", wrong=True)
        elif tuple(map(len, found.heads)) != found.sizes:
            self.hint.say("of this message only the heads of the frames are kept", wrong=True)
            return None
        return found

    def action_resend(self) -> None:
        message = self._message()
        if message is None:
            return
        if message.sender not in self.session.speakers:
            self.hint.say(self._why_not_again(message), wrong=True)
            return
        try:
            self.session.send(message.sender, as_text(typed(message, self.session.pattern.name)))
        except ValueError as error:
            self.hint.say(str(error), wrong=True)
        else:
            self.hint.say(f"sent again as {message.sender}")

    def _why_not_again(self, message: Message) -> str:
        node = self.traffic.nodes.get(message.sender)
        if node is None:
            return f"{message.sender or 'its sender'} is not ours, so it cannot be told to send this again"
        if not node.state.alive:
            return f"{node.name} has ended ({node.state}), so it cannot send this again"
        can = ", ".join(self.session.speakers) or "nobody"
        return f"{node.name} sends only what its role makes, so not this again; who sends what you like: {can}"

    def action_copy(self) -> None:
        message = self._message()
        if message is not None:
            self.app.copy_to_clipboard(repr(list(message.heads)))
            self.hint.say("copied as a list of Python bytes")
