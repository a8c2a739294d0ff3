"""The keys that act on the selected message, or else the newest: send it again, copy it, save it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from zmqplay.control.source import Source
from zmqplay.model.messages.messages import Message
from zmqplay.text import safe
from zmqplay.ui.keys.key import Key
from zmqplay.ui.look.copying import as_hex, as_python, code_of, save, why_not_whole
from zmqplay.ui.opens import Says
from zmqplay.ui.panes.frames.frames import FramesPane
from zmqplay.ui.panes.log.meant import meant, why_none
from zmqplay.ui.play.commander import Commander
from zmqplay.ui.play.deck import Deck
from zmqplay.ui.play.entry import Entry
from zmqplay.ui.play.message_keys import MESSAGES
from zmqplay.ui.play.resending import text_of_same, why_not_edited, why_not_sent_again
from zmqplay.ui.view import View


class SelectedKeys:
    """Acts on one message."""

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
    ) -> None:
        """`clipboard` is called with a text to copy."""
        self._source, self._view, self._deck, self._entry = source, view, deck, entry
        self._commander, self._say, self._clipboard = commander, say, clipboard

    def _message(self) -> Message | None:
        return meant(self._view, self._source.traffic)

    def why_no_message(self) -> str:
        """Why there is no message to act on; empty if there is one."""
        found = self._message()
        if found is None:
            return why_none(self._view, self._source.traffic)
        return why_not_whole(found, self._source.traffic.messages.bodies.budget)

    def why_not_again(self) -> str:
        """Why the sender cannot send the selected message again; empty if it can."""
        message, why = self._message(), self.why_no_message()
        if message is None or why:
            return why
        return why_not_sent_again(self._source, message)

    def _as_typed(self, message: Message) -> str:
        return text_of_same(self._source.traffic, message)

    def resend(self) -> None:
        """Send the message again."""
        if (message := self._message()) and self._commander.send(message.sender, self._as_typed(message)):
            self._say(f"sent again as {message.sender}")

    def why_not_edited(self) -> str:
        """Why the selected message cannot be changed and sent; empty if it can, or if others can join."""
        return "" if self._source.guide.invitation else self.why_not_again()

    def edit(self) -> None:
        """Put the message into the input line, with its sender as the sender; or show how other programs join."""
        if invitation := self._source.guide.invitation:
            self._clipboard(invitation)
            self._deck.bring("lesson")
            self._say("copied: a command that begins with this line joins, in any terminal of this machine")
        elif message := self._message():
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


SELECTED_KEYS: tuple[Key[SelectedKeys], ...] = (
    Key("r", "r", "selected.resend", MESSAGES, "send the selected message again", "resend",
        do=SelectedKeys.resend, needs="messages", why_not=SelectedKeys.why_not_again),
    Key("e", "e", "selected.edit", MESSAGES,
        "put it into the input line; of traced programs: how others join", "edit",
        do=SelectedKeys.edit, needs="speech", why_not=SelectedKeys.why_not_edited),
    Key("c", "c", "selected.copy", MESSAGES, "copy it as Python bytes; in Frames the chosen frame, in Code the code",
        "copy", do=SelectedKeys.copy, why_not=SelectedKeys.why_no_copy),
    Key("C", "C", "selected.copy_hex", MESSAGES, "copy it as hex, a line a frame", "hex",
        do=SelectedKeys.copy_hex, why_not=SelectedKeys.why_no_message),
    Key("ctrl+s", "ctrl+s", "selected.save", MESSAGES, "save it to a new file in the working directory", "save",
        do=SelectedKeys.save, why_not=SelectedKeys.why_no_message),
)  # fmt: skip
