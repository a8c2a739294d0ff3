"""What becomes of an entered line: a message is sent, a command is carried out, and the focus goes back."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping

from zmqplay.control.commands import BY_NAME
from zmqplay.text import safe
from zmqplay.ui.opens import Says
from zmqplay.ui.play.commander import Commander
from zmqplay.ui.play.completion import MEANT, OF_THE_SCREEN, describe
from zmqplay.ui.play.entry import Entry


class Entering:
    """Takes what the user entered; what cannot be done stays in the line, with a sentence that says why."""

    def __init__(
        self,
        entry: Entry,
        commander: Commander,
        *,
        say: Says,
        sent: Callable[[str, str], object],
        back: Callable[[], object],
        own: Mapping[str, Callable[[], object]],
    ) -> None:
        """`sent` is told of each message: its sender and its text. `back` focuses the panes.

        `own` are the commands of the screen, by name.
        """
        self._entry, self._commander = entry, commander
        self._say, self._sent, self._back, self._own = say, sent, back, own
        self._held = ""
        """The line that was entered while the nodes were starting; empty if none was."""

    def go_on(self) -> None:
        """Enter the line that was held, once the nodes have started; not if the user has changed it meanwhile."""
        if not self._held or self._commander.is_silent_yet:
            return
        line, self._held = self._held, ""
        if line == self._entry.line.value:
            self._entry.follow_sender()
            self._entry.send()

    def _hold(self, what: str) -> None:
        self._held = self._entry.line.value
        self._say(f"the nodes are still starting: this is {what} as soon as they have")

    def said(self, sender: str, text: str) -> None:
        """Send a message; if it reads like a command, say how to give that."""
        if self._commander.is_silent_yet:
            self._hold("sent")
        elif self._commander.send(sender, text):
            self._accept()
            meant = self._commander.meant(text)
            self._say(f"sent as a message; {meant} does it" if meant else "")
            self._sent(sender, text)

    def commanded(self, text: str) -> None:
        """Carry out a command."""
        name, _, rest = text.strip().removeprefix("/").strip().partition(" ")
        if name == "help" and rest:
            self._explain(rest.strip().removeprefix("/"))
        elif name in self._own and rest:
            self._say(f"/{name} takes nothing more, so not {safe(rest, 40)!r}.", wrong=True)
        elif name in self._own:
            self._accept()
            self._say("")
            self._own[name]()
        elif name.lower() not in BY_NAME:
            self._say(_unknown(name), wrong=True)
        elif self._commander.is_starting:
            self._hold("done")
        elif self._commander.obey(text):
            self._accept()

    def _accept(self) -> None:
        if self._entry.accept():
            self._back()

    def _explain(self, name: str) -> None:
        """Say how one command is typed, and what it does."""
        if name in BY_NAME or name in OF_THE_SCREEN:
            usage = "" if name in BY_NAME else f"/{name}   "
            self._accept()
            self._say(f"{usage}{describe(f'/{name} ')}")
        else:
            self._say(_unknown(name), wrong=True)


def _unknown(name: str) -> str:
    near = [MEANT[name]] if name in MEANT else difflib.get_close_matches(name.lower(), [*BY_NAME, *OF_THE_SCREEN], n=1)
    does = f"did you mean /{near[0]}?" if near else "/help lists all."
    return f"there is no command {f'/{safe(name, 20)}'!r}: {does}"
