"""Give a session of today the shape of a `Source`, and the commands of today a `Source` to work on.

It goes as soon as `Session` is a `Source` and `control.commands` takes one.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, cast

from zmqplay.control import commands
from zmqplay.control.absent import why_absent
from zmqplay.control.arguments import Argument
from zmqplay.control.commands import BY_NAME, CommandError, Done, Spec
from zmqplay.control.controls import Playable
from zmqplay.control.source import (
    Controls,
    Guide,
    Need,
    NodeControls,
    Phase,
    RoleGuide,
    Source,
    SpeechControls,
    State,
    WiringControls,
)
from zmqplay.model.doctor import Doctor
from zmqplay.model.options import option
from zmqplay.model.traffic import Traffic
from zmqplay.patterns.pattern import Pattern

NEED: dict[str, Need] = {
    **dict.fromkeys(("add", "nodes", "stop", "kill", "restart", "freeze", "thaw", "work", "fail"), "nodes"),
    **dict.fromkeys(("rate", "burst", "message", "size", "send"), "speech"),
    **dict.fromkeys(("subscribe", "unsubscribe", "option", "wire", "bind"), "wiring"),
}


def guide_of(pattern: Pattern) -> Guide:
    """What belongs to a pattern beside its traffic."""
    roles = {
        role.name: RoleGuide(
            role.name, role.speaks, role.answers, role.messages, bool(role.topics), None, role.count, role.most
        )
        for role in pattern.roles
    }
    return Guide(pattern.name, pattern.title, pattern.panes, pattern.lesson, roles)


class _Wiring:
    def __init__(self, session: Playable) -> None:
        self._session = session

    def default_of(self, name: str, type_: str) -> int | bytes:
        return option(name).default(type_)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # whatever the session has
        return getattr(self._session, name)


class _Controls:
    def __init__(self, session: Playable) -> None:
        self.nodes: NodeControls | None = session
        self.speech: SpeechControls | None = session
        self.wiring = cast("WiringControls | None", _Wiring(session))


class AsSource:
    """A session as a source."""

    def __init__(self, session: Playable) -> None:
        self._session = session
        self.controls: Controls | None = _Controls(session)
        self.wall_offset_ns = time.time_ns() - time.monotonic_ns()

    @property
    def guide(self) -> Guide:
        return guide_of(self._session.pattern)

    @property
    def traffic(self) -> Traffic:
        return self._session.traffic

    @property
    def doctor(self) -> Doctor:
        return self._session.doctor

    @property
    def now_ns(self) -> int:
        return time.monotonic_ns()

    @property
    def state(self) -> State:
        return State(Phase.LIVE if self._session.ready else Phase.STARTING)

    def open(self) -> None:
        self._session.launch()

    def drain(self, budget_s: float) -> None:
        self._session.drain(budget_s)

    def close(self) -> None:
        self._session.close()


class _Played:
    """The methods of all parts in one object, as the commands of today want them."""

    def __init__(self, source: Source) -> None:
        self.traffic = source.traffic
        self.pattern: Pattern = source.traffic.pattern
        self._controls = source.controls

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # whatever the session has
        controls = self._controls
        parts = (controls.nodes, controls.speech, controls.wiring) if controls else ()
        return next(getattr(part, name) for part in parts if hasattr(part, name))


def why_not(controls: Controls | None, spec: Spec) -> str:
    """Why a command cannot be done to a source, in one sentence; empty if it can."""
    return why_absent(controls, NEED[spec.name])


def give(source: Source, text: str) -> Done:
    """Do what the text commands, one command a line; CommandError with one sentence if it cannot be."""
    for line in text.split("\n"):
        spec = BY_NAME.get(line.strip().removeprefix("/").strip().partition(" ")[0].lower())
        if spec is not None and (why := why_not(source.controls, spec)):
            raise CommandError(why)
    return commands.give(cast(Playable, _Played(source)), text)


def choices(spec: Spec, argument: Argument, source: Source, words: Sequence[str]) -> Sequence[str]:
    """What an argument of a command could be now, given the words before; nothing where the command cannot be done."""
    return () if why_not(source.controls, spec) else argument.choices(cast(Playable, _Played(source)), words)
