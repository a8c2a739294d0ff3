"""The custodian: a process that removes zmqplay's files and ends its nodes' children after zmqplay was killed.

The nodes cannot do that, since they die at once too. What it will remove is known here as well: see `belongings`.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

from zmqplay import belongings
from zmqplay.belongings import Belongings
from zmqplay.session.hosts.helpers import resume_if_stopped


class Custodian:
    """The process that will remove a directory, and what nodes note. It is started before the directory is made."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._notes, self.notes = multiprocessing.Pipe(duplex=False)
        """The pipe into which nodes write `notes`."""
        for end in (self._notes, self.notes):
            os.set_blocking(end.fileno(), False)
        self._known, self._noting = Belongings(), threading.Lock()
        try:
            self._process = self._start()
        except OSError:
            self._close_notes()
            raise

    def _start(self) -> subprocess.Popen[bytes]:
        """Start it in a process session of its own, so that a kill of zmqplay's whole group does not reach it."""
        pipe = self._notes.fileno()
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", belongings.__file__, self.directory, str(pipe)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=(pipe,),
            bufsize=0,
        )
        assert process.stdin is not None
        os.set_blocking(process.stdin.fileno(), False)
        self._unsaid = self._known.notes()
        return process

    def look_after(self) -> None:
        """Tell it what nodes have noted. Start a successor if it has ended, as by a kill; resume it if stopped."""
        with self._noting:
            if self._process.poll() is None:
                resume_if_stopped(self._process.pid)
            else:
                self._hang_up()
                self._process = self._start()
            self._take_notes()

    def remove_sockets(self, session: str) -> None:
        """Remove the socket files that the nodes of a session have noted."""
        with self._noting:
            if not self._notes.closed:
                self._take_notes()
                self._say(self._known.remove_sockets(session))

    def end_children(self, session: str, leader: int) -> None:
        """Kill the process group that a node has noted."""
        with self._noting:
            if not self._notes.closed:
                self._take_notes()
                self._say(self._known.end_groups(session, leader))

    def remove_all(self) -> None:
        """Remove the directory, and everything that is noted."""
        with self._noting:
            self._take_notes()
            self._known.end_groups()
            self._known.remove_sockets()
            belongings.remove_directory(str(self.directory))

    def dismiss(self, until: float) -> None:
        """Everything is removed: let the process end, at the latest until this monotonic time."""
        with self._noting:
            self._say(belongings.ALL_IS_WELL)
            if self._unsaid:  # it does not read, and would take the end of its input for that of a killed zmqplay
                self._process.kill()
            self._hang_up()
            self._close_notes()
        try:
            self._process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _take_notes(self) -> None:
        """Take what nodes have noted since the last call, and pass it on."""
        noted = belongings.read(self._notes.fileno())
        self._known.take(noted)
        self._say(noted)

    def _say(self, more: bytes) -> None:
        """Write to the process as much as its pipe takes now; the rest waits. The process may be gone."""
        assert self._process.stdin is not None
        self._unsaid += more
        with suppress(BlockingIOError, BrokenPipeError):
            while self._unsaid:
                self._unsaid = self._unsaid[os.write(self._process.stdin.fileno(), self._unsaid) :]

    def _hang_up(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()

    def _close_notes(self) -> None:
        self._notes.close()
        self.notes.close()
