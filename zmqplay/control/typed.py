"""Words as a user types them, and back: numbers, topics, values of options, quotation marks."""

from __future__ import annotations

import shlex

from zmqplay.control.refused import BadArgument
from zmqplay.template import as_literal


def plain(number: float) -> str:
    """A number as a user types it, without an exponent."""
    return f"{number:.6f}".rstrip("0").rstrip(".")


def quoted(word: str) -> str:
    """A word as a user types it, in quotation marks where needed."""
    return shlex.quote(word) if word else '""'


def as_typed(value: int | bytes) -> str:
    """An option's value as a user types it."""
    return as_literal(value) if isinstance(value, bytes) else str(value)


def typed_topic(topic: bytes) -> str:
    """A topic as a user types it; the empty one, which subscribes to everything, is a pair of quotation marks."""
    return as_literal(topic) or '""'


def unquoted(rest: str) -> str:
    """The rest of a line without the quotation marks around it, if it has any; a backslash is left as it is."""
    if rest[:1] not in ("'", '"'):
        return rest
    words = shlex.shlex(rest, posix=True)
    words.whitespace_split, words.escape, words.commenters = True, "", ""
    try:
        first, *others = words
    except ValueError:
        raise BadArgument(f"a quotation mark is not closed in {rest!r}.") from None
    return rest if others else first
