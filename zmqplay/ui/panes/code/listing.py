"""A role's source as lines of words, each with what it is to the language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pygments.lexers.python import PythonLexer  # type: ignore[import-untyped]  # two names of it
from pygments.token import Token  # type: ignore[import-untyped]

from zmqplay.patterns.pattern import Role
from zmqplay.patterns.swap import source_of

Ink = tuple[str, bool, bool]
"""A shade, and whether it is bold and italic."""

PLAIN: Ink = "text", False, False
INKS: dict[object, Ink] = {
    Token.Comment: ("muted", False, True),
    Token.Keyword: ("accent", False, False),
    Token.Literal.String: ("success", False, False),
    Token.Literal.String.Doc: ("muted", False, True),
    Token.Name.Function: ("text", True, False),
    Token.Operator: ("soft", False, False),
    Token.Operator.Word: ("accent", False, False),
    Token.Punctuation: ("soft", False, False),
}
"""Few colours: what is named, what is said, and what is only there for the language."""

WAITS = r"\.(recv\w*|poll|messages)\("
SENDS = r"\.(send\w*)\("
WORKS = r"\.(work)\("


@dataclass(frozen=True, slots=True)
class Listing:
    """What runs, line by line."""

    first: int
    """The number of its first line in the file."""
    source: tuple[str, ...]
    words: tuple[tuple[tuple[str, Ink], ...], ...]
    """The same lines, in pieces."""

    def place(self, line: int) -> int | None:
        """Which of its lines has this number in the file."""
        return line - self.first if self.first <= line < self.first + len(self.source) else None

    def call(self, place: int, kind: str) -> str:
        """The method of this kind that is called there: `recv_multipart`; nothing if none is."""
        found = re.search(kind, self.source[place])
        return found[1] if found else ""


@cache
def listing(role: Role, turned: tuple[str, ...]) -> Listing:
    """A role's source as it runs where these wires are turned round, worked out once."""
    source = source_of(role.play, turned).rstrip()
    lines: list[list[tuple[str, Ink]]] = [[]]
    for kind, text in PythonLexer(stripnl=False, ensurenl=False).get_tokens(source):
        for number, part in enumerate(text.split("\n")):
            if number:
                lines.append([])
            if part:
                lines[-1].append((part, _ink(kind)))
    return Listing(role.play.__code__.co_firstlineno, tuple(source.split("\n")), tuple(map(tuple, lines)))


def _ink(kind: Token) -> Ink:
    """Of the token, or of what it is a kind of."""
    while kind is not None:
        if kind in INKS:
            return INKS[kind]
        kind = kind.parent
    return PLAIN
