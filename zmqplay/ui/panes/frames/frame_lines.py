"""A frame as lines: its number, meaning and length, hex beside text, and JSON or MessagePack as a tree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.style import Style

from zmqplay.model.reading.frame_words import characters_of, hex_lines, is_content
from zmqplay.model.reading.trees import tree_of
from zmqplay.text import cell_fit, count, safe, size
from zmqplay.ui.draw.ink import Ink, Line

SIZE_LEAST = 6
"""Cells of the column of lengths, unless one needs more; the gap of two on its right comes in addition."""
FIGURES = 3
SHOWN = 512
"""Bytes of a frame that are shown in hex and as text."""


class FrameLines:
    """Draws frames, with their meanings in one column of `meaning_width` cells, and their sizes in the next."""

    def __init__(self, ink: Ink, width: int, meaning_width: int, size_width: int) -> None:
        self._ink, self._meaning = ink, meaning_width
        self._width = width
        self._size = size_width
        self._indent = FIGURES + meaning_width + size_width + 2
        self._is_narrow = self._width < self._indent + 8 * 4 + 2

    def draw(
        self, number: int, word: str, frame: bytes, length: int, *, prefix: int = 0, chosen: bool = False
    ) -> list[Line]:
        """Draw a frame of `length` bytes, of which `frame` are known; a subscription matched `prefix` bytes."""
        head = frame[:SHOWN]
        ground = "cursor" if chosen else ""
        first: Line = [
            (f"{number:<{FIGURES - 1}} ", self._ink("accent" if chosen else "faint", ground, bold=chosen)),
            (cell_fit(word, self._meaning), self._ink("soft" if is_content(word) else "accent", ground)),
            (cell_fit(size(length), self._size, right=True) + "  ", self._ink("muted", ground)),
        ]
        ink = self._ink("text" if is_content(word) else "soft")
        tree = self._tree(first, frame) if len(frame) == length else []
        if tree:
            first = [(" " * (FIGURES if self._is_narrow else self._indent), ink)]
        lines = self._narrow(first, head, prefix, ink) if self._is_narrow else self._wide(first, head, prefix, ink)
        if length > len(head):
            text = f"… the first {len(head)} of {count(length)} bytes"
            lines.append([(" " * (FIGURES if self._is_narrow else self._indent) + text, self._ink("muted"))])
        return tree + lines

    def _wide(self, first: Line, head: bytes, prefix: int, ink: Style) -> list[Line]:
        """Draw text beside hex."""
        per_line = min(16, (self._width - self._indent - 1) // 4)
        lines = []
        dump = hex_lines(head, per_line) or [("", "")]
        for row, (hexes, _) in enumerate(dump):
            padded = cell_fit(hexes, per_line * 3 - 1 if len(dump) > 1 else len(hexes))
            text = self._text(head, row * per_line, (row + 1) * per_line, prefix, ink)
            lines.append([*first, (padded + "  ", self._ink("muted")), *text])
            first = [(" " * self._indent, ink)]
        return lines

    def _narrow(self, first: Line, head: bytes, prefix: int, ink: Style) -> list[Line]:
        """Draw text, and hex below."""
        lines = [[*first, *self._text(head, 0, len(head), prefix, ink)]]
        for hexes, _ in hex_lines(head, min(16, max(1, (self._width - FIGURES) // 3))):
            lines.append([(" " * FIGURES + hexes, self._ink("muted"))])
        return lines

    def _text(self, head: bytes, begin: int, end: int, prefix: int, ink: Style) -> Line:
        characters = characters_of(head)
        marked = "".join(characters[begin : min(end, prefix)])
        rest = "".join(characters[max(begin, min(end, prefix)) : end])
        pieces = [(safe(marked), self._ink("accent", bold=True) + Style(underline=True))] if marked else []
        return [*pieces, (safe(rest), ink)]

    def _tree(self, first: Line, frame: bytes) -> list[Line]:
        """Draw the frame as a tree if it is JSON or MessagePack; no lines otherwise."""
        tree = tree_of(frame)
        if tree is None:
            return []
        indent = " " * (FIGURES if self._is_narrow else self._indent)
        rule, soft, text = self._ink("line"), self._ink("soft"), self._ink()
        lines: list[Line] = [[*first, (tree.format, self._ink("soft", italic=True))]]
        for guide, key, value in tree.branches:
            line: Line = [(indent + guide, rule), (safe(key, 60), soft)]
            lines.append([*line, ("  " + safe(value), text)] if value else line)
        if tree.more:
            lines.append([(indent + "… and more", self._ink("muted"))])
        return lines


def size_width(lengths: Iterable[int]) -> int:
    """The cells of a column in which none of these lengths is cut."""
    return max([SIZE_LEAST, *(len(size(length)) for length in lengths)])


def prefix_length(words: Sequence[str], index: int, prefix: bytes | None) -> int:
    """How many bytes of a frame the matching subscription covers; 0 for all frames but the topic."""
    return len(prefix) if prefix and words[index] == "topic" and index == 0 else 0
