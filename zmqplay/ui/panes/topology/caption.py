"""What the topology says in its lower border of what is selected, or of who is ignored."""

from __future__ import annotations

from collections.abc import Mapping

from zmqplay.model.traffic import Traffic
from zmqplay.text import count, latency, safe
from zmqplay.ui.panes.topology.layout import Stack
from zmqplay.ui.panes.topology.node_cards import Seat
from zmqplay.ui.play.view import View


def said_of(traffic: Traffic, view: View, seats: Mapping[str, Seat], stack: Stack | None) -> str:
    """One line; nothing where there is nothing to add to the picture."""
    if stack is not None:
        return f"{stack.seat.title}: enter {'closes' if stack.is_open else 'opens'} the stack"
    if view.node is None and view.link is not None:
        return _link(traffic, view.link)
    seat = seats.get(view.node or "")
    if seat is None or not seat.reason:
        seat = next((one for one in seats.values() if one.ignored), None)
    if seat is None:
        return ""
    return f"{seat.title}: {seat.reason}"


def _link(traffic: Traffic, ends: tuple[str, str]) -> str:
    """The account of a link, of both directions together."""
    sender, receiver = (safe(name, 40) for name in ends)
    links = [link for link in traffic.ledger.links.values() if {link.sender, link.receiver} == {*ends}]
    delivered = [link.delivered for link in links]
    parts = [f"{sender} → {receiver}" if len(links) < 2 else f"{sender} ⇄ {receiver}"]
    if delivered and None not in delivered:
        parts.append(f"{count(sum(number or 0 for number in delivered))} delivered")
    if waiting := sum(link.waiting or 0 for link in links):
        parts.append(f"{count(waiting)} waiting")
    if lost := sum(sum((link.lost or {}).values()) for link in links):
        parts.append(f"{count(lost)} lost")
    medians = [ms for link in links if (ms := link.latencies.percentile_ms(0.5)) is not None]
    if medians:
        parts.append(latency(int(max(medians) * 1e6)))
    return " · ".join(parts)
