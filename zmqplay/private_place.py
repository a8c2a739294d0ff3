"""Where zmqplay keeps its sockets and counts: a directory that only this user can change, at a path that fits.

The directory's own mode guards what is in it; but where others may rename the directory itself, they can put one of
their own in its place.
"""

from __future__ import annotations

import grp
import os
import pwd
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


def find_place(prefix: str = "zmqplay-", longest: float = LONGEST_TMPDIR) -> Place:
    """A path for a directory of this process alone; Refused if no directory for temporary files does."""
    wanted = tempfile.gettempdir()
    unfit = why_unfit(wanted)
    for place in (wanted, *OTHERS):
        if len(os.fsencode(place)) <= longest and not why_unfit(place):
            path = Path(place, f"{prefix}{os.urandom(4).hex()}")
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
    for each in (real, *real.parents):
        if others := who_else_may_rename(each.stat()):
            return f"is not private: {others} may rename what is in {str(each)!r}"
    return ""


def who_else_may_rename(directory: os.stat_result) -> str:
    """Which other users may rename what is in a directory; empty if none, or only who rules the whole system."""
    mode, owner = directory.st_mode, directory.st_uid
    if owner not in (os.geteuid(), 0, Path("/").stat().st_uid):  # in a user namespace root has another number
        return f"its owner, user {owner},"
    if mode & stat.S_ISVTX:
        return ""
    if mode & stat.S_IWOTH:
        return "any user"
    if mode & stat.S_IWGRP and not _is_private(directory.st_gid):
        return f"any user of group {directory.st_gid}"
    return ""


def _is_private(group: int) -> bool:
    """Whether a group has the name of this user, or of root, and no other members."""
    try:
        user, known = pwd.getpwuid(os.geteuid()).pw_name, grp.getgrgid(group)
    except KeyError:  # as in a container
        return group == os.geteuid()
    return known.gr_name in (user, "root") and {user, "root"}.issuperset(known.gr_mem)
