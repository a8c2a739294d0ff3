"""Commands for the source: each is answered with a sentence, and most can be taken back."""

from __future__ import annotations

from collections import deque

from zmqplay.control.absent import why_absent
from zmqplay.control.commands import CommandError, Done, give
from zmqplay.control.source import Source
from zmqplay.ui.opens import Says
from zmqplay.ui.play.opening import Opening

KEPT = 100
"""The most commands that can be taken back."""


class Commander:
    """Gives commands, whether typed, chosen or bound to a key, and remembers how to take each back."""

    def __init__(self, source: Source, say: Says, opening: Opening) -> None:
        self._source, self._say, self._opening = source, say, opening
        self._undoable: deque[tuple[str, str]] = deque(maxlen=KEPT)
        """Pairs of a command and the command that takes it back, the latest last."""

    def why_not_yet(self) -> str:
        """Why no command can be given yet, in one sentence; empty once the source is open."""
        return "" if self._opening.is_open else "the nodes are still starting"

    def give(self, text: str) -> Done:
        """Carry out a command, and remember how to take it back; CommandError says why it cannot be done."""
        if why := self.why_not_yet():
            raise CommandError(why)
        done = give(self._source, text)
        if done.undo:
            self._undoable.append((text.strip().removeprefix("/"), done.undo))
        return done

    def obey(self, text: str) -> bool:
        """Carry out a command, and say its result or why it cannot be done; return whether it was done."""
        try:
            self._say(self.give(text).says)
        except CommandError as error:
            self._say(str(error), wrong=True)
            return False
        return True

    def undo(self) -> str:
        """Take back the last command that allows it, and return a sentence that names the command."""
        if not self._undoable:
            return "there is nothing to take back"
        text, undo = self._undoable.pop()
        try:
            return f"/{text} is taken back: {give(self._source, undo).says}"
        except CommandError as error:
            return f"/{text} cannot be taken back: {error}"

    def send(self, node: str, text: str) -> bool:
        """Let a node send a message; if it cannot, say why and return False."""
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
