"""What there is to read of traced programs: the user's own files, by role, and how others join."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from zmqplay.control.guide import Listing, RoleGuide
from zmqplay.trace.process import Process

LESSON = """\
These are your own programs. What is typed goes to the stdin of the one whose name stands before the input line.

A program that is started elsewhere is shown here too, if its command begins with this:

```
{}
```
"""
LARGEST = 1 << 20
"""Bytes of a file that is shown."""


def lesson_with(invitation: str) -> str:
    """What there is to read beside the programs; `invitation` lets a program started elsewhere join."""
    return LESSON.format(invitation)


class Listings:
    """Reads the script of each role once, when its first node has started."""

    def __init__(self) -> None:
        self._listings: dict[str, Listing] = {}
        self._paths: dict[str, str] = {}

    def note(self, role: str, process: Process) -> None:
        """A process of a role was started from this script."""
        if role in self._paths or not process.script:
            return
        path = Path(process.cwd, process.script)
        self._paths[role] = str(path)
        try:
            with path.open("rb") as file:
                text = file.read(LARGEST).decode(errors="replace")
        except OSError:
            return
        self._listings[role] = Listing(path.name, 1, text.rstrip())

    def line(self, role: str, file: str, line: int) -> int:
        """The line in the role's listing; 0 where the program is in another file."""
        return line if file and self._paths.get(role) == file else 0

    def guides(self, roles: Iterable[str]) -> dict[str, RoleGuide]:
        """A guide to each of these roles."""
        return {role: RoleGuide(role, answers=True, listing=self._listings.get(role)) for role in roles}
