"""What becomes of an entered line: a message is sent, a command is carried out, and the focus goes back."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from functools import partial

from zmqplay.control.commands import BY_NAME
from zmqplay.text import safe
from zmqplay.ui.opens import Says
from zmqplay.ui.play.commander import Commander
from zmqplay.ui.play.completion import MEANT, OF_THE_SCREEN, as_message, describe
from zmqplay.ui.play.entry import Entry


class Entering:
    """Takes what the user entered; what cannot be done goes back into the line, with a sentence that says why.

    A line that was held while the nodes started stays out of it: the user types something else by then, and ↑ has it.
    """

    def __init__(
        self,
        entry: Entry,
        commander: Commander,
        *,
        say: Says,
        stay: Callable[[], object],
        back: Callable[[], object],
        note: Callable[[str], bool],
        own: Mapping[str, Callable[[], object]],
    ) -> None:
        """`back` focuses the panes.

        `stay` lets what was said last stand while the user types. `own` are the commands of the screen, by name, and
        `note` is the one that takes a text; it returns whether the text was accepted.
        """
        self._entry, self._commander = entry, commander
        self._say, self._back, self._own = say, back, own
        self._stay, self._note = stay, note
        self._held: list[Callable[[], bool]] = []
        """What enters the lines then that were entered while the nodes were starting, in order."""

    def go_on(self) -> None:
        """Enter the lines that were held, in their order, once the nodes have started."""
        if not self._held or self._commander.is_silent_yet:
            return
        held, self._held = self._held, []
        self._entry.follow_sender()
        for enter in held:
            if not enter():
                self._stay()

    def _hold(self, what: str, line: str, enter: Callable[[], bool]) -> bool:
        self._held.append(enter)
        shown = safe(line, 40) or "an empty message"
        self._say(f"the nodes are still starting: {shown} is {what} as soon as they have")
        return True

    def said(self, sender: str, line: str) -> None:
        """Send a message, or hold it while the nodes start; if that fails, the line goes back."""
        send = partial(self._send, sender, as_message(line))
        waits = self._held or self._commander.is_silent_yet
        self._answer(line, self._hold("sent", line, send) if waits else send())

    def _send(self, sender: str, text: str) -> bool:
        """Send a message, if it can be sent; if it reads like a command, say how to give that."""
        sender = sender or self._entry.sender
        if not self._commander.send(sender, text):
            return False
        meant = self._commander.meant(text)
        self._say(f"sent as a message; {meant} does it" if meant else "")
        return True

    def commanded(self, line: str) -> None:
        """Carry out a command, or hold it while the nodes start; if that fails, the line goes back."""
        self._answer(line, self._obey(line))

    def _obey(self, line: str) -> bool:
        """Carry out a command, or say why it cannot be done; return whether it was done or is held."""
        name, _, rest = line.strip().removeprefix("/").strip().partition(" ")
        if name == "help" and rest:
            return self._explain(rest.strip().removeprefix("/"))
        if name == "note":
            return self._note(rest.strip())
        if name in self._own and rest:
            self._say(f"/{name} takes nothing more, so not {safe(rest, 40)!r}.", wrong=True)
            return False
        if name in self._own:
            self._say("")
            self._own[name]()
            return True
        if name.lower() not in BY_NAME:
            self._say(_unknown(name), wrong=True)
            return False
        obey = partial(self._commander.obey, line)
        return self._hold("done", line, obey) if self._commander.is_starting else obey()

    def _answer(self, line: str, is_accepted: bool) -> None:
        if not is_accepted:
            self._entry.line.restore(line)
        elif self._entry.accept(line):
            self._back()

    def _explain(self, name: str) -> bool:
        """Say how one command is typed, and what it does; return whether there is such a command."""
        if name not in BY_NAME and name not in OF_THE_SCREEN:
            self._say(_unknown(name), wrong=True)
            return False
        self._say(describe(f"/{name} "))
        return True


def _unknown(name: str) -> str:
    near = [MEANT[name]] if name in MEANT else difflib.get_close_matches(name.lower(), [*BY_NAME, *OF_THE_SCREEN], n=1)
    does = f"did you mean /{near[0]}?" if near else "/help lists all."
    return f"there is no command {f'/{safe(name, 20)}'!r}: {does}"
