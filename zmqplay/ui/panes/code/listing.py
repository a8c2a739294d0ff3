"""The source code of a role as lines of words, each with what it is to the language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pygments.lexers.python import PythonLexer  # type: ignore[import-untyped]  # two names of it
from pygments.token import Token  # type: ignore[import-untyped]

from zmqplay.control.source import Listing

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
"""Few colours: one for names and text, one for strings, one for what only the language needs."""

WAITS = r"\.(recv\w*|poll|messages)\("
SENDS = r"\.(send\w*)\("
WORKS = r"\.(work)\("


@dataclass(frozen=True, slots=True)
class HighlightedCode:
    """A listing, line by line."""

    first_line: int
    """The number of its first line in the file."""
    source: tuple[str, ...]
    words: tuple[tuple[tuple[str, WordStyle], ...], ...]
    """The same lines, in pieces."""

    def place(self, line: int) -> int | None:
        """Which of the lines has this number in the file."""
        return line - self.first_line if self.first_line <= line < self.first_line + len(self.source) else None

    def call(self, place: int, kind: str) -> str:
        """The method called in a line, if it is of this kind: `recv_multipart`; else nothing."""
        found = re.search(kind, self.source[place])
        return found[1] if found else ""


@lru_cache(maxsize=64)
def highlighted(listing: Listing) -> HighlightedCode:
    """A listing in its pieces, worked out once."""
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
    """The style of a token, or of the kind that the token belongs to."""
    while kind is not None:
        if kind in STYLES:
            return STYLES[kind]
        kind = kind.parent
    return PLAIN
