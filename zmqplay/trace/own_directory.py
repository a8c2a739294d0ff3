"""The directory into which traced programs write: it is removed by whoever made it, or else by the next zmqplay.

As long as its zmqplay lives, that holds a lock on a file in it. The system lets go of the lock however zmqplay ends.
"""

from __future__ import annotations

import fcntl
import math
import os
import shutil
import stat
from contextlib import suppress

from zmqplay import belongings
from zmqplay.control.refused import Refused
from zmqplay.private_place import find_place

PREFIX = "zmqplay-trace-"
OWNER = "owner"
"""The name of the file that is locked; it is there from the moment on at which it is locked."""


class OwnDirectory:
    """A directory of this zmqplay alone."""

    def __init__(self) -> None:
        """Make it; and remove those whose zmqplay was killed. Refused if no directory for temporary files does."""
        remove_leftovers()
        self.path, self.notice = find_place(PREFIX, longest=math.inf)
        self.path.mkdir(mode=0o700)
        new = self.path / f"{OWNER}.new"
        self._lock = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        new.rename(self.path / OWNER)

    def remove(self) -> None:
        """Remove it with all that is in it."""
        shutil.rmtree(self.path, ignore_errors=True)
        os.close(self._lock)


def remove_leftovers() -> None:
    """Remove this user's directories whose zmqplay has ended. Programs that it traced may live, and go on untraced."""
    with suppress(OSError, Refused):
        for entry in os.scandir(find_place(longest=math.inf).path.parent):
            if entry.name.startswith(PREFIX) and _is_left(entry.path):
                belongings.remove_directory(entry.path)


def _is_left(directory: str) -> bool:
    """Whether a zmqplay of this user has made the directory, and lives no more."""
    try:
        file = os.open(os.path.join(directory, OWNER), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        found = os.fstat(file)
        if not stat.S_ISREG(found.st_mode) or found.st_uid != os.geteuid():
            return False
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(file)
    return True
