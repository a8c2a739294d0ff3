"""How well a text can be read on its ground, by WCAG 2.1, and colours changed as little as makes them readable."""

from __future__ import annotations

from functools import lru_cache

from textual.color import BLACK, WHITE, Color

LEAST = 4.5
"""The contrast ratio that text needs (WCAG 2.1, success criterion 1.4.3)."""
LEAST_IN_HIGH = 7.0
"""The ratio in a theme of high contrast (1.4.6)."""
LEAST_OF_LINES = 3.0
"""The ratio of lines in a theme of high contrast (1.4.11); in the others, lines may be as faint as they look well."""
STEP = 0.04
WEIGHTS = (0.2126, 0.7152, 0.0722)


def contrast(one: Color, other: Color) -> float:
    """The contrast ratio of two colours, from 1 (equal) to 21 (black on white)."""
    dim, bright = sorted((_luminance(one), _luminance(other)))
    return (bright + 0.05) / (dim + 0.05)


def _luminance(colour: Color) -> float:
    parts = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.normalized)
    return sum(weight * part for weight, part in zip(WEIGHTS, parts, strict=True))


@lru_cache(maxsize=1_000)
def readable(colour: Color, ground: Color, least: float) -> Color:
    """The colour, made lighter on a dark ground or darker on a light one until its contrast is `least`, if it can be.

    The terminal's own colours cannot be measured, so they stay as they are.
    """
    if colour.ansi is not None or ground.ansi is not None or ground.a < 1:
        return colour
    end = max((BLACK, WHITE), key=lambda end: contrast(end, ground))
    share, found = 0.0, colour
    while contrast(found, ground) < least and share < 1:
        share += STEP
        found = colour.blend(end, min(1.0, share), 1.0)
    return found
