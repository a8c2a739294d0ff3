"""Where zmqplay keeps its sockets and counts: a directory that only this user can change, at a path that fits.

The directory's own mode guards what is in it; but where others may rename the directory itself, they can put one of
their own in its place.
"""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path
from typing import NamedTuple

from zmqplay.control.refused import Refused

LONGEST_TMPDIR = 50
"""Bytes; where TMPDIR is longer, another is taken. The path of a Unix socket has at most 103 on macOS, 107 on Linux."""
OTHERS = ("/tmp", "/var/tmp")
"""Where the directory is made if the system's own choice, by TMPDIR, does not do."""


class Place(NamedTuple):
    """A path at which nothing is yet."""

    path: Path
    notice: str
    """A sentence for the user, if TMPDIR must not be used; else empty."""


def find_place() -> Place:
    """A path for a directory of this process alone; Refused if no directory for temporary files does."""
    wanted = tempfile.gettempdir()
    unfit = why_unfit(wanted)
    for place in (wanted, *OTHERS):
        if len(os.fsencode(place)) <= LONGEST_TMPDIR and not why_unfit(place):
            path = Path(place, f"zmqplay-{os.urandom(4).hex()}")
            notice = f"{wanted!r} {unfit}, so zmqplay's own files are in {place}; set TMPDIR to choose another."
            return Place(path, notice if unfit else "")
    unfit = unfit or f"is longer than {LONGEST_TMPDIR} bytes, which leaves no room for the paths of sockets"
    raise Refused(f"{wanted!r} {unfit}; set TMPDIR to a directory of your own.")


def why_unfit(directory: str) -> str:
    """Why zmqplay's directory must not be in this one, as the rest of a sentence; empty if it may."""
    if not directory.isprintable():
        return "has a control character or a byte that is no UTF-8 in its name"
    if not os.access(directory, os.W_OK | os.X_OK):
        return "may not be written to"
    real = Path(directory).resolve()
    open_to_all = next((str(each) for each in (real, *real.parents) if _lets_others_rename(each)), None)
    return f"is not private: any user may rename what is in {open_to_all!r}" if open_to_all else ""


def _lets_others_rename(directory: Path) -> bool:
    mode = directory.stat().st_mode
    return bool(mode & stat.S_IWOTH) and not mode & stat.S_ISVTX
