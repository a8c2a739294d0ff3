"""zmqplay's own themes: a quiet ground, one accent, and little else, so that the nodes' colours speak."""

from textual.theme import BUILTIN_THEMES, Theme

MUTED = "$foreground 58%"
"""The style of secondary text: labels, units."""
FAINT = "$foreground 38%"
"""The style of text that does not matter now, and of keys that can do nothing."""


SCROLLBAR_GROUNDS = (
    "scrollbar-background",
    "scrollbar-corner-color",
    "scrollbar-background-hover",
    "scrollbar-background-active",
)
"""Variables of Textual's themes that get the colour of the ground."""


def _theme(
    name: str,
    *,
    dark: bool,
    ground: str,
    panel: str,
    border: str,
    text: str,
    accent: str,
    success: str,
    warning: str,
    error: str,
) -> Theme:
    return Theme(
        name=name, dark=dark, primary=accent, secondary=accent, accent=accent,
        success=success, warning=warning, error=error, foreground=text,
        background=ground, surface=ground, panel=panel, boost=panel,
        variables=_variables(ground, panel, border, text, accent),
    )  # fmt: skip


def _variables(ground: str, panel: str, border: str, text: str, accent: str) -> dict[str, str]:
    return {
        "border": border,
        "border-blurred": border,
        "footer-key-foreground": accent,
        "input-selection-background": f"{accent} 35%",
        "block-cursor-foreground": ground,
        "block-cursor-background": accent,
        "block-hover-background": panel,
        "scrollbar": border,
        "scrollbar-hover": text,
        "scrollbar-active": accent,
        "link-style": "none",
        "link-style-hover": "underline",
        "link-background-hover": "#00000000",
        **dict.fromkeys(SCROLLBAR_GROUNDS, ground),
    }


DARK = _theme(
    "dark", dark=True, ground="#11151c", panel="#1b212b", border="#323946", text="#d5d9e0",
    accent="#5ccfe6", success="#7fd88f", warning="#f2c26b", error="#f26d6d",
)  # fmt: skip
LIGHT = _theme(
    "light", dark=False, ground="#fbfaf7", panel="#eeece6", border="#cfcbc1", text="#2b2f36",
    accent="#00758f", success="#2f7d3b", warning="#8f6200", error="#b3261e",
)  # fmt: skip
CONTRAST = _theme(
    "contrast", dark=True, ground="#000000", panel="#1c1c1c", border="#9a9a9a", text="#ffffff",
    accent="#00e5ff", success="#5dff7a", warning="#ffd400", error="#ff6a6a",
)  # fmt: skip
COLOURBLIND = _theme(
    "colourblind", dark=True, ground="#11151c", panel="#1b212b", border="#3a4250", text="#dde1e8",
    accent="#56b4e9", success="#56b4e9", warning="#f0e442", error="#ff8c42",
)  # fmt: skip
"""Blue, yellow and orange of Okabe and Ito's palette: no two of them look alike to anybody."""

THEMES = (DARK, LIGHT, CONTRAST, COLOURBLIND)
"""The first is the default."""


class UnknownTheme(LookupError):
    """Raised when there is no theme of a name; its text lists our themes."""


def find(name: str) -> str:
    """The name of a theme of ours, also by its former name (`zmqplay-light`), or of Textual's."""
    ours = [theme.name for theme in THEMES]
    former = {"zmqplay": DARK.name} | {f"zmqplay-{known}": known for known in ours}
    wanted = former.get(name, name)
    if wanted in ours or wanted in BUILTIN_THEMES:
        return wanted
    raise UnknownTheme(f"there is no theme {name!r}; there are {', '.join(ours)} (and Textual's own, such as nord)")


def find_or_default(name: str) -> str:
    """The name of a theme; the default one's where there is none of that name."""
    try:
        return find(name)
    except UnknownTheme:
        return DARK.name
