"""The mark of a node where Linux shows it of a process that never calls exec: in the environment that it began with.

All that a node forks, and what that forks, shows it too, in whatever group or session it is by then. The fork server
begins with room for it.
"""

from __future__ import annotations

import ctypes
import os

from zmqplay.belongings import MARK, ROOM
from zmqplay.node.role.children import LIBC

_place = 0
"""Where the room is in memory; 0 if there is none."""


def find_room() -> None:
    """Find the room in this process, the fork server, and hide it from the roles."""
    global _place  # the nodes are forked
    if os.environ.get(MARK) == ROOM:
        LIBC.getenv.restype = ctypes.c_void_p
        _place = LIBC.getenv(os.fsencode(MARK)) or 0
        del os.environ[MARK]


def mark_process(mark: str) -> None:
    """Let the system show this mark of this process."""
    encoded = os.fsencode(mark)
    if _place and len(encoded) < len(ROOM):
        ctypes.memmove(_place, encoded.ljust(len(ROOM), b"\0"), len(ROOM))
