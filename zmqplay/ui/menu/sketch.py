"""A pattern's sockets drawn in one line, and its roles and wires in a few lines: ● binds, ○ connects."""

from __future__ import annotations

from textual.content import Content

from zmqplay.control.lesson import steps
from zmqplay.patterns.pattern import End, Pattern, Role, Wire
from zmqplay.ui.look.theme import MUTED

BINDS, CONNECTS = "●", "○"


def sketch(pattern: Pattern) -> Content:
    """The sockets in one line, e.g. `PUSH ●─○ PULL ×3`; wires that meet at a role are drawn as a chain."""
    pieces: list[Content] = []
    last = ""
    for wire in pattern.wires:
        left, right = _in_order(pattern, wire)
        if pieces and left.role != last:
            pieces.append(Content.styled("  ", MUTED))
        count = pattern.role(left.role).count if left.role not in (last, right.role) else 1
        pieces.append(_wire(wire, left, right, count))
        count = _count(pattern, right, left)
        pieces.append(Content.styled(f" ×{count} " if count > 1 else " ", MUTED))
        last = right.role
    return Content.assemble(*pieces).rstrip()


def _in_order(pattern: Pattern, wire: Wire) -> tuple[End, End]:
    order = [role.name for role in pattern.roles]
    bound, connected = wire.binding[0], wire.connecting[0]
    if order.index(connected.role) < order.index(bound.role):
        return connected, bound
    return bound, connected


def _count(pattern: Pattern, right: End, left: End) -> int:
    return pattern.role(right.role).count - (1 if right.role == left.role else 0)


def _wire(wire: Wire, left: End, right: End, count: int) -> Content:
    marks = [BINDS if end == wire.binding[0] else CONNECTS for end in (left, right)]
    if left == right:
        marks = [BINDS, CONNECTS]
    return Content.assemble(
        (left.socket, "$accent"),
        (f" ×{count}" if count > 1 else "", MUTED),
        f" {marks[0]}",
        ("─", MUTED),
        f"{marks[1]} ",
        (right.socket, "$accent"),
    )


def details(pattern: Pattern, spacious: bool) -> Content:
    """The pattern's summary, its roles with their sockets, its endpoints, and commands to try."""
    gap = [Content("")] if spacious else []
    lines = [Content(pattern.summary), *gap, Content.assemble(("for  ", MUTED), pattern.use_case), *gap]
    width = max(len(role.name) for role in pattern.roles)
    lines += [_role(pattern, role, width) for role in pattern.roles]
    lines += gap
    names = max(len(wire.name) for wire in pattern.wires)
    lines += [Content.assemble((f"{wire.name:<{names}}  ", MUTED), wire.address) for wire in pattern.wires]
    if spacious and (hint := _try(pattern.lesson)):
        lines += [Content(""), hint]
    return Content("\n").join(lines)


def _role(pattern: Pattern, role: Role, width: int) -> Content:
    sockets = ", ".join(dict.fromkeys(pattern.sockets_of(role.name)))
    speaks = "  ← you type" if role.speaks else "  ← you may type" if role.answers else ""
    return Content.assemble(
        (f"{role.count} × ", MUTED), (role.name.ljust(width), "bold"), (f"  {sockets}", "$accent"), (speaks, MUTED)
    )


def _try(lesson: str) -> Content | None:
    """The commands that the lesson suggests, under a heading; None if there are none."""
    commands = list(dict.fromkeys(step.command for step in steps(lesson)))
    if not commands:
        return None
    return Content("\n").join([Content.styled("Try", "bold $accent"), *map(Content, commands)])
