"""The message that is suggested to a sender: an example of its role; a ROUTER's goes to an id that it has heard."""

from __future__ import annotations

from zmqplay.control.absent import absent_parts
from zmqplay.control.guide import Guide
from zmqplay.control.source import Phase, Source
from zmqplay.model.reading.addressed import addressed


def suggestion_of(source: Source, sender: str) -> str:
    """An example message of the sender's role, or of the first role that speaks; empty if there is none."""
    node = source.traffic.nodes.get(sender)
    guides = source.guide.roles.values()
    said = [guide.messages[0] for guide in guides if guide.messages and (not node or guide.name == node.role)]
    if not said or node is None:
        return said[0] if said else ""
    return addressed(source.traffic.peers, node, said[0])


def types_to_stdin(source: Source) -> bool:
    """Whether what is typed goes to a program's standard input."""
    return "input" not in absent_parts(source.controls)


def is_mute(guide: Guide) -> bool:
    """Whether no node here ever sends what is typed, since all roles only receive."""
    roles = guide.roles.values()
    return bool(roles) and not any(role.speaks or role.answers for role in roles)


def unmanned_role(source: Source) -> str:
    """A role that sends what is typed, where no node plays one although others play; empty if there is none."""
    roles, nodes = source.guide.roles, source.traffic.nodes.values()
    playing = [roles[node.role] for node in nodes if node.role in roles]
    if source.state.phase is not Phase.LIVE or not playing or any(role.speaks or role.answers for role in playing):
        return ""
    return next((name for name, role in roles.items() if role.speaks), "")


def placeholder_of(source: Source, sender: str) -> str:
    """What stands in the empty line."""
    example = suggestion_of(source, sender)
    if is_mute(source.guide):
        return "no node here sends; / begins a command"
    if role := unmanned_role(source):
        return f"no {role} plays here; /add {role} starts one"
    if types_to_stdin(source):
        return "type a line for its stdin; ctrl+d ends it"
    return f"type a message: {example}" if example else "type a message"
