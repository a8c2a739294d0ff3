"""The foreign peers as lines: where each is connected, what it can be, what was handed over to it or came from it."""

from __future__ import annotations

from collections.abc import Hashable

from zmqplay.model.foreign import ForeignPeer
from zmqplay.model.traffic import Traffic
from zmqplay.text import cell_fit, count, name_fit, readable, safe
from zmqplay.ui.draw.ink import Ink, Line

HERE_MOST, LEFT_MOST = 12, 3
"""The most peers with lines of their own: of those that are connected, and of those that have left."""
NAMES_MOST, FIGURE = 24, 13
"""Cells of the widest column of names, and of a column of figures."""

Named = tuple[str, ForeignPeer]


def listed(traffic: Traffic, node: str | None = None) -> tuple[list[Named], int]:
    """The peers that have lines, by name, those that have left last; and how many more there are or were.

    `node`: only the peers that are, or were, connected to this node.
    """
    peers = [(name, peer) for name, peer in traffic.peers.foreign.items() if node in (None, peer.node)]
    here = [(name, peer) for name, peer in peers if not peer.gone]
    left = [(name, peer) for name, peer in peers if peer.gone]
    left.sort(key=lambda named: (not named[1].handed_over, -named[1].gone_ns))  # what took something with it first
    shown = here[:HERE_MOST] + left[:LEFT_MOST]
    return shown, len(peers) - len(shown) + (traffic.peers.forgotten if node is None else 0)


def foreign_stamp(traffic: Traffic, node: str | None = None) -> Hashable:
    """Changes with everything that `foreign_lines` draws."""
    shown, more = listed(traffic, node)
    told = tuple((name, peer.gone, peer.handed_over, peer.received_from, peer.routing_id) for name, peer in shown)
    return told, more


def foreign_lines(ink: Ink, traffic: Traffic, width: int, node: str | None = None) -> list[Line]:
    """Draw a blank line, titles, and a line for each peer; no lines if there never was one."""
    shown, more = listed(traffic, node)
    if not shown:
        return []
    faint = ink("faint")
    names = min(NAMES_MOST, max(12, max(len(safe(name, 40)) for name, _ in shown)), max(8, width - 2 * FIGURE))
    titles = "".join(cell_fit(title, FIGURE, right=True) for title in ("handed over", "from it"))
    lines: list[Line] = [[], [(cell_fit("foreign peer", names) + titles, faint)]]
    for name, peer in shown:
        line: Line = [(name_fit(safe(name, 40), names), ink("muted" if not peer.gone else "faint"))]
        for number in (peer.handed_over, peer.received_from):
            text = "–" if number is None else count(number)
            line.append((cell_fit(text, FIGURE, right=True), ink("text" if number else "faint")))
        room = width - names - 2 * FIGURE - 2
        lines.append([*line, (cell_fit("  " + _about(peer), room + 2).rstrip(), ink("muted"))] if room >= 8 else line)
    if more:
        lines.append([(f"and {count(more)} more", ink("muted"))])
    return lines


def _about(peer: ForeignPeer) -> str:
    """Whether the peer has left, its node, the types that its socket can have, and its routing id if that is known."""
    kind = kinds(peer)
    parts = ["has left", "was at"] if peer.gone else ["at"]
    text = f"{', '.join(parts)} {safe(peer.node, 40)}" + (f" · {kind}" if kind else "")
    return text + (f" · id {readable(peer.routing_id, 20)}" if peer.routing_id is not None else "")


def kinds(peer: ForeignPeer) -> str:
    """The types that the peer's socket can have: `PULL`, `REQ or DEALER`; empty where nothing is known."""
    return " or ".join(safe(kind, 10) for kind in peer.types)
