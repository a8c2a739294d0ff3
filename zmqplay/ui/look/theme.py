"""zmqplay's own themes: a quiet ground, one accent, and little else, so that the nodes' colours speak."""

from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from zmqplay.ui.look.colours import on_ground
from zmqplay.ui.look.contrast import LEAST, LEAST_IN_HIGH, readable

MUTED = "$foreground-muted"
"""The style of secondary text: labels, units."""
FAINT = "$text-muted"
"""The style of text that does not matter now, and of keys that can do nothing; it can be read all the same."""


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
    muted: int,
    faint: int,
    accent: str,
    success: str,
    warning: str,
    error: str,
) -> Theme:
    """A theme; `muted` and `faint` are the percents of the text colour in secondary text, on whichever ground."""
    return Theme(
        name=name, dark=dark, primary=accent, secondary=accent, accent=accent,
        success=success, warning=warning, error=error, foreground=text,
        background=ground, surface=ground, panel=panel, boost=panel,
        variables={**_variables(ground, panel, border, text, accent), **_texts(text, muted, faint)},
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


def _texts(text: str, muted: int, faint: int) -> dict[str, str]:
    less, least = (Color.parse(text).with_alpha(percent / 100).hex for percent in (muted, faint))
    return {"foreground-muted": less, "text-muted": least, "text-disabled": least}


DARK = _theme(
    "dark", dark=True, ground="#11151c", panel="#1b212b", border="#323946", text="#d5d9e0",
    muted=70, faint=65, accent="#5ccfe6", success="#7fd88f", warning="#f2c26b", error="#f47c7c",
)  # fmt: skip
LIGHT = _theme(
    "light", dark=False, ground="#fbfaf7", panel="#eeece6", border="#cfcbc1", text="#22262c",
    muted=76, faint=70, accent="#005a6e", success="#22662d", warning="#735000", error="#a51f18",
)  # fmt: skip
CONTRAST = _theme(
    "contrast", dark=True, ground="#000000", panel="#1c1c1c", border="#9a9a9a", text="#ffffff",
    muted=77, faint=71, accent="#00e5ff", success="#5dff7a", warning="#ffd400", error="#ff8a8a",
)  # fmt: skip
COLOURBLIND = _theme(
    "colourblind", dark=True, ground="#11151c", panel="#1b212b", border="#3a4250", text="#dde1e8",
    muted=67, faint=61, accent="#56b4e9", success="#56b4e9", warning="#f0e442", error="#ff8c42",
)  # fmt: skip
"""Blue, yellow and orange of Okabe and Ito's palette: no two of them look alike to anybody."""

THEMES = (DARK, LIGHT, CONTRAST, COLOURBLIND)
"""The first is the default."""


def least_contrast(theme: str) -> float:
    """The contrast that text has at least in the theme of this name."""
    return LEAST_IN_HIGH if theme == CONTRAST.name else LEAST


def on_panel(colour: str, theme: Theme) -> str:
    """A node's colour, made readable on a theme's panel, e.g. in the input line."""
    own = on_ground(colour, theme.dark)
    return readable(own, Color.parse(theme.panel), least_contrast(theme.name)).hex if theme.panel else own.hex


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
