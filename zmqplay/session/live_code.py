"""The code that the nodes of a session run: taken again from its file when that has changed."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import replace
from io import StringIO
from pathlib import Path

from zmqplay.control.guide import Broken
from zmqplay.control.refused import Refused
from zmqplay.control.source import Place
from zmqplay.model.causes import EndCause
from zmqplay.model.nodes import NodeTraffic
from zmqplay.new_file import how_to_play, write_anywhere
from zmqplay.pattern_files import modules_beside, own_file, pattern_again
from zmqplay.patterns.pattern import Pattern
from zmqplay.patterns.swap import module_text
from zmqplay.plain_files import content_of
from zmqplay.registry import BrokenFile
from zmqplay.session.changes import changed_roles, code_of, why_new_start
from zmqplay.session.lives import Lives
from zmqplay.session.lookup import Lookup
from zmqplay.session.plan import Plan
from zmqplay.session.watched import Watched

OF_ITS_OWN_CODE = (EndCause.RAISED, EndCause.RETURNED, EndCause.ADDRESS_IN_USE)
"""The ends after which a node starts again with new code: nobody has asked for them."""
UNCHANGED = "has changed, but nothing that its nodes run"
NAMED = 4
"""The most nodes that a sentence names."""
BESIDE = 1
"""How many lines are shown before the one to blame, and after it."""


class LiveCode:
    """`CodeControls` of a session: what cannot be played leaves the nodes, new ones too, with the code before."""

    def __init__(
        self,
        *,
        lookup: Lookup,
        lives: Lives,
        plan: Plan,
        scale: Callable[[str, int], None],
        declare: Callable[[], None],
    ) -> None:
        """`scale` brings a role to a number of nodes; `declare` tells the traffic the plan's present topology."""
        self._lookup, self._lives, self._plan = lookup, lives, plan
        self._scale, self._declare = scale, declare
        self.broken: Broken | None = None
        """What keeps the file, as it is now, from being played."""
        self._doubt: BrokenFile | None = None
        """A file that could not be read may be half written: it is told of if it is the same at the next look."""
        self._watched = Watched()
        pattern = plan.pattern
        if pattern.file:
            self._code = code_of(pattern)
            self._watch(pattern.file)

    def _watch(self, file: str) -> None:
        texts = (module_text(role.play) for role in self._plan.pattern.roles if own_file(role.play.__module__) == file)
        if text := next(texts, ""):
            self._watched.expect(file, text)
        self._watched.follow([file, *modules_beside(file).values()])

    def look(self) -> str:
        if self._watched.have_changed():
            self._doubt = None
            return self._read()
        if self._doubt is not None:
            self.broken, self._doubt = self._as_broken(self._doubt), None
        return ""

    def place_of(self, role: str) -> Place:
        is_new = not self._plan.pattern.file
        if is_new:
            self._move_to_file()
        pattern = self._plan.pattern
        play = pattern.role(role).play
        path = own_file(play.__module__) or pattern.file
        if self.broken is not None and self.broken.line:
            return Place(pattern.file, self.broken.line)
        found = re.search(rf"^def {re.escape(play.__name__)}\b", str(content_of(path)), re.MULTILINE)
        return Place(path, found.string.count("\n", 0, found.start()) + 1 if found else 1, is_new)

    def _move_to_file(self) -> None:
        """Write a pattern of zmqplay's own to a file, and play on with that."""
        pattern = self._plan.pattern
        file = str(write_anywhere(Path.cwd(), pattern))
        try:
            with _silence():
                written = pattern_again(file, pattern.name)
        except BrokenFile as error:
            raise Refused(f"{file} was written, but cannot be played: {error.why}.") from None
        self._code = code_of(pattern)
        self._watched.follow([file])
        self._take_up(written)

    def _read(self) -> str:
        """Play on with the file as it is now; return what that did."""
        pattern = self._plan.pattern
        try:
            with _silence():
                found = pattern_again(pattern.file, pattern.name)
        except BrokenFile as error:
            self._doubt = error
            return ""
        self._watched.follow(modules_beside(pattern.file).values())
        try:
            return self._take_up(found)
        except Refused as why:
            return f"{self._name}: {why}"

    def _take_up(self, new: Pattern) -> str:
        """Let the nodes whose code has changed restart, unless the new pattern cannot be played on."""
        old, was_broken = self._plan.pattern, self.broken is not None
        for wire in old.wires:
            if wire.turned and wire.name in [each.name for each in new.wires]:
                new = new.turn(wire.name)
        if why := why_new_start(old, new):
            start = how_to_play(os.path.relpath(new.file))
            self.broken = Broken(Path(new.file).name, 0, f"{why}, which takes a new start: ctrl+q, then `{start}`")
            return ""
        self.broken, code = None, code_of(new)
        changed = changed_roles(old, self._code, new, code)
        kept = {role.name: role.play for role in old.roles if role.name not in changed}
        roles = tuple(replace(role, play=kept.get(role.name, role.play)) for role in new.roles)  # their nodes run those
        self._plan.play(replace(new, name=old.name, roles=roles))
        self._code = code
        self._declare()
        done = [*self._restart(changed), *self._bring_to_counts(old)]
        if done:
            return f"{self._name}: {'; '.join(done)}"
        return f"{self._name} {'can be played again; what runs is the same' if was_broken else UNCHANGED}"

    def _restart(self, roles: list[str]) -> Iterator[str]:
        """Let the nodes of these roles start again; yield what that does."""
        names = [node.name for node in self._lookup.nodes.values() if node.role in roles and _starts_again(node)]
        if names:
            self._lives.restart(names)
            some = ", ".join(names[:NAMED]) + (", …" if len(names) > NAMED else "")
            yield f"{some} restart{'s' if len(names) == 1 else ''} with the new code"
        elif roles:
            yield f"new code for the next {' or '.join(roles)} that starts"

    def _bring_to_counts(self, old: Pattern) -> Iterator[str]:
        """Start or stop nodes of each role that has another count than before; yield what that does."""
        for role in self._plan.pattern.roles:
            if role.count != old.role(role.name).count:
                self._scale(role.name, role.count)
                yield f"{role.count} {role.name}{'' if role.count == 1 else 's'} now"

    @property
    def _name(self) -> str:
        return Path(self._plan.pattern.file).name

    def _as_broken(self, error: BrokenFile) -> Broken:
        text = content_of(self._plan.pattern.file)
        lines = list(enumerate(text.splitlines() if isinstance(text, str) else (), 1))
        around = lines[max(0, error.line - 1 - BESIDE) : error.line + BESIDE] if error.line else ()
        return Broken(self._name, error.line, error.why, tuple(around))


def _starts_again(node: NodeTraffic) -> bool:
    return node.state.alive or node.life.cause in OF_ITS_OWN_CODE


@contextmanager
def _silence() -> Iterator[None]:
    """Drop what a user's module prints as it is imported: a screen is drawn."""
    with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        yield
