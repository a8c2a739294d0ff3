"""The guide of a session: a pattern's texts and roles, as values that need no pattern."""

from __future__ import annotations

from pathlib import Path

from zmqplay.control.guide import Broken, Guide, Listing, RoleGuide
from zmqplay.control.vocabulary import Vocabulary
from zmqplay.patterns.pattern import Pattern, Role
from zmqplay.patterns.swap import source_of


def guide_of(pattern: Pattern, broken: Broken | None = None) -> Guide:
    """The guide to a pattern as it is played, with the source code of its roles; `broken` is wrong with its file."""
    roles = {role.name: _role_guide(role, _listing(pattern, role)) for role in pattern.roles}
    return Guide(pattern.name, pattern.title, pattern.panes, pattern.lesson, roles, broken=broken)


def vocabulary_of_pattern(pattern: Pattern) -> Vocabulary:
    """The names of a pattern that a user can refer to, before and during play."""
    return Vocabulary(pattern.topology, {role.name: _role_guide(role) for role in pattern.roles})


def _role_guide(role: Role, listing: Listing | None = None) -> RoleGuide:
    return RoleGuide(
        role.name,
        speaks=role.speaks,
        answers=role.takes_messages and not role.speaks,
        messages=role.messages,
        has_topics=bool(role.topics),
        listing=listing,
        count=role.count,
        most=role.most,
    )


def _listing(pattern: Pattern, role: Role) -> Listing:
    """A role's source code as it runs, with `bind` and `connect` exchanged at wires that were turned around."""
    turned = [wire.name for wire in pattern.wires if wire.turned]
    code = role.play.__code__
    return Listing(Path(code.co_filename).name, code.co_firstlineno, source_of(role.play, turned).rstrip())
