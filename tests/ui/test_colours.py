"""Each colour is readable on a dark ground, on a light one, and in the terminal's own colours."""

import pytest
from textual.color import Color

from zmqplay.ui.look.colours import NODE_COLOURS, SHADES, on_ground, shade

READABLE = 3.0
"""The contrast ratio that large or bold text needs (WCAG 2.1, 1.4.3)."""


def contrast(one: Color, other: Color) -> float:
    """The contrast ratio of WCAG 2.1."""

    def luminance(colour: Color) -> float:
        parts = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.normalized)
        return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))

    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize(("dark", "ground"), [(True, "#11151c"), (False, "#e0e0e0")])
@pytest.mark.parametrize("colour", NODE_COLOURS)
def test_a_nodes_colour_can_be_read_on_either_ground(colour: str, dark: bool, ground: str) -> None:
    assert contrast(Color.parse(on_ground(colour, dark)), Color.parse(ground)) > READABLE


@pytest.mark.parametrize("dark", [True, False])
def test_the_terminals_own_colours_are_never_mixed(dark: bool) -> None:
    own = Color.parse("ansi_default")
    shades = {name: shade(name, own, own, dark) for name in SHADES}
    assert all(found.ansi is not None for found in shades.values())
    assert shades["text"] != shades["cursor"] != shades["muted"]
