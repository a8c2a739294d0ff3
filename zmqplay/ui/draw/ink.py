"""Styles for shades, colours and node names, resolved once for each theme."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rich.style import Style
from textual.color import Color

from zmqplay.model.nodes import NodeState, NodeTraffic
from zmqplay.text import name_fit, safe
from zmqplay.ui.look.colours import FOREIGN, MEANINGS, SHADES, colour_at, on_ground, shade

Piece = tuple[str, Style]
Line = list[Piece]


@dataclass(frozen=True)
class Palette:
    """The colours of a theme that the panes use."""

    ground: Color
    text: Color
    is_dark: bool
    meanings: Mapping[str, Color]
    """The theme's own colour for each key of `colours.MEANINGS`."""


class Ink:
    """The styles of shades, colours and node names in a palette."""

    def __init__(self, palette: Palette) -> None:
        self.palette = palette
        self._styles: dict[tuple[str, str, bool, bool, bool], Style] = {}
        self._nodes: Mapping[str, NodeTraffic] = {}
        self._names: dict[str, Style] = {}

    def see(self, nodes: Mapping[str, NodeTraffic]) -> None:
        """Take over these nodes, since their states may have changed."""
        self._nodes = nodes
        self._names.clear()

    def __call__(
        self, colour: str = "text", ground: str = "", *, bold: bool = False, strike: bool = False, italic: bool = False
    ) -> Style:
        """The style for `colour` on `ground`, each the name of a shade, `accent`, `success`, or a hex colour."""
        key = colour, ground, bold, strike, italic
        style = self._styles.get(key)
        if style is None:
            style = self._styles[key] = Style(
                color=self._colour(colour).rich_color,
                bgcolor=self._colour(ground or "ground").rich_color,
                bold=bold or None,
                strike=strike or None,
                italic=italic or None,
            )
        return style

    def _colour(self, name: str) -> Color:
        palette = self.palette
        if name == "ground":
            return palette.ground
        if name in SHADES:
            return shade(name, palette.ground, palette.text, palette.is_dark)
        if name in MEANINGS:
            return palette.meanings[name]
        return Color.parse(on_ground(name, palette.is_dark))

    def colour_of(self, node: str) -> str:
        """The colour of a node, by the order of starts, whatever the node's state; grey for a foreign peer."""
        for index, known in enumerate(self._nodes):
            if known == node:
                return colour_at(index)
        return FOREIGN

    def node(self, name: str, ground: str = "") -> Style:
        """The style of a node's name: in its colour, struck out if the node has ended, faint if it is frozen."""
        style = self._names.get(name + ground)
        if style is None:
            style = self._names[name + ground] = self._node(name, ground)
        return style

    def name(self, name: str, width: int, ground: str = "") -> Line:
        """A node's name in exactly `width` cells; the cells that fill the width are not struck out."""
        text = name_fit(safe(name, 40), width)
        bare = text.rstrip()
        room = " " * (len(text) - len(bare)), self("text", ground)
        return [(bare, self.node(name, ground)), room]

    def _node(self, name: str, ground: str) -> Style:
        node = self._nodes.get(name)
        if node is not None and not node.state.alive:
            return self("faint", ground, strike=True)
        if node is not None and (node.state is NodeState.FROZEN or node.ignored):
            return self("muted", ground)
        return self(self.colour_of(name), ground)
