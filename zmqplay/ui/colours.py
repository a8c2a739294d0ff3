"""One colour a node, the same in every pane and for the node's whole life."""

from __future__ import annotations

import colorsys

from zmqplay.session.traffic import Traffic

LOST = "#ff6b6b"
WAITING = "#f0c674"
FOREIGN = "#8b93a1"

NODE_COLOURS = (
    "#5bd1e6",
    "#b79cf7",
    "#7fd88f",
    "#f59fc4",
    "#7aa8ff",
    "#c5d86d",
    "#4fd0b0",
    "#f0a884",
    "#d59cf0",
    "#8fd3ff",
)
"""None is red or amber: those say lost and waiting."""

GOLDEN = 0.618033988749895


def node_colour(traffic: Traffic, name: str) -> str:
    """The colour of a node by the order of start; grey for a peer that is not ours."""
    if name not in traffic.nodes:
        return FOREIGN
    for index, known in enumerate(traffic.nodes):
        if known == name:
            return colour_at(index)
    return FOREIGN


def colour_at(index: int) -> str:
    """The colour of the node that was started at this place; after the chosen ones, hues far from the last one."""
    if index < len(NODE_COLOURS):
        return NODE_COLOURS[index]
    hue = 0.2 + 0.7 * (index * GOLDEN % 1.0)
    red, green, blue = colorsys.hls_to_rgb(hue, 0.72, 0.55)
    return f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}"
