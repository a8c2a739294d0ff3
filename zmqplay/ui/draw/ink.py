"""Styles for shades, colours and node names, resolved once for each theme."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rich.style import Style
from textual.color import Color
from textual.theme import Theme

from zmqplay.model.nodes import NodeState, NodeTraffic
from zmqplay.text import name_fit, safe
from zmqplay.ui.look.colours import FOREIGN, LINE_SHADES, MEANINGS, SHADES, colour_at, on_ground, shade
from zmqplay.ui.look.contrast import LEAST, LEAST_IN_HIGH, LEAST_OF_LINES, readable
from zmqplay.ui.look.theme import least_contrast

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
    least: float = LEAST
    """The contrast that text has on its ground at least."""


def palette_of(theme: Theme, variables: Mapping[str, str], ground: Color, text: Color) -> Palette:
    """The colours of a theme, given its CSS variables, for a pane with this ground and text."""
    meanings = {name: Color.parse(variables[meaning]) for name, meaning in MEANINGS.items()}
    return Palette(ground, text, theme.dark, meanings, least_contrast(theme.name))


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
            on = self._ground(ground)
            style = self._styles[key] = Style(
                color=self._drawn(colour, on).rich_color,
                bgcolor=on.rich_color,
                bold=bold or None,
                strike=strike or None,
                italic=italic or None,
            )
        return style

    def _ground(self, name: str) -> Color:
        """The colour of a ground, which is as the theme has it."""
        palette = self.palette
        if name in SHADES:
            return shade(name, palette.ground, palette.text, palette.is_dark)
        if name in ("", "ground"):
            return palette.ground
        return palette.meanings[name] if name in MEANINGS else on_ground(name, palette.is_dark)

    def _drawn(self, name: str, on: Color) -> Color:
        """The colour of a text on this ground, which is readable; or of lines, which may be faint."""
        palette = self.palette
        least = palette.least
        if name in LINE_SHADES:
            least = LEAST_OF_LINES if least >= LEAST_IN_HIGH else 1.0
        own = shade(name, on, palette.text, palette.is_dark) if name in SHADES else self._ground(name)
        return readable(own, on, least)

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
