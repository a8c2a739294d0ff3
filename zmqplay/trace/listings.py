"""What there is to read of traced programs: the user's own files, by role, and how others join."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from zmqplay.control.guide import Listing, RoleGuide
from zmqplay.plain_files import open_plain
from zmqplay.trace.process import Process

LESSON = """\
These are your own programs. What is typed goes to the stdin of the one whose name stands before the input line;
ctrl+d in the empty line ends its input.

A program that is started elsewhere is shown here too, if its command begins with this (`e` copies it):

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
    """Reads the script of each role when a node of it has started, unless it has not changed since."""

    def __init__(self) -> None:
        self._listings: dict[str, Listing] = {}
        self._paths: dict[str, Path] = {}
        self._changed_ns: dict[str, int] = {}
        """When each role's file had changed last as it was read, or as a change was told."""

    def note(self, role: str, process: Process) -> None:
        """A process of a role was started from this script."""
        if not process.script:
            return
        path = Path(process.cwd, process.script)
        if self._paths.setdefault(role, path) != path:
            return
        try:
            with os.fdopen(open_plain(path), "rb") as file:
                self._changed_ns[role] = os.fstat(file.fileno()).st_mtime_ns
                text = file.read(LARGEST).decode(errors="replace")
        except OSError:
            return
        self._listings[role] = Listing(path.name, 1, text.rstrip())

    def path(self, role: str) -> Path | None:
        """The role's script, where it is known and is there."""
        path = self._paths.get(role)
        return path if path is not None and path.is_file() else None

    def changed(self) -> list[str]:
        """The roles whose files have changed since they were read, and since this was asked last."""
        changed = []
        for role, known_ns in self._changed_ns.items():
            with suppress(OSError):
                now_ns = self._paths[role].stat().st_mtime_ns
                if now_ns != known_ns:
                    self._changed_ns[role] = now_ns
                    changed.append(role)
        return changed

    def line(self, role: str, file: str, line: int) -> int:
        """The line in the role's listing; 0 where the program is in another file."""
        return line if file and role in self._paths and str(self._paths[role]) == file else 0

    def guides(self, roles: Iterable[str]) -> dict[str, RoleGuide]:
        """A guide to each of these roles."""
        return {role: RoleGuide(role, answers=True, listing=self._listings.get(role)) for role in roles}
