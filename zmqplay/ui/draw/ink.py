"""With what the panes draw: the styles of shades, colours and nodes, looked up once."""

from __future__ import annotations

from rich.style import Style
from textual.color import Color

from zmqplay.model.nodes import NodeState
from zmqplay.model.traffic import Traffic
from zmqplay.text import name_fit, safe
from zmqplay.ui.draw.border import Bordered
from zmqplay.ui.look.colours import MEANINGS, SHADES, node_colour, on_ground, shade

Piece = tuple[str, Style]
Line = list[Piece]


class Inked(Bordered):
    """Knows what a shade, a colour and a node's name look like in the theme that is on."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  # Textual's word
        super().__init__(id=id, classes=classes)
        self.traffic: Traffic | None = None
        self._styles: dict[tuple[str, str, bool, bool, bool], Style] = {}
        self._names: dict[str, Style] = {}

    def notify_style_update(self) -> None:
        """The theme or the focus changed."""
        super().notify_style_update()
        self._styles.clear()

    def forget_names(self) -> None:
        """What became of the nodes may be something else from now on."""
        self._names.clear()

    def ink(
        self, colour: str = "text", ground: str = "", *, bold: bool = False, strike: bool = False, italic: bool = False
    ) -> Style:
        """A style by the name of a shade, `accent`, or a hex colour."""
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
        _, _, ground, text = self.colors
        if name == "ground":
            return ground
        dark = self.app.current_theme.dark
        if name in SHADES:
            return shade(name, ground, text, dark)
        if name in MEANINGS:
            return Color.parse(self.app.theme_variables[MEANINGS[name]])
        return Color.parse(on_ground(name, dark))

    def node_ink(self, name: str, ground: str = "") -> Style:
        """A node's own colour; struck out when it has ended, faint when it is frozen."""
        style = self._names.get(name + ground)
        if style is None:
            style = self._names[name + ground] = self._node_ink(name, ground)
        return style

    def name_pieces(self, name: str, width: int, ground: str = "", *, right: bool = False) -> Line:
        """A node's name in exactly this many cells; the cells beside it are not struck out."""
        text = name_fit(safe(name, 40), width)
        bare = text.rstrip()
        room = " " * (len(text) - len(bare)), self.ink("text", ground)
        word = bare, self.node_ink(name, ground)
        return [room, word] if right else [word, room]

    def _node_ink(self, name: str, ground: str) -> Style:
        assert self.traffic is not None
        node = self.traffic.nodes.get(name)
        if node is not None and not node.state.alive:
            return self.ink("faint", ground, strike=True)
        if node is not None and (node.state is NodeState.FROZEN or node.ignored):
            return self.ink("muted", ground)
        return self.ink(node_colour(self.traffic, name), ground)
