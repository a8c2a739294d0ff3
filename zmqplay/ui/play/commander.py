"""Commands for the source: each is answered with a sentence, and most can be taken back."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from zmqplay.control.absent import why_absent
from zmqplay.control.commands import CommandError, Done, give, parse
from zmqplay.control.source import Source
from zmqplay.control.vocabulary import vocabulary_of
from zmqplay.model.nodes import NodeState
from zmqplay.ui.opens import Says
from zmqplay.ui.play.completion import MEANT, OF_THE_SCREEN
from zmqplay.ui.play.opening import Opening
from zmqplay.ui.play.suggestion import is_mute, unmanned_role

KEPT = 100
"""The most commands that can be taken back."""


class Commander:
    """Gives commands, whether typed, chosen or bound to a key, and remembers how to take each back."""

    def __init__(self, source: Source, say: Says, opening: Opening, *done: Callable[[str], object]) -> None:
        """Each `done` is called with each command that was carried out, and with `send` for each message."""
        self._source, self._say, self._opening, self._done = source, say, opening, done
        self._undoable: deque[tuple[str, str]] = deque(maxlen=KEPT)
        """Pairs of a command and the command that takes it back, the latest last."""

    @property
    def is_starting(self) -> bool:
        """Whether nothing can be entered yet, since the source is being opened."""
        return not self._opening.is_open and not self._opening.failed

    @property
    def is_silent_yet(self) -> bool:
        """Whether no node can send yet, and one will as soon as it has started."""
        controls = self._source.controls
        if self.is_starting or controls is None or controls.speech is None or controls.speech.speakers:
            return self.is_starting
        roles, nodes = self._source.guide.roles, self._source.traffic.nodes.values()
        starting = [roles.get(node.role) for node in nodes if node.state is NodeState.STARTING]
        return any(guide is not None and (guide.speaks or guide.answers) for guide in starting)

    def why_not_yet(self) -> str:
        """Why no command can be given yet, in one sentence; empty once the source is open."""
        return "" if self._opening.is_open else "the nodes are still starting."

    def give(self, text: str) -> Done:
        """Carry out a command, and remember how to take it back; CommandError says why it cannot be done."""
        if why := self.why_not_yet():
            raise CommandError(why)
        done = give(self._source, text)
        if done.undo:
            self._undoable.append((text.strip().removeprefix("/"), done.undo))
        self._tell(text)
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
            return "there is nothing to undo"
        text, undo = self._undoable.pop()
        try:
            return f"/{text} is undone: {give(self._source, undo).says}"
        except CommandError as error:
            return f"/{text} cannot be undone: {error}"

    def meant(self, text: str) -> str:
        """The command that a text without a slash is, as it would be typed; empty if it is none."""
        words = text.strip().removeprefix(":").strip().removeprefix("/")
        name = MEANT.get(words, words)
        if name in OF_THE_SCREEN:
            return f"/{name}"
        if " " not in words:  # a word alone may be what the user means to say
            return ""
        try:
            parse(words, vocabulary_of(self._source))
        except CommandError:
            return ""
        return f"/{words}"

    def send(self, node: str, text: str) -> bool:
        """Let a node send a message; if it cannot, say why and return False."""
        controls = self._source.controls
        speech = controls.speech if controls else None
        if speech is None:
            self._say(why_absent(controls, "speech"), wrong=True)
            return False
        if not node:
            self._say(self._why_nobody(), wrong=True)
            return False
        try:
            speech.send(node, text)
        except ValueError as error:
            self._say(str(error), wrong=True)
            return False
        self._tell(f"send {node} {text}")
        return True

    def _tell(self, command: str) -> None:
        for done in self._done:
            done(command)

    def _why_nobody(self) -> str:
        """Why no node can send a message, and what to do."""
        if is_mute(self._source.guide):
            return "nobody can send it: the nodes here only receive"
        roles = self._source.guide.roles
        for node in self._source.traffic.nodes.values():
            guide = roles.get(node.role)
            if guide is not None and (guide.speaks or guide.answers) and not node.state.alive:
                return f"nobody can send it: {node.name} has ended ({node.state}); /restart {node.name} starts it again"
        if role := unmanned_role(self._source):
            return f"nobody can send it: no {role} plays; /add {role} starts one"
        return "nobody can send it: no node that takes messages has started yet"
