"""Open files: how many the nodes need, and whether the system allows them.

libzmq reports no error when files run out: its listener tries again without end, and the peers hang. So the session
checks before it starts nodes.
"""

from __future__ import annotations

import resource
from contextlib import suppress

from zmqplay.control.refused import TooFewFiles

A_NODE = 6
"""Open files of this process for each node: five, measured for 500 nodes, for the pipes, the sentinel and the two
connections; and one in reserve."""
AROUND = 120
"""Other files that zmqplay has open, with room for those that libraries open for a moment."""


def raise_limit() -> int:
    """Let this process and its children open as many files as the system allows; return that number."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):  # macOS: the hard limit may be infinite, and the kernel's lower
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def check(nodes: int) -> None:
    """Raise TooFewFiles if `nodes` nodes need more files than this process may open."""
    allowed, needed = resource.getrlimit(resource.RLIMIT_NOFILE)[0], AROUND + A_NODE * nodes
    if allowed != resource.RLIM_INFINITY and needed > allowed:
        who = f"{nodes} nodes need" if nodes else "zmqplay needs"
        most = (allowed - AROUND) // A_NODE
        fewer = f"let there be at most {most} nodes, or " if most > 0 else ""
        raise TooFewFiles(
            f"{who} {needed:,} open files, and this system allows {allowed:,}: "
            f"{fewer}raise the limit (`ulimit -n {needed}`)."
        )
