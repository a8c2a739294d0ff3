"""How far the user has come in the lesson: a step is tried once its command was given, in whichever way."""

from __future__ import annotations

from zmqplay.control.commands import CommandError, parse
from zmqplay.control.lesson import steps
from zmqplay.control.source import Source
from zmqplay.control.vocabulary import vocabulary_of
from zmqplay.text import safe
from zmqplay.ui.memory import Memory
from zmqplay.ui.view import View


class Course:
    """Notes the steps that were tried in the view, and in the settings for the next time."""

    def __init__(self, source: Source, view: View, memory: Memory) -> None:
        self._source, self._view, self._memory = source, view, memory
        self._has_begun = False
        """Whether the user has given a command, or sent a message, since the screen was opened."""
        known = {step.command for step in steps(source.guide.lesson)}
        view.tried.update(known.intersection(memory.tried_in(source.guide.name)))

    def note(self, text: str) -> None:
        """Note that this command was carried out; it is compared with the steps by its meaning, not by its letters."""
        self._has_begun = True
        guide, tried = self._source.guide, self._view.tried
        left = [step.command for step in steps(guide.lesson) if step.command not in tried]
        if not left:
            return
        vocabulary = vocabulary_of(self._source)
        try:
            given = parse(text, vocabulary)
            new = [command for command in left if parse(command, vocabulary) == given]
        except CommandError:  # a lesson of the user's own may have commands that do not exist
            return
        if new:
            tried.update(new)
            self._memory.remember_tried(guide.name, sorted(tried))

    @property
    def tip(self) -> str:
        """The first step that was not tried yet, as a sentence; empty once the user has begun to do something."""
        if self._has_begun or self._source.controls is None:
            return ""
        left = [step for step in steps(self._source.guide.lesson) if step.command not in self._view.tried]
        return safe(f"try {left[0].command}: {left[0].about}".rstrip(": ")) if left else ""
