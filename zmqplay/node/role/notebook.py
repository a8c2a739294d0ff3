"""A node's notes of what it makes besides zmqplay's own directory, so that it is removed however zmqplay ends."""

from __future__ import annotations

import os
import select
import stat
from collections.abc import Iterable
from contextlib import suppress

from zmqplay.belongings import EXPECTED, GROUP, LONGEST, MARK, SOCKET, mark_of, note, numbers_of
from zmqplay.node.role.marking import mark_process

FULL_MS = 100
"""How long a node waits for room in the pipe; zmqplay reads it five times a second."""


class Notebook:
    """A node's end of the pipe that `belongings` describes."""

    def __init__(self, session: str, pipe: int) -> None:
        """`session` is the directory of the node's session. The `pipe` does not block."""
        self._session = session
        self._pipe = pipe
        self._identity = _identity(pipe)

    def mark(self) -> None:
        """Let what this process forks be known as what it starts is."""
        mark_process(mark_of(self._session, os.getpid()))

    def expect(self, paths: Iterable[str]) -> None:
        """This process will bind socket files at these paths: it may be killed before it notes them."""
        for path in paths:
            whole, before = os.path.abspath(os.fsencode(path)), [0, 0, 0]
            with suppress(OSError):
                before = numbers_of(os.lstat(whole))
            self._write(note(EXPECTED, self._session, *before, whole))

    def socket(self, path: str) -> None:
        """This process has bound a socket file at `path`. An abstract name or a path without a socket is not noted."""
        try:
            found, whole = os.lstat(path), os.path.abspath(os.fsencode(path))
        except (OSError, ValueError):
            return
        if stat.S_ISSOCK(found.st_mode):
            self._write(note(SOCKET, self._session, *numbers_of(found), whole))

    def group(self) -> None:
        """This process leads a process group from now on, and marks the programs that it starts."""
        os.environ[MARK] = mark_of(self._session, os.getpid())
        self._write(note(GROUP, self._session, os.getpid(), os.getsid(0)))

    def _write(self, noted: bytes) -> None:
        """Write a note, unless the role has closed the pipe: its descriptor may be another file's by now."""
        try:
            if len(noted) <= LONGEST and _identity(self._pipe) == self._identity:
                self._write_in_time(noted)
        except OSError:
            return

    def _write_in_time(self, noted: bytes) -> None:
        try:
            os.write(self._pipe, noted)
        except BlockingIOError:
            waiting = select.poll()
            waiting.register(self._pipe, select.POLLOUT)
            waiting.poll(FULL_MS)
            os.write(self._pipe, noted)


def _identity(file: int) -> tuple[int, int]:
    found = os.fstat(file)
    return found.st_dev, found.st_ino
