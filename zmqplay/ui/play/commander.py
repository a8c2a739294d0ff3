"""Commands, given to the source: what each did is said, and can be taken back."""

from __future__ import annotations

from collections import deque

from zmqplay.control.absent import why_absent
from zmqplay.control.commands import CommandError, Done, give
from zmqplay.control.source import Source
from zmqplay.ui.opens import Says
from zmqplay.ui.play.opening import Opening

KEPT = 100
"""Commands that can be taken back."""


class Commander:
    """Gives the commands that are typed, chosen or bound to a key, and remembers how to take each back."""

    def __init__(self, source: Source, say: Says, opening: Opening) -> None:
        self._source, self._say, self._opening = source, say, opening
        self._undoable: deque[tuple[str, str]] = deque(maxlen=KEPT)
        """Commands and what takes each back, the latest last."""

    def why_not_yet(self) -> str:
        """Why nothing can be done yet, in one sentence; empty once the source is open."""
        return "" if self._opening.is_open else "the nodes are still starting"

    def give(self, text: str) -> Done:
        """Do what the text commands, and remember how it is taken back; CommandError says why it cannot be done."""
        if why := self.why_not_yet():
            raise CommandError(why)
        done = give(self._source, text)
        if done.undo:
            self._undoable.append((text.strip().removeprefix("/"), done.undo))
        return done

    def obey(self, text: str) -> bool:
        """Do what the text commands, and say what that did; False if it cannot be done."""
        try:
            self._say(self.give(text).says)
        except CommandError as error:
            self._say(str(error), wrong=True)
            return False
        return True

    def undo(self) -> str:
        """Take the last command back that can be, and return a sentence that says which that was."""
        if not self._undoable:
            return "there is nothing to take back"
        text, undo = self._undoable.pop()
        try:
            return f"/{text} is taken back: {give(self._source, undo).says}"
        except CommandError as error:
            return f"/{text} cannot be taken back: {error}"

    def send(self, node: str, text: str) -> bool:
        """Let a node send this message; say why and return False if it cannot."""
        controls = self._source.controls
        speech = controls.speech if controls else None
        if speech is None:
            self._say(why_absent(controls, "speech"), wrong=True)
            return False
        if not node:
            self._say("no node is there yet that could send it", wrong=True)
            return False
        try:
            speech.send(node, text)
        except ValueError as error:
            self._say(str(error), wrong=True)
            return False
        return True
