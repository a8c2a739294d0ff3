"""Open files: how many the nodes and the traced programs need, and whether the system allows them.

libzmq reports no error when files run out: its listener tries again without end, and the peers hang. So the session
checks before it starts nodes.
"""

from __future__ import annotations

import resource
from contextlib import suppress

from zmqplay.control.refused import TooFewFiles
from zmqplay.model.words import counted

A_NODE = 6
"""Open files of this process for each node: five, measured for 500 nodes, for the pipes, the sentinel and the two
connections; and one in reserve."""
AROUND = 120
"""Other files that zmqplay has open, with room for those that libraries open for a moment."""
A_PROGRAM, AROUND_PROGRAMS = 4, 40
"""The same for the programs of a trace: its input, its output and its page, and one in reserve. It needs no sockets."""
USUAL = 1_024
"""The limit of most systems: a traced program is given no higher one than it would have had."""


def raise_limit() -> int:
    """Let this process and its children open as many files as the system allows; return that number."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):  # macOS: the hard limit may be infinite, and the kernel's lower
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def check(nodes: int) -> None:
    """Raise TooFewFiles if `nodes` nodes need more files than this process may open."""
    _check(f"{nodes} nodes need" if nodes else "it needs", nodes, "node", AROUND, A_NODE)


def check_programs(programs: int) -> None:
    """Raise TooFewFiles if the system does not let so many programs be traced; raise a limit that is lower than usual.

    The programs have the limit too: one that closes all files that it may have open must not have a million of them.
    """
    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = max(USUAL, AROUND_PROGRAMS + A_PROGRAM * programs)
    if resource.RLIM_INFINITY != allowed < wanted:
        possible = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (possible, most))
    _check(counted(programs, "program", "need"), programs, "program", AROUND_PROGRAMS, A_PROGRAM)


def _check(who: str, count: int, what: str, around: int, each: int) -> None:
    allowed, needed = resource.getrlimit(resource.RLIMIT_NOFILE)[0], around + each * count
    if allowed != resource.RLIM_INFINITY and needed > allowed:
        most = (allowed - around) // each
        fewer = f"let there be at most {counted(most, what)}, or " if most > 0 else ""
        raise TooFewFiles(
            f"{who} {needed:,} open files, and this system allows {allowed:,}: "
            f"{fewer}raise the limit (`ulimit -n {needed}`)."
        )


def high_number(wanted: int) -> int:
    """The number `wanted` of a file, or a lower one where the limit forbids it."""
    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return wanted if allowed == resource.RLIM_INFINITY else min(wanted, allowed // 2)
