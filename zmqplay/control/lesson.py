"""The steps of a lesson: the items of its lists that begin with a command, such as "- `/rate 10`: tasks flow"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

_ITEM = re.compile(r"^[ \t]*(?:[-*+]|\d+[.)])[ \t]+`(/[^`\n]+)`(.*(?:\n[ \t]+(?![-*+] |\d+[.)] )\S.*)*)", re.MULTILINE)
_MARKS = re.compile(r"[`*]")


class Step(NamedTuple):
    """One thing to try."""

    command: str
    about: str
    """What one then sees, as plain text in one line; it may be empty."""
    name: str
    """What tells the step from the others of its lesson: see `names_of`."""


@lru_cache
def steps(lesson: str) -> tuple[Step, ...]:
    """The steps of a lesson in Markdown, in order; a command that it has twice is two steps."""
    items: list[tuple[str, str]] = _ITEM.findall(lesson)
    plain = (" ".join(_MARKS.sub("", about).split()).lstrip(": ") for _, about in items)
    commands = [command for command, _ in items]
    return tuple(map(Step, commands, plain, names_of(commands)))


def names_of(commands: Iterable[str]) -> list[str]:
    """The names of steps with these commands: the command, from its second time on with a number, `2 /burst 60`.

    The names are what settings keep, so that a step is still known once the lesson has another step before it.
    """
    seen: Counter[str] = Counter()
    names = []
    for command in commands:
        seen[command] += 1
        names.append(command if seen[command] == 1 else f"{seen[command]} {command}")
    return names
