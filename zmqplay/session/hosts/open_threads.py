"""Processes and threads: how many zmqplay and its nodes need, and whether the system allows this user so many.

Where they run out, libzmq aborts the process, and Python cannot fork; so zmqplay checks before.
"""

from __future__ import annotations

import os
import resource
import sys

from zmqplay.control.refused import Refused

A_NODE = 8
"""Threads of a node: the role's, the reporter's, two contexts of two each, and those that end them."""
AROUND = 24
"""zmqplay's own processes and threads, those of a screen included."""
PLENTY = 4_000
"""What the user's other programs are taken to need at most: where there is so much room, nothing is counted."""


def check(nodes: int) -> None:
    """Raise Refused if `nodes` nodes, or zmqplay alone, need more than this user may have."""
    if sys.platform != "linux" or os.getuid() == 0:  # the superuser is not limited, and macOS counts no threads
        return
    allowed, needed = resource.getrlimit(resource.RLIMIT_NPROC)[0], AROUND + A_NODE * nodes
    if allowed == resource.RLIM_INFINITY or needed + PLENTY <= allowed:
        return
    others = _of_others()
    if needed + others > allowed:
        most = (allowed - others - AROUND) // A_NODE
        fewer = f"let there be at most {most} node{'' if most == 1 else 's'}, or " if nodes and most > 0 else ""
        raise Refused(
            f"{f'{nodes} nodes' if nodes else 'zmqplay'} may need {needed:,} processes and threads, and of the "
            f"{allowed:,} that the system allows you, other programs have {others:,}: {fewer}raise the limit "
            f"(`ulimit -u {needed + others}`)."
        )


def _of_others() -> int:
    """The threads of this user's programs, without those of this process and its descendants."""
    parents, threads = {}, {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            if os.stat(f"/proc/{name}").st_uid == os.getuid():
                with open(f"/proc/{name}/stat", "rb") as file:
                    fields = file.read().rpartition(b")")[2].split()
                parents[int(name)], threads[int(name)] = int(fields[1]), int(fields[17])
        except OSError:  # has just ended
            continue
    return sum(count for pid, count in threads.items() if not _is_ours(pid, parents))


def _is_ours(pid: int, parents: dict[int, int]) -> bool:
    while pid in parents and pid != os.getpid():
        pid = parents[pid]
    return pid == os.getpid()
