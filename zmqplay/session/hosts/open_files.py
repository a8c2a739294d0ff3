"""Open files: how many the nodes take, and whether the system lets zmqplay have them.

libzmq says nothing when they run out: its listener tries again without end, and the peers hang. So one asks before.
"""

from __future__ import annotations

import resource
from contextlib import suppress

A_NODE = 6
"""What each takes in this process: five, measured for 500 nodes, for its pipes, its end and its two connections."""
AROUND = 120
"""What zmqplay has open besides, with room for what libraries open for a moment."""


class TooFewFiles(OSError):
    """More nodes than there can be open files for; the text says how many, and the mend."""


def raise_limit() -> int:
    """Let this process, and those that it starts, open as many files as the system lets them; how many."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):  # macOS: the hard limit may be infinite, and the kernel's is lower
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def check(nodes: int) -> None:
    """Raise TooFewFiles if so many nodes would not find enough."""
    allowed, needed = resource.getrlimit(resource.RLIMIT_NOFILE)[0], AROUND + A_NODE * nodes
    if allowed != resource.RLIM_INFINITY and needed > allowed:
        most = max(0, (allowed - AROUND) // A_NODE)
        raise TooFewFiles(
            f"{nodes} nodes need {needed:,} open files, and this system allows {allowed:,}: "
            f"let there be at most {most} nodes, or raise the limit (`ulimit -n {needed}`)."
        )
