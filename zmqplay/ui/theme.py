"""zmqplay's own colours: a quiet dark ground, one accent, and little else, so that the nodes' colours speak."""

from textual.theme import Theme

GROUND = "#11151c"
ACCENT = "#5ccfe6"
MUTED = "$foreground 58%"
"""What matters less: labels, units."""
FAINT = "$foreground 38%"
"""What does not matter now."""

THEME = Theme(
    name="zmqplay",
    dark=True,
    primary=ACCENT,
    secondary="#7aa2f7",
    accent=ACCENT,
    success="#7fd88f",
    warning="#f2c26b",
    error="#f26d6d",
    foreground="#d5d9e0",
    background=GROUND,
    surface="#11151c",
    panel="#1b212b",
    boost="#1b212b",
    variables={
        "border": "#323946",
        "border-blurred": "#2a303b",
        "footer-key-foreground": ACCENT,
        "input-selection-background": "#5ccfe6 35%",
        "block-cursor-foreground": GROUND,
        "block-cursor-background": ACCENT,
        "block-hover-background": "#1b212b",
        "scrollbar": "#323946",
        "scrollbar-hover": "#465063",
        "scrollbar-active": ACCENT,
        "scrollbar-background": GROUND,
        "scrollbar-corner-color": GROUND,
        "scrollbar-background-hover": GROUND,
        "scrollbar-background-active": GROUND,
        "link-style": "none",
        "link-style-hover": "underline",
        "link-background-hover": "#00000000",
    },
)
