"""The source code of a role as lines of words, each with the style of its kind of token."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pygments.lexers.python import PythonLexer  # type: ignore[import-untyped]  # no types are published
from pygments.token import Token  # type: ignore[import-untyped]

from zmqplay.control.guide import Listing

WordStyle = tuple[str, bool, bool]
"""A shade, and whether the word is bold and italic."""

PLAIN: WordStyle = "text", False, False
STYLES: dict[object, WordStyle] = {
    Token.Comment: ("muted", False, True),
    Token.Keyword: ("accent", False, False),
    Token.Literal.String: ("success", False, False),
    Token.Literal.String.Doc: ("muted", False, True),
    Token.Name.Function: ("text", True, False),
    Token.Operator: ("soft", False, False),
    Token.Operator.Word: ("accent", False, False),
    Token.Punctuation: ("soft", False, False),
}
"""Styles by kind of token; few colours: one for names and text, one for strings, one for keywords and punctuation."""

WAITS = r"\.(recv\w*|poll|messages)\("
SENDS = r"\.(send\w*)\("
WORKS = r"\.(work)\("


@dataclass(frozen=True, slots=True)
class HighlightedCode:
    """A listing as lines of styled words."""

    first_line: int
    """The line number, in the file, of the first line."""
    source: tuple[str, ...]
    words: tuple[tuple[tuple[str, WordStyle], ...], ...]
    """The words of each line, with their styles."""

    def place(self, line: int) -> int | None:
        """The index of the line with this number in the file; None if the line is not in the listing."""
        return line - self.first_line if self.first_line <= line < self.first_line + len(self.source) else None

    def call(self, place: int, kind: str) -> str:
        """The method called in a line, e.g. `recv_multipart`; empty if it is not of `kind` WAITS, SENDS or WORKS."""
        found = re.search(kind, self.source[place])
        return found[1] if found else ""


@lru_cache(maxsize=64)
def highlighted(listing: Listing) -> HighlightedCode:
    """A listing with its styles; cached."""
    source = listing.text.rstrip()
    lines: list[list[tuple[str, WordStyle]]] = [[]]
    for kind, text in PythonLexer(stripnl=False, ensurenl=False).get_tokens(source):
        for number, part in enumerate(text.split("\n")):
            if number:
                lines.append([])
            if part:
                lines[-1].append((part, _style(kind)))
    return HighlightedCode(listing.first_line, tuple(source.split("\n")), tuple(map(tuple, lines)))


def _style(kind: Token) -> WordStyle:
    """The style of a kind of token, or of the nearest kind above that has one."""
    while kind is not None:
        if kind in STYLES:
            return STYLES[kind]
        kind = kind.parent
    return PLAIN
