"""A node as one line of the topology, for a pane that is too small for boxes."""

from __future__ import annotations

from zmqplay.text import brief, cell_fit, name_fit
from zmqplay.ui.draw.content import Scene
from zmqplay.ui.draw.ink import Ink, Line
from zmqplay.ui.look.colours import LOST
from zmqplay.ui.panes.topology.boxes import activity_shade, colour_of, waiting_shade
from zmqplay.ui.panes.topology.node_cards import NodeCard


def node_line(scene: Scene, ink: Ink, card: NodeCard, names: int) -> Line:
    """Draw the name in at most `names` cells, then sockets, activity and rate, as far as they fit."""
    width, ground = scene.width, "cursor" if card.name == scene.view.node else ""
    colour = colour_of(ink, card)
    binds = any(card.bound.values()) if card.bound else scene.traffic.topology.binds(card.role)
    line: Line = [
        ("● " if binds else "○ ", ink(colour, ground)),
        (name_fit(card.title, min(names, max(6, width - 10))), ink(colour, ground, strike=not card.alive)),
    ]
    if width >= 44:
        line.append(("  " + cell_fit(card.sockets, 11), ink("muted", ground)))
    activity = card.subscribed or card.activity if width >= 34 or not card.alive else card.short
    cells = 13 if width >= 34 else max(0, width - names - 3 - (7 if width >= 30 else 0))
    line.append((" " + cell_fit(activity, cells, right=width < 34), ink(activity_shade(card), ground)))
    news, shade = (card.lost_in_words, LOST) if card.losses else (card.waiting_in_words, waiting_shade(card))
    has_room = width >= 54 + (len(news) if news else 0)
    if width >= 30 and news and not has_room:
        sign = ("✕" if card.losses else "▪") + brief(card.losses or card.waiting or card.unsent)
        line.append((cell_fit(sign, 7, right=True), ink(shade, ground)))
    elif width >= 30:
        line.append((cell_fit(card.rate, 7, right=True), ink("muted", ground)))
    if has_room:
        line.append(("  " + news, ink(shade, ground)))
    return line
