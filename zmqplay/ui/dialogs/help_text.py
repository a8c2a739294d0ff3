"""The text of the help: sections of rows, which can be searched, and are drawn in two columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from textwrap import wrap
from typing import Any, NamedTuple

from textual.content import Content
from textual.style import Style

from zmqplay.ui.keys.key import Key
from zmqplay.ui.look.theme import MUTED

AnyKey = Key[Any]
Pairs = Sequence[tuple[str, str]]

KEYS_LEAST, KEYS_MOST, INDENT, GAP = 14, 24, 2, 2
"""The least and the most cells of the first column; a longer entry has a line of its own, above its meaning."""


class Row(NamedTuple):
    """A key, command, sign or column, and its meaning."""

    keys: str
    about: str
    action: str = ""
    """The name of the key to press when the row is clicked on; empty if there is none."""


class Section(NamedTuple):
    """Rows under a title."""

    title: str
    rows: tuple[Row, ...]


WHILE_TYPING = (
    ("enter", "send the message, or do the command"),
    ("tab  shift+tab", "take the suggested message, then speak as the next node; or complete a command"),
    ("↑ ↓", "what was entered before"),
    ("enter enter", "on an empty line: send an empty message, one empty frame"),
    ("esc", "leave the line for the panes, where letters are keys"),
)
SYNTAX = (
    ("topic | body", "two frames; one space on either side of the bar belongs to it"),
    (r"\|  \\  \{  \x00", "a bar, a backslash, a brace, a byte; \\n \\r \\t as everywhere; in topics too"),
    (
        "{n} {time} {node}",
        "a count of the sender's traffic (what is typed is not counted), the time of day, the sender's name",
    ),
    (r"\/text", "a message that begins with a slash"),
    ("|", "two empty frames"),
)
MOVING = (
    ("↑ ↓  j k  wheel", "move, or scroll; in the topology from node to node"),
    ("home  g g  end  G", "the oldest message, the newest"),
    ("I", "in Load: the other way round"),
    ("click", "select a node, a message, a frame; once more, or the right button, for a node's menu"),
    ("a name in a border", "that pane; ≡ lists all of them, ‹ › lead on where there is no room for all names"),
)
MENU_KEYS = (
    ("enter  click", "play the pattern"),
    ("↑ ↓  wheel", "choose"),
    ("/  a letter  tab", "search in names and summaries; esc shows all patterns again"),
    ("?  F1", "this help"),
    ("ctrl+p", "the palette: all that can be done now"),
    ("ctrl+q", "quit"),
)
SIGNS = (("●  ○", "binds, connects"), ("click", "everything that can be pressed can also be clicked on"))
TYPING = "While you type"


def of_pairs(title: str, pairs: Iterable[tuple[str, str]]) -> Section:
    """A section of rows that press no key."""
    return Section(title, tuple(Row(keys, about) for keys, about in pairs))


def _of_keys(keys: Sequence[AnyKey], group: str) -> Section:
    """The keys of a group; a click on a row presses its key."""
    own = [key for key in keys if key.group == group]
    return Section(group, tuple(Row(key.shown, key.about, key.name if key.action else "") for key in own))


def sections(keys: Sequence[AnyKey], commands: Pairs) -> list[Section]:
    """The sections that stand in every help, for these keys and commands of the play screen."""
    return [
        of_pairs(TYPING, WHILE_TYPING),
        of_pairs("How a message is written", SYNTAX),
        of_pairs("Commands", commands),
        *(_of_keys(keys, group) for group in dict.fromkeys(key.group for key in keys)),
        of_pairs("In a pane", MOVING),
        of_pairs("Menu", MENU_KEYS),
        of_pairs("Everywhere", SIGNS),
    ]


def found(all_sections: Iterable[Section], text: str) -> list[Section]:
    """The rows in which all words of `text` stand, in any order; of a section whose title has them, every row."""
    words = text.lower().split()

    def has(*texts: str) -> bool:
        return all(any(word in each.lower() for each in texts) for word in words)

    kept = (
        Section(title, tuple(row for row in rows if has(title) or has(row.keys, row.about)))
        for title, rows in all_sections
    )
    return [section for section in kept if section.rows]


def drawn(shown: Sequence[Section], width: int) -> Content:
    """Draw sections in `width` cells; a meaning that needs several lines stays in its column."""
    most = KEYS_MOST if width >= 70 else 18
    lines: list[Content] = []
    for section in shown:
        lines += [Content.styled(section.title, "bold $accent")]
        column = max(KEYS_LEAST, min(most, max(len(row.keys) for row in section.rows)))
        for row in section.rows:
            lines += _row(row, column, width)
        lines.append(Content(""))
    return Content("\n").join(lines)


def _row(row: Row, column: int, width: int) -> list[Content]:
    indent = INDENT + column + GAP
    texts = wrap(row.about, max(20, width - indent)) or [""]
    first = Content.styled(" " * INDENT + row.keys.ljust(column), "bold")
    if len(row.keys) > column:
        texts.insert(0, "")
    after = [Content.styled(" " * indent + text, MUTED) for text in texts[1:]]
    lines = [Content.assemble(first, (" " * GAP + texts[0], MUTED)), *after]
    if not row.action:
        return lines
    click = Style.from_meta({"@click": f'screen.do("{row.action}")'})
    return [line.stylize(click) for line in lines]
