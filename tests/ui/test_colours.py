"""Each colour is readable on a dark ground, on a light one, and in the terminal's own colours."""

import pytest
from textual.color import Color

from zmqplay.ui.look.colours import NODE_COLOURS, SHADES, on_ground, shade
from zmqplay.ui.look.contrast import contrast

READABLE = 3.0
"""The contrast ratio that large or bold text needs (WCAG 2.1, 1.4.3)."""


@pytest.mark.parametrize(("dark", "ground"), [(True, "#11151c"), (False, "#e0e0e0")])
@pytest.mark.parametrize("colour", NODE_COLOURS)
def test_a_nodes_colour_can_be_read_on_either_ground(colour: str, dark: bool, ground: str) -> None:
    assert contrast(on_ground(colour, dark), Color.parse(ground)) > READABLE


@pytest.mark.parametrize("dark", [True, False])
def test_the_terminals_own_colours_are_never_mixed(dark: bool) -> None:
    own = Color.parse("ansi_default")
    shades = {name: shade(name, own, own, dark) for name in SHADES}
    assert all(found.ansi is not None for found in shades.values())
    assert shades["text"] != shades["cursor"] != shades["muted"]
