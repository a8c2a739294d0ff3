"""The README shows what zmqplay is, and leads to the manual. What it shows is tried in tests/manual."""

from __future__ import annotations

from pathlib import Path

from zmqplay import manual
from zmqplay.patterns import PATTERNS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
MOST_LINES = 250


def test_every_pattern_is_in_the_readme_and_has_a_screenshot() -> None:
    for pattern in PATTERNS:
        assert f"| `{pattern.name}` |" in README
        assert (ROOT / "screenshots" / f"{pattern.name}.svg").exists()
    assert (ROOT / "screenshots" / "menu.svg").exists()


def test_every_page_of_the_manual_is_in_the_readme() -> None:
    for topic in manual.topics():
        assert f"| [`{topic.name}`](zmqplay/manual/{topic.name}.md) | {topic.about} |" in README


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) < MOST_LINES
