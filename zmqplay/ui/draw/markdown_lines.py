"""Markdown as lines of a pane; a list item that begins with a command such as `/rate 5` is marked with it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token
from rich.cells import cell_len
from rich.style import Style

from zmqplay.text import safe
from zmqplay.ui.draw.ink import Ink, Line
from zmqplay.ui.draw.wrapping import wrap_pieces

STYLES = {"strong_open": "bold", "em_open": "italic"}
BULLET, COMMAND = "· ", "▸ "


class PageLine(NamedTuple):
    """A line of a laid out page."""

    line: Line
    command: str = ""
    """The command of the line's list item; empty if there is none."""
    begins: bool = False
    """Whether a heading, a paragraph or a list item begins with this line."""


class MarkdownPage:
    """Lays out Markdown for one width in cells."""

    def __init__(self, ink: Ink, width: int) -> None:
        self._ink, self._width = ink, max(8, width)
        self._lines: list[PageLine] = []

    def lay_out(self, text: str) -> list[PageLine]:
        """Lay out headings, paragraphs, lists and code; anything else becomes plain text."""
        depth = 0
        mark = ""
        heading = False
        for token in MarkdownIt().parse(text):
            if token.type in ("bullet_list_open", "ordered_list_open"):
                depth += 1
                self._close_up()
            elif token.type in ("bullet_list_close", "ordered_list_close"):
                depth -= 1
                self._gap(depth == 0)
            elif token.type == "list_item_open":
                mark = f"{token.info}. " if token.info else BULLET
            elif token.type.startswith("heading"):
                heading = token.nesting > 0
                self._gap(not heading)
            elif token.type == "inline":
                self._paragraph(token.children or [], mark, depth, heading)
                mark = ""
            elif token.type == "paragraph_close":
                self._gap(depth == 0)
            elif token.type in ("fence", "code_block"):
                code = self._style("code_inline")
                self._lines += [PageLine([("  " + safe(line), code)]) for line in token.content.splitlines()]
                self._gap(True)
        return self._lines

    def _gap(self, wanted: bool) -> None:
        if wanted and self._lines and self._lines[-1].line:
            self._lines.append(PageLine([]))

    def _close_up(self) -> None:
        """Drop the empty line above a list, since a list belongs to the paragraph before."""
        if self._lines and not self._lines[-1].line:
            self._lines.pop()

    def _paragraph(self, tokens: Sequence[Token], mark: str, depth: int, heading: bool) -> None:
        first = tokens[0] if tokens else None
        is_command = bool(mark) and first is not None and first.type == "code_inline" and first.content.startswith("/")
        command = first.content if is_command and first else ""
        mark = COMMAND if command else mark
        indent = "  " * max(0, depth - 1) + (mark or "  " * bool(depth))
        ink = self._ink("accent" if command else "faint")
        wrapped = wrap_pieces(self._words(tokens, heading), self._width - cell_len(indent))
        for number, line in enumerate(wrapped):
            self._lines.append(PageLine([(indent, ink), *line], command, begins=not number))
            indent = " " * cell_len(indent)

    def _words(self, tokens: Sequence[Token], heading: bool) -> list[Line]:
        """Split inline text at spaces into words; a word may have several styles."""
        words: list[Line] = [[]]
        styles: list[str] = []
        for token in tokens:
            if token.type in STYLES:
                styles.append(token.type)
            elif token.nesting < 0 and styles:
                styles.pop()
            text = token.content if token.type in ("text", "code_inline") else " " * token.type.endswith("break")
            ink = self._ink("accent", bold=True) if heading else self._style(token.type, styles)
            for number, part in enumerate(re.split(r"\s+", text)):
                if number:
                    words.append([])
                if part:
                    words[-1].append((safe(part), ink))
        return [word for word in words if word]

    def _style(self, kind: str, styles: Sequence[str] = ()) -> Style:
        if kind == "code_inline":
            return self._ink("accent")
        shade = "text" if styles else "soft"
        return self._ink(shade, bold="strong_open" in styles, italic="em_open" in styles)
