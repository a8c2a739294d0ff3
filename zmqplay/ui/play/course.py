"""How far the user has come in the lesson: a step is tried once its command was given, in whichever way."""

from __future__ import annotations

from zmqplay.control.commands import CommandError, parse
from zmqplay.control.lesson import Step, steps
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
        known = {step.name for step in steps(source.guide.lesson)}
        view.tried.update(known.intersection(memory.tried_in(source.guide.name)))

    def note(self, text: str) -> None:
        """Note that this command was carried out: one step with its meaning, though other letters, has been tried."""
        self._has_begun = True
        guide, tried = self._source.guide, self._view.tried
        if not (left := self._left()):
            return
        vocabulary = vocabulary_of(self._source)
        try:
            given = parse(text, vocabulary)
            new = next((step for step in left if parse(step.command, vocabulary) == given), None)
        except CommandError:  # a lesson of the user's own may have commands that do not exist
            return
        if new:
            tried.add(new.name)
            self._memory.remember_tried(guide.name, sorted(tried))

    def _left(self) -> list[Step]:
        """The steps that were not tried yet; those before the chosen one come last, since they were passed over."""
        all_steps, view = steps(self._source.guide.lesson), self._view
        at = next((place for place, step in enumerate(all_steps) if step.name == view.step), 0)
        return [step for step in (*all_steps[at:], *all_steps[:at]) if step.name not in view.tried]

    @property
    def tip(self) -> str:
        """The first step that was not tried yet, as a sentence; empty once the user has begun to do something."""
        if self._has_begun or self._source.controls is None:
            return ""
        all_steps, tried = steps(self._source.guide.lesson), self._view.tried
        left = [step for step in all_steps if step.name not in tried and self._has_its_nodes(step.command)]
        return safe(f"try {left[0].command}: {left[0].about}".rstrip(": ")) if left else ""

    def _has_its_nodes(self, command: str) -> bool:
        """Whether the nodes that a command names play; before any does, all are still to come."""
        nodes, roles = self._source.traffic.nodes, self._source.guide.roles
        named = [word for word in command.split() if word.rpartition("-")[0] in roles]
        return not nodes or all(word in nodes for word in named)
