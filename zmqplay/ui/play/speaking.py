"""Who speaks: the node that sends what is typed, named before the input line in its colour."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from zmqplay.text import safe
from zmqplay.ui.look.colours import node_colour, on_ground
from zmqplay.ui.look.theme import FAINT
from zmqplay.ui.play.message_keys import MessageActions


class Speaking(MessageActions):
    """The screen itself gives the parts that are acted on."""

    sender_label: Static
    _named = ("", "")
    """The name before the input line, and its colour."""

    def follow_sender(self) -> None:
        """Where the sender has ended, let another one speak."""
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
        if self._named != (wanted, colour):
            self._named = (wanted, colour)
            self.line.placeholder = self.suggestion()
            self.sender_label.update(Content.assemble(" ", (safe(wanted), f"bold {colour}"), (" ▸ ", colour)))

    def suggestion(self) -> str:
        """What the sender, or else the first role that speaks, might say."""
        node = self.traffic.nodes.get(self.sender)
        roles = [role for role in self.session.pattern.roles if role.messages and (not node or role.name == node.role)]
        return f"type a message: {roles[0].messages[0]}" if roles else "type a message"

    def action_next_sender(self, step: int = 1) -> None:
        speakers = self.session.speakers if self.launched else []
        if speakers:
            at = speakers.index(self.sender) if self.sender in speakers else 0
            self.sender = speakers[(at + step) % len(speakers)]
            self.show_sender()
