"""`zmqplay run --why [NODE:]N`: what became of one message, and why, after the run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from zmqplay.control.refused import Refused
from zmqplay.model.messages.messages import Message
from zmqplay.model.reading.why.why import why
from zmqplay.model.summary.shapes import Explained
from zmqplay.model.traffic import Traffic

LONGEST = 18
"""Digits of a message's number."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One message that a user asks about."""

    node: str
    """Its sender; empty for each node that speaks by itself."""
    number: int
    """Its number among those of its sender, from 1."""


def read_asked(text: str) -> Asked:
    """Read `251` or `publisher-1:251`; raise Refused for anything else."""
    node, _, number = text.rpartition(":")
    if not number.isdecimal() or len(number) > LONGEST or not int(number):
        raise Refused(f"--why takes the number of a message, such as 251 or publisher-1:251, not {text!r}.")
    return Asked(node, int(number))


def explain(traffic: Traffic, asked: Iterable[Asked]) -> Iterator[Explained]:
    """An answer for each message that was asked about; where it was not seen, why not."""
    for one in asked:
        found = [message for message in traffic.messages.rows if _is_asked(traffic, message, one)]
        for message in found:
            told = why(traffic, message)
            yield Explained(message.sender, message.wire, message.number, " ".join(told.says), told.source)
        if not found:
            yield Explained(one.node, "", one.number, _why_not_seen(traffic, one), "")


def _is_asked(traffic: Traffic, message: Message, asked: Asked) -> bool:
    if message.number != asked.number:
        return False
    sender = traffic.nodes.get(message.sender)
    speaks = sender is not None and sender.role in traffic.topology.speaking
    return message.sender == asked.node if asked.node else speaks


def _why_not_seen(traffic: Traffic, asked: Asked) -> str:
    if asked.node and asked.node not in traffic.nodes:
        return f"There was no node {asked.node}; there were {', '.join(traffic.nodes)}."
    senders = [
        node
        for node in traffic.nodes.values()
        if (node.name == asked.node if asked.node else node.role in traffic.topology.speaking)
    ]
    sent = max((socket.numbered for node in senders for socket in node.all_sockets), default=0)
    whose = f" of {asked.node}" if asked.node else ""
    if not sent:
        return f"No message{whose} was sent."
    if asked.number > sent:
        return f"No such message was sent: the last{whose} had number {sent:,}."
    names = {node.name for node in senders}
    oldest = min((message.number for message in traffic.messages.rows if message.sender in names), default=0)
    if traffic.messages.first and asked.number < oldest:
        return f"It is no longer kept: of those that were shown, only the last {len(traffic.messages.rows):,} are."
    return "It was counted and not shown: where messages pass too fast, only some are shown one by one."
