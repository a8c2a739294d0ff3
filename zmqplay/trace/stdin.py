"""Whether a program waits for its standard input, as the kernel tells on Linux."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator

READ = {"x86_64": 0, "aarch64": 63, "armv7l": 3, "i686": 3}.get(platform.machine(), -1)
"""The number of the system call `read`."""
STDIN = "0x0"


def waits_for_input(pid: int) -> bool:
    """Whether a thread of the process is inside of a read from file 0; False where the kernel does not say."""
    return any(call[:2] == [str(READ), STDIN] for call in _calls(pid))


def _calls(pid: int) -> Iterator[list[str]]:
    """The system calls in which the threads of a process are: number and arguments."""
    try:
        threads = os.listdir(f"/proc/{pid}/task")
    except OSError:
        return
    for thread in threads:
        try:
            with open(f"/proc/{pid}/task/{thread}/syscall") as file:
                yield file.read().split()
        except OSError:  # it has ended, or the system does not let us look
            continue
