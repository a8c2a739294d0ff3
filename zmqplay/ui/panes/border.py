"""The border of the panes, so that all have the same one, whether they draw lines or hold widgets."""

from __future__ import annotations


def frame_css(name: str) -> str:
    """The border that all panes have: thin, round, with the title in it."""
    return f"""
    {name} {{
        background: $background; border: round $foreground 20%; padding: 0 0 0 1; overflow-x: hidden;
        scrollbar-gutter: stable;
        border-title-color: $foreground 65%; border-title-style: bold; border-subtitle-color: $foreground 45%;
        scrollbar-size-vertical: 1; scrollbar-background: $background; scrollbar-background-hover: $background;
        scrollbar-background-active: $background; scrollbar-color: $foreground 20%;
        scrollbar-color-hover: $foreground 35%; scrollbar-color-active: $accent;
    }}
    {name}:focus {{ border: round $accent; border-title-color: $accent; }}
    """
