"""The guide of a pattern: its lesson, and the source code of its roles as it runs."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from zmqplay.control.source import Guide, Listing, RoleGuide
from zmqplay.patterns.pattern import Pattern, Role
from zmqplay.patterns.swap import source_of


@lru_cache(maxsize=16)
def guide_of(pattern: Pattern) -> Guide:
    """What there is to read about a pattern; where wires are turned round, the code with the turned calls."""
    turned = tuple(wire.name for wire in pattern.wires if wire.turned)
    roles = {role.name: _role(role, turned) for role in pattern.roles}
    return Guide(pattern.name, pattern.title, pattern.panes, pattern.lesson, roles)


def _role(role: Role, turned: tuple[str, ...]) -> RoleGuide:
    code = role.play.__code__
    listing = Listing(Path(code.co_filename).name, code.co_firstlineno, source_of(role.play, turned))
    return RoleGuide(role.name, role.speaks, role.answers, role.messages, bool(role.topics), listing)
