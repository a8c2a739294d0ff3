"""The foreign peers as lines: where each is connected, what it can be, what was handed over to it or came from it."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from rich.cells import cell_len

from zmqplay.model.foreign import ForeignPeer
from zmqplay.model.traffic import Traffic
from zmqplay.text import brief, cell_fit, count, name_fit, readable, safe
from zmqplay.ui.draw.ink import Ink, Line

HERE_MOST, LEFT_MOST = 12, 3
"""The most peers with lines of their own: of those that are connected, and of those that have left."""
NAMES_MOST = 24
"""Cells of the widest column of names."""
FIGURES = (("handed over", 12), ("from it", 10))
"""The columns of figures, each with its cells."""

Named = tuple[str, ForeignPeer]
Clock = Callable[[int], str]
"""Returns a time of the traffic as the time of day."""


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


def foreign_lines(
    ink: Ink, traffic: Traffic, width: int, node: str | None = None, clock: Clock | None = None
) -> list[Line]:
    """Draw a blank line, titles, and a line for each peer; no lines if there never was one.

    With a `clock`, each line tells since when the peer is connected, or when it left.
    """
    shown, more = listed(traffic, node)
    if not shown:
        return []
    faint = ink("faint")
    figures = sum(cells for _, cells in FIGURES)
    names = min(NAMES_MOST, max(12, max(len(safe(name, 40)) for name, _ in shown)), max(8, width - figures))
    titles = "".join(cell_fit(title, cells, right=True) for title, cells in FIGURES)
    lines: list[Line] = [[], [(cell_fit("foreign peer", names) + titles, faint)]]
    for name, peer in shown:
        line: Line = [(name_fit(safe(name, 40), names), ink("muted" if not peer.gone else "faint"))]
        for (_, cells), number in zip(FIGURES, (peer.handed_over, peer.received_from), strict=True):
            text = "–" if number is None else count(number) if number < 1_000_000 else brief(number)
            line.append((cell_fit(text, cells, right=True), ink("text" if number else "faint")))
        lines.append([*line, ("  " + _about(peer, width - names - figures - 2, clock), ink("muted"))])
    if more:
        lines.append([(f"and {count(more)} more", ink("muted"))])
    return lines


def _about(peer: ForeignPeer, room: int, clock: Clock | None) -> str:
    """What is known of the peer, the most telling first; what has no room is left out whole.

    Whether the peer has left, the types that its socket can have, its times, its node, and its routing id.
    """
    kinds = [safe(kind, 10) for kind in peer.types]
    kind = ("/" if len(kinds) > 2 else " or ").join(kinds)
    parts = [kind, f"{'was ' if peer.gone else ''}at {safe(peer.node, 40)}"]
    if peer.routing_id is not None:
        parts.append(f"id {readable(peer.routing_id, 20)}")
    if clock is not None and not peer.gone:
        parts.insert(1, f"since {clock(peer.since_ns)[:8]}")
    if peer.gone:
        parts.insert(0, f"left {clock(peer.gone_ns)[:8]}" if clock is not None else "has left")
    text = ""
    for part in filter(None, parts):
        longer = f"{text} · {part}" if text else part
        text = longer if cell_len(longer) <= room else text
    return text
