"""The steps of a lesson: the items of its lists that begin with a command, such as "- `/rate 10`: tasks flow"."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_ITEM = re.compile(r"^[ \t]*(?:[-*+]|\d+[.)])[ \t]+`(/[^`\n]+)`(.*(?:\n[ \t]+(?![-*+] |\d+[.)] )\S.*)*)", re.MULTILINE)
_MARKS = re.compile(r"[`*]")


class Step(NamedTuple):
    """One thing to try."""

    command: str
    about: str
    """What one then sees, as plain text in one line; it may be empty."""


@lru_cache
def steps(lesson: str) -> tuple[Step, ...]:
    """The steps of a lesson in Markdown, in order, each command once."""
    found: dict[str, Step] = {}
    for command, about in _ITEM.findall(lesson):
        plain = " ".join(_MARKS.sub("", about).split()).lstrip(": ")
        found.setdefault(command, Step(command, plain))
    return tuple(found.values())
