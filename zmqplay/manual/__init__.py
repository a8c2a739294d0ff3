"""The manual: one Markdown page a topic. `zmqplay help TOPIC` prints a page, and the palette opens it on the screen."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

HERE = Path(__file__).parent
ORDER = (
    "start", "screen", "keys", "messages", "commands", "run", "ledger", "doctor", "strangers", "trace",
    "options", "patterns", "security", "speed", "develop",
)  # fmt: skip
"""The topics, as a newcomer reads them; each is the name of a page, without `.md`."""
NEAR = 0.65
"""How similar a name has to be to be suggested: `legder` is to `ledger`, `nothing` is not to `options`."""
_NO_TEXT = re.compile(r"\s*(```.*|\|[-|: ]+)")
"""A fence around code, or the rule below the heading of a table."""
_BAR = re.compile(r"(?<!\\)\|")
_LEADING = re.compile(r"^\s*(#+|[-*]|\d+\.) +")
"""What makes a line a title or an item of a list."""
_CODE = re.compile(r"`([^`]*)`")
_MARKUP = re.compile(r"\*\*|\[([^\]]*)\]\([^)]*\)|(?<!\w)\*(?=\S)|(?<=\S)\*(?!\w)")


class UnknownTopic(LookupError):
    """Raised when the manual has no such page; the text names the nearest, or all."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One page of the manual."""

    name: str
    text: str
    """Markdown: the first line is the title, `# The ledger`; the first paragraph says what the page is about."""

    @property
    def title(self) -> str:
        return self.text.partition("\n")[0].removeprefix("# ")

    @property
    def about(self) -> str:
        """What the page is about, in one sentence."""
        return " ".join(self.text.split("\n\n", 2)[1].split())

    def line_with(self, words: str) -> str:
        """The first line of the text that has these words, however they are written, without markup; or empty."""
        wanted = words.casefold()
        return next((line for line in map(_plain, self.text.splitlines()) if wanted in line.casefold()), "")


def topics() -> list[Topic]:
    """All pages, in the order in which a newcomer reads them."""
    return [_page(name) for name in ORDER]


def find(name: str) -> Topic:
    """The page of a topic; raise UnknownTopic, with one sentence, if there is none."""
    if name in ORDER:
        return _page(name)
    begun = [known for known in ORDER if name and known.startswith(name.lower())]
    near = begun or difflib.get_close_matches(name.lower(), ORDER, n=1, cutoff=NEAR)
    known = f"did you mean {near[0]}?" if near else f"there are {', '.join(ORDER)}."
    raise UnknownTopic(f"the manual has no page {name[:40]!r}; {known}")


@lru_cache(maxsize=4_096)
def _plain(line: str) -> str:
    """A line of Markdown as it is read: without its markup, the cells of a table two spaces apart."""
    if _NO_TEXT.fullmatch(line):
        return ""
    if line.startswith("|"):
        line = "  ".join(cell.strip().replace(r"\|", "|") for cell in _BAR.split(line.strip("|")))
    parts = _CODE.split(_LEADING.sub("", line, count=1))
    return "".join(_MARKUP.sub(r"\1", part) if at % 2 == 0 else part for at, part in enumerate(parts))


def _page(name: str) -> Topic:
    return Topic(name, (HERE / f"{name}.md").read_text(encoding="utf-8"))
