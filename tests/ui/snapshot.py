"""Snapshots of the screen as readable text: its rows, and the texts in them whose colour has a meaning.

To write them again: `ZMQPLAY_SNAPSHOTS=write python -m pytest tests/ui/test_snapshots.py`; then read the difference.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from itertools import groupby, zip_longest
from pathlib import Path

from rich.color import Color
from rich.segment import Segment
from textual.geometry import Region
from textual.pilot import Pilot
from textual.strip import Strip

from tests.ui.piloting import until
from zmqplay.ui.app import ZmqPlay
from zmqplay.ui.look.colours import shade

DIRECTORY = Path(__file__).with_name("snapshots")
WRITE = "ZMQPLAY_SNAPSHOTS"
HUES = ("error", "warning", "accent")
"""Colours of the theme that have a meaning wherever they are used."""
BORDER = " ─│╭╮╰╯"


async def unchanging(pilot: Pilot[None], step: Callable[[], object]) -> None:
    """Let the screen go on, step by step, until it fills the terminal and is the same three times in a row."""
    looks: list[list[Strip]] = []

    def is_unchanging() -> bool:
        step()
        screen = pilot.app.screen
        looks.append(screen._compositor.render_strips(pilot.app.size))
        return screen.size == pilot.app.size and len(looks) > 2 and looks[-1] == looks[-2] == looks[-3]

    await until(pilot, is_unchanging)


class Snapshot:
    """The screen at several moments, one below the other."""

    def __init__(self, app: ZmqPlay) -> None:
        self._app = app
        self._lines: list[str] = []

    def take(self, title: str, region: Region | None = None) -> None:
        """Take the whole screen, or a part of it."""
        region = region or self._app.screen.region
        strips = self._app.screen._compositor.render_strips(self._app.size)
        cropped = [strip.crop(region.x, region.right) for strip in strips[region.y : region.bottom]]
        self._lines += [f"== {title}, {region.width}x{region.height}"]
        self._lines += [strip.text.rstrip() for strip in cropped]
        meant = [line for y, strip in enumerate(cropped) for line in self._meant(y, list(strip))]
        self._lines += ["-- what its colours say", *meant] if meant else []

    def _meant(self, y: int, row: list[Segment]) -> Iterator[str]:
        """The texts of a row whose colour has a meaning, each with that meaning."""
        texts: dict[str, list[str]] = {}
        for meaning, run in groupby(row, self._meaning):
            text = "".join(segment.text for segment in run).strip(BORDER)
            if meaning and text:
                texts.setdefault(meaning, []).append(text)
        for meaning, found in texts.items():
            yield f"{y:3} {meaning}: {' · '.join(found)}"

    def _meaning(self, segment: Segment) -> str:
        style, theme = segment.style, self._app.theme_variables
        if style is None:
            return ""
        ground, text = (self._app.screen.colors[index] for index in (2, 3))
        words = [hue for hue in HUES if _hex(style.color) == theme[hue].lower()]
        words += ["cursor"] if _hex(style.bgcolor) == shade("cursor", ground, text, dark=True).hex.lower() else []
        words += ["struck"] if style.strike else []
        return " ".join(words)

    def check(self, name: str) -> None:
        """Compare with the stored file; AssertionError shows the rows that differ."""
        kept, now = DIRECTORY / f"{name}.txt", "\n".join(self._lines) + "\n"
        if os.environ.get(WRITE) == "write":
            DIRECTORY.mkdir(exist_ok=True)
            kept.write_text(now, encoding="utf-8")
        was = kept.read_text(encoding="utf-8") if kept.exists() else ""
        assert now == was, f"{kept.name} is not what it was; {WRITE}=write keeps what it is now\n{compare(was, now)}"


def compare(was: str, now: str) -> str:
    """The rows that differ, each old row above the new one, under the titles of their parts."""
    old, new = was.splitlines(), now.splitlines()
    shown = []
    for kind, i, to_i, j, to_j in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        title = next((line for line in reversed(new[: j + 1]) if line.startswith("== ")), "")
        shown.append(f"{title} (line {j + 1})")
        for before, after in zip_longest(old[i:to_i], new[j:to_j]):
            shown += [] if before is None else [f"  was │ {before}"]
            shown += [] if after is None else [f"  now ┃ {after}"]
    return "\n".join(shown)


def _hex(colour: Color | None) -> str:
    return "" if colour is None or colour.triplet is None else colour.triplet.hex.lower()
