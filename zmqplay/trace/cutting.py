"""Keeps the files short into which traced programs print, also while zmqplay is stopped, and after it was killed.

That is this file as a program (`python -I -S cutting.py`). From its standard input it reads a line for each file: how
long that may be, and its path. It ends when zmqplay has ended and nobody can write to a file any more: who can holds
the lock that the file got when it was opened. So it imports only the standard library.
"""

from __future__ import annotations

import fcntl
import os
import select
import subprocess
import sys
from contextlib import suppress

LOOK_S = 0.25
"""How often it looks; meanwhile a file may grow beyond its limit."""
ENDING_S = 0.5
"""How long zmqplay waits for its end."""
PIECE = 65_536


class Cutter:
    """The program, as zmqplay has started it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            cwd="/",
            start_new_session=True,
        )

    def keep_short(self, path: bytes, most: int) -> None:
        """Cut a file whenever it has more than so many bytes, as long as somebody has a shared lock on it."""
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):  # somebody has killed it
            self._process.stdin.write(b"%d %s\n" % (most, path))

    def close(self) -> None:
        """Let it end: at once, unless a program that zmqplay could not end goes on to print."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(ENDING_S)
        except subprocess.TimeoutExpired:
            self._process.returncode = 0  # it is nobody's any more, which Popen would warn of


def _run() -> None:
    files: dict[int, int] = {}
    said, has_owner = b"", True
    while has_owner or files:
        if select.select([0] if has_owner else [], [], [], LOOK_S if files else None)[0]:
            data = os.read(0, PIECE)
            has_owner = bool(data)
            *lines, said = (said + data).split(b"\n")
            for line in lines:
                most, _, path = line.partition(b" ")
                with suppress(OSError):  # the program has ended, and its file is gone
                    files[os.open(path, os.O_RDWR | os.O_CLOEXEC)] = int(most)
        for file, longest in list(files.items()):
            if os.fstat(file).st_size > longest:
                os.ftruncate(file, 0)
            elif not _is_held(file):
                os.close(file)
                del files[file]


def _is_held(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    fcntl.flock(file, fcntl.LOCK_UN)
    return False


if __name__ == "__main__":
    _run()
