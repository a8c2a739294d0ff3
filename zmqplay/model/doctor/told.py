"""The rule about nodes that crashed since they were told to, and where the messages that are meant for them go."""

from __future__ import annotations

from collections.abc import Iterator

from zmqplay.model.causes import EndCause
from zmqplay.model.doctor.finding import Finding, Level, Rule
from zmqplay.model.doctor.queries import across, is_ending, strangers
from zmqplay.model.nodes import NodeState, NodeTraffic
from zmqplay.model.traffic import Traffic
from zmqplay.model.words import cut, some


def told_to_fail(traffic: Traffic, _now_ns: int) -> Iterator[Finding]:
    """`told-to-fail`: a node crashed, as a command had told it to."""
    for node in traffic.nodes.values():
        if node.state is NodeState.CRASHED and node.life.cause is EndCause.TOLD_TO_FAIL:
            goes = "" if is_ending(traffic) else _where_it_goes(traffic, node)
            says, command = f"{node.name} crashed, as it was told to.{goes}", f"`/restart {node.name}` starts it again."
            yield Finding("told-to-fail", node.name, says, "", Level.NOTE, command=command)


def _where_it_goes(traffic: Traffic, node: NodeTraffic) -> str:
    """Where its peers send from now on, if they deal in turn: to those of its role that are left, or nowhere."""
    others: dict[str, None] = {}
    senders: dict[str, None] = {}
    for own in node.all_sockets:
        for sender, socket in across(traffic, own) if own.kind.receives_messages else ():
            if not socket.deals:
                continue  # a publication goes to each subscriber; what is addressed to a node goes nowhere else
            senders[sender.name] = None
            others |= dict.fromkeys(other.name for other, _ in across(traffic, socket) if other is not node)
            others |= dict.fromkeys(f"the program at {cut(address)}" for address in strangers(traffic, socket))
    if others:
        return f" What {some(list(senders))} {_send(senders)} from now on goes to {some(list(others))}."
    return f" Nobody else takes what {some(list(senders))} {_send(senders)}: it waits until somebody does." * bool(
        senders
    )


def _send(senders: dict[str, None]) -> str:
    return "sends" if len(senders) == 1 else "send"


RULES: tuple[Rule, ...] = (told_to_fail,)
