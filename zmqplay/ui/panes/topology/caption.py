"""The caption in the topology's lower border: about the selected node or link, or about an ignored node."""

from __future__ import annotations

from collections.abc import Mapping

from zmqplay.model.traffic import Traffic
from zmqplay.model.words import milliseconds
from zmqplay.text import count, safe
from zmqplay.ui.panes.topology.layout import RoleStack
from zmqplay.ui.panes.topology.node_cards import NodeCard
from zmqplay.ui.view import View


def said_of(traffic: Traffic, view: View, cards: Mapping[str, NodeCard], stack: RoleStack | None) -> str:
    """The caption as one line; empty if there is nothing to add to the picture."""
    if stack is not None:
        return f"{stack.card.title}: enter {'closes' if stack.is_open else 'opens'} the stack"
    if view.node is None and view.link is not None:
        return _link(traffic, view.link)
    card = cards.get(view.node or "")
    if card is not None and card.waits_for and not card.reason:
        return f"{card.title}: {card.waits_for}"
    if card is None or not card.reason:
        card = next((one for one in cards.values() if one.ignored), None)
    if card is None:
        return ""
    return f"{card.title}: {card.reason}"


def _link(traffic: Traffic, ends: tuple[str, str]) -> str:
    """The ledger's figures for a link, both directions together."""
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
        parts.append(milliseconds(int(max(medians) * 1e6)))
    return " · ".join(parts)
