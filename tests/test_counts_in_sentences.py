"""A sentence with a count says it right of one, too: `1 message has arrived`, and not `1 messages have arrived`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import zmqplay

SOURCE = Path(zmqplay.__file__).parent
NOUNS = (
    "answers|bytes|clients|columns|connections|files|frames|lines|messages|nodes|patterns|peers|processes|programs"
    "|replies|requests|seconds|sockets|subscribers|subscriptions|tasks|things|threads|times|topics|workers"
)
SEVERAL = re.compile(rf"^ (more )?({NOUNS})\b")
NEVER_ONE = {
    "LARGEST": "constant",
    "LONGEST_TMPDIR": "constant",
    "IPC_BYTES": "constant",
    "TRIES": "constant",
    "self.most": "the most bytes of an option's value, 32 or more",
    "workers": "one worker falls behind, so two or more are advised",
    "_a(message)": "the type of a socket; the word is a verb",
    "due": "said of several subscribers",
    "frames": "said of multipart messages",
    "len(frames)": "said where it is not one",
    "about.st_size": "said of a file that is too large",
    "length": "said of a frame that is cut off",
    "count(length)": "said of a frame that is cut off",
    "count(min((len(side.frame) for side in sides)))": "bytes that are kept of a frame that is cut off",
    "needed": "a session needs dozens",
    "most": "`let there be at most` so many, by a limit of hundreds",
    "count": "said where there are several",
    "nodes": "said where there are several",
    "len(self.patterns)": "the patterns of zmqplay",
    "len(grid)": "said where there are several",
    "len(names)": "said where there are several",
    "len(found)": "said where there are several",
    "count(len(ripe))": "said where there are several",
    "diagnosis.times": "said where there are several",
}
"""Expressions whose value is never 1 where they stand before a plural, each with the reason."""


def plurals(tree: ast.AST) -> Iterator[tuple[int, str, str]]:
    """Line, expression and plural of each f-string that puts a plural behind a value."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            for value, then in zip(node.values, node.values[1:], strict=False):
                if not (isinstance(value, ast.FormattedValue) and isinstance(then, ast.Constant)):
                    continue
                if found := SEVERAL.match(str(then.value)):
                    yield node.lineno, ast.unparse(value.value), found[0]


def test_a_count_before_a_noun_is_written_by_the_function_for_counts() -> None:
    wrong = [
        f"{path.relative_to(SOURCE)}:{line} {{{expression}}}{plural}"
        for path in sorted(SOURCE.rglob("*.py"))
        if "bench" not in path.parts
        for line, expression, plural in plurals(ast.parse(path.read_text()))
        if expression not in NEVER_ONE
    ]
    assert wrong == []


def test_what_is_looked_for_is_found() -> None:
    assert list(plurals(ast.parse("f'{arrived:,} messages have arrived'"))) == [(1, "arrived", " messages")]
