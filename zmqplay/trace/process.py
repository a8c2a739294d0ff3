"""What a traced process tells about itself."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from zmqplay.model.facts import LastCount
from zmqplay.wire import Report


class ProcessKey(NamedTuple):
    """One program in one process. A process that calls exec keeps its number and gets another stamp."""

    pid: int
    stamp: int
    """When the program, or the forked child, began to be traced: monotonic nanoseconds."""


class Process(msgspec.Struct, frozen=True):
    """The facts about a traced process; they come with its first socket, not before."""

    pid: int
    stamp: int
    parent: int
    """The number of the process that started it; the stamp of that one is not known."""
    name: str
    """The script's name without `.py`; of `-m` and of a directory the package's; "python" for `-c` and stdin."""
    child: str
    """multiprocessing's name of a child, e.g. "Process-7"; "fork" for a child of `os.fork`; else empty."""
    argv: tuple[str, ...]
    cwd: str
    """The working directory at the first socket; a relative ipc path counts from `directories`."""
    executable: str
    python: str
    pyzmq: str
    libzmq: str
    script: str
    """The file that the program was started from; empty for `-c` and stdin."""
    started: int = 0
    """The process's start as the kernel counts it (Linux), so that a number that is used again is another process."""
    contexts: dict[int, int] = {}
    """By the number of a socket: the number of its context, from 0. inproc is known by process, context and name."""
    directories: dict[int, str] = {}
    """By the number of a socket: the working directory at its last bind or connect, where that is not `cwd`."""
    untapped: str = ""
    """Why the sockets of this process are not watched, or no longer; empty while they are."""


class News(NamedTuple):
    """What has been learnt of one process since the last poll."""

    key: ProcessKey
    process: Process | None
    """The facts about the process, when they are new or have changed."""
    report: Report | None
    """As our own nodes send them, with node "" and life 1, which the source sets.

    Counts are cumulative, and only changed sockets are told, as there. `final` is True in the last report of a process
    that could say its last word: all counts are exact then. `line` counts in `file`. `events` is empty.
    """
    dead: bool
    """The process has ended, or has been replaced by exec, and all that it left has been read. The last of its news."""
    last_counts: list[LastCount]
    """Of a process that is dead and had no last word, e.g. after SIGKILL: what its page says; else empty."""
    file: str
    """The file that `report.line` counts in; empty where the line is 0."""
    alive_ns: int = 0
    """When the process was last seen to live."""
