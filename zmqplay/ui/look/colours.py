"""One colour a node, the same in every pane and for the node's whole life."""

from __future__ import annotations

import colorsys
from typing import TYPE_CHECKING

from textual.color import BLACK, Color

if TYPE_CHECKING:
    from zmqplay.model.traffic import Traffic

LOST = "#ff6b6b"
WAITING = "#f0c674"
FOREIGN = "#8b93a1"

MEANINGS = {"accent": "accent", "success": "success", LOST: "error", WAITING: "warning"}
"""Colours that a theme may replace, e.g. for colour-blind users, each with the theme's name for it."""

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
"""No node is red or amber: these colours mean lost and waiting."""

TEXT_SHADES = {"text": 0.92, "soft": 0.76, "muted": 0.64, "faint": 0.56}
"""The shades of text, each as its distance from the ground (0) towards the text colour (1)."""
LINE_SHADES = {"line": 0.32, "ghost": 0.18}
"""The shades of what is not read: wires, guides, rules and bars; only text must be readable."""
SHADES = {**TEXT_SHADES, **LINE_SHADES, "cursor": 0.13}
"""All shades, with that of the ground on which the cursor is."""

GOLDEN = 0.618033988749895


def node_colour(traffic: Traffic, name: str) -> str:
    """The colour of a node, by the order in which nodes were started; grey for a foreign peer."""
    if name not in traffic.nodes:
        return FOREIGN
    for index, known in enumerate(traffic.nodes):
        if known == name:
            return colour_at(index)
    return FOREIGN


def colour_at(index: int) -> str:
    """The colour of node number `index`, from 0 in order of start; beyond NODE_COLOURS, hues far from the last one."""
    if index < len(NODE_COLOURS):
        return NODE_COLOURS[index]
    hue = 0.2 + 0.7 * (index * GOLDEN % 1.0)
    red, green, blue = colorsys.hls_to_rgb(hue, 0.72, 0.55)
    return f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}"


def on_ground(colour: str, dark: bool) -> Color:
    """The colour as it is on a dark ground, or darkened for a light one."""
    own = Color.parse(colour)
    return own if dark else own.blend(BLACK, 0.45)


def shade(name: str, ground: Color, text: Color, dark: bool) -> Color:
    """A shade between ground and text; the terminal's own colours cannot be mixed, so these have fewer shades."""
    if text.ansi is None:
        return ground.blend(text.with_alpha(1.0), SHADES[name], 1.0)
    if name in ("text", "soft"):
        return Color.parse("ansi_default")
    if name == "cursor":
        return Color.parse("ansi_black" if dark else "ansi_white")
    return Color.parse("ansi_bright_black")
