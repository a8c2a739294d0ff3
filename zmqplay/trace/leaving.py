"""Subscribers that leave: told before what the publishers have sent since, which may not be due to them any more.

When a subscriber has closed its socket or ended, its publisher sends it nothing more, but nobody sees when. Of what was
published since the look before, only what has arrived is known to have been due.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from msgspec.structs import replace

from zmqplay.model.kinds import kind_of
from zmqplay.model.nodes import NodeTraffic
from zmqplay.model.sockets import SocketTraffic
from zmqplay.trace.in_order import emptied
from zmqplay.wire import Report, SocketReport


def farewells(told: Iterable[Report], dead: Collection[str], nodes: Mapping[str, NodeTraffic]) -> list[Report]:
    """For each node whose subscribers have closed, or that is dead, a report that tells nothing but this."""
    found = []
    for report in told:
        parts = [part for part in report.sockets if _has_closed(part)]
        if report.node in dead:
            numbers = {part.number for part in parts}
            open_ = (one for one in nodes[report.node].sockets.values() if one.number not in numbers)
            parts += [_closing(socket) for socket in open_ if socket.subscribes and not socket.facts.closed]
        if parts:
            found.append(emptied(report, sockets=parts, events=[], final=False))
    return found


def _has_closed(part: SocketReport) -> bool:
    return part.facts is not None and part.facts.closed and kind_of(part.facts.type).subscribes


def _closing(socket: SocketTraffic) -> SocketReport:
    facts = replace(socket.facts, closed=True)
    times = socket.busy_ns, socket.idle_ns, socket.blocked_ns
    return SocketReport(socket.number, socket.sent, socket.received, *times, facts=facts)
