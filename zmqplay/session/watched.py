"""Files of the user's that are looked at again and again: has one another content than before?"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable

from zmqplay.plain_files import content_of

DOUBTFUL_NS = 3_000_000_000
"""How long a file may change once more and have the same time and size: some file systems count in two seconds."""

Stamp = tuple[int, int, int]
"""Time of the last change, size, and the number of the file: an editor may put another in its place."""


class Watched:
    """Compares the contents of files, and reads a file only if its stamp has changed, or has just been made."""

    def __init__(self) -> None:
        self._contents: dict[str, object] = {}
        self._stamps: dict[str, Stamp | None] = {}

    def follow(self, paths: Iterable[str]) -> None:
        """Look at these files as well, from their present contents on."""
        for path in paths:
            self._contents.setdefault(path, content_of(path))

    def expect(self, path: str, text: str) -> None:
        """Look at this file as well: it held this `text` when it was read."""
        self._contents[path] = text

    def have_changed(self) -> bool:
        """Whether some file has another content than at the last call."""
        changed = False
        for path, content in self._contents.items():
            stamp = _stamp_of(path)
            if path in self._stamps and stamp == self._stamps[path] and not _is_doubtful(stamp):
                continue
            self._stamps[path] = stamp
            self._contents[path] = now = content_of(path)
            changed = changed or now != content
        return changed


def _stamp_of(path: str) -> Stamp | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _is_doubtful(stamp: Stamp | None) -> bool:
    return stamp is not None and abs(time.time_ns() - stamp[0]) < DOUBTFUL_NS
