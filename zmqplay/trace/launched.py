"""The programs that zmqplay has started: their processes, what they print, and what is typed to them.

A program prints into a file, and reads from a pair of sockets of which it holds zmqplay's end too. So it goes on as if
nothing had been when zmqplay is killed: what zmqplay alone held would end with it, and the program at its next line.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from zmqplay import open_files
from zmqplay.control.refused import Refused
from zmqplay.trace.commands import Command, is_python
from zmqplay.trace.cutting import Cutter
from zmqplay.trace.programs import DIRECTORY

CHUNK = 1 << 16
LARGEST, LEAST = 4 << 20, 1 << 18
"""Bytes of a file of output, less where the directory has little room: what has been read is then thrown away, and what
is more than can be read in time is not shown."""
LONGEST_LINE = 4_000
PATIENCE_NS = 500_000_000
"""How long what has no end of line may grow before it is shown."""
HELD = 200
"""The number from which on, where the limit lets it, the program holds its copy of zmqplay's end: its own files then
keep their numbers."""
LINES = "ZMQPLAY_TRACE_LINES"
"""Names the file of output, so that a Python program writes each line at once there, as it does to a terminal."""


class Exit(NamedTuple):
    """How a program has ended, as its parent sees it."""

    status: int


class Launched:
    """One program, from its start to its end. It is the leader of its own process group."""

    # long: each file is opened for both sides
    def __init__(self, command: Command, environment: Mapping[str, str], stem: Path, cutter: Cutter) -> None:
        """Start it; `stem` is the path of its files without their endings. Refused if it cannot be started."""
        self.command = command
        self._mark = os.fsencode(environment.get(DIRECTORY, str(stem.parent)))
        self._path = stem.with_name(stem.name + ".output")
        output = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        self._largest = min(LARGEST, max(LEAST, shutil.disk_usage(stem.parent).free // 8))
        with suppress(OSError):  # a file system without locks: then nobody cuts what zmqplay cannot
            fcntl.flock(output, fcntl.LOCK_SH)
            cutter.keep_short(os.fsencode(self._path.absolute()), 2 * self._largest)
        self._input, theirs = socket.socketpair()
        self._input.setblocking(False)
        held: int = fcntl.fcntl(self._input, fcntl.F_DUPFD, open_files.high_number(HELD))
        self.has_input_ended = False
        status = os.fstat(output)
        self._lines = f"{status.st_dev}:{status.st_ino}"
        try:
            self.process = subprocess.Popen(
                command.argv,
                stdin=theirs.fileno(),
                stdout=output,
                stderr=output,
                cwd=command.cwd or None,
                env={**environment, LINES: self._lines, **command.variables},
                start_new_session=True,
                pass_fds=(held,),
            )
        except OSError as error:
            self._input.close()
            raise Refused(f"{command.argv[0]} cannot be started ({error.strerror}).") from None
        finally:
            theirs.close()
            os.close(held)
            os.close(output)
        self._output = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC)
        self._rest, self._grown_ns = b"", 0
        self.is_told = False
        """It was told to end."""

    @property
    def pid(self) -> int:
        return self.process.pid

    def exit(self) -> Exit | None:
        """How the program has ended; None while it runs."""
        status = self.process.poll()
        return None if status is None else Exit(status)

    @property
    def has_left_others(self) -> bool:
        """Whether it was a shell or the like, and what it has started in its process group lives."""
        if is_python(self.command.argv):
            return False
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, 0)
            return True
        return False

    def lines(self, at_end: bool = False) -> list[str]:
        """The lines that were printed since the last call.

        Also what has no end of line, `at_end`, or when nothing has come for a while: a progress bar, or a question.
        """
        content, now_ns = self._read(), time.monotonic_ns()
        self._grown_ns = now_ns if content else self._grown_ns
        *whole, self._rest = (self._rest + content).split(b"\n")
        if self._rest and (at_end or len(self._rest) > LONGEST_LINE or now_ns - self._grown_ns > PATIENCE_NS):
            whole, self._rest = [*whole, self._rest], b""
        return [_as_seen(line[:LONGEST_LINE].decode(errors="replace")) for line in whole]

    def _read(self) -> bytes:
        """What was printed; where that is far more than is read at once, its end, after a line that says so."""
        at, size = os.lseek(self._output, 0, os.SEEK_CUR), os.fstat(self._output).st_size
        if at > size:  # it was cut
            at = os.lseek(self._output, 0, os.SEEK_SET)
        said = b""
        if size - at > self._largest:
            left_out = size - at - CHUNK
            os.lseek(self._output, left_out, os.SEEK_CUR)
            said = b"\n[%d bytes, printed faster than zmqplay reads, are not shown]\n" % left_out
        content = os.read(self._output, CHUNK)
        if content and os.lseek(self._output, 0, os.SEEK_CUR) > self._largest:
            os.truncate(self._path, 0)
            os.lseek(self._output, 0, os.SEEK_SET)
        return said + content

    def type(self, text: str) -> None:
        """Give the program a line to read from stdin."""
        if self.has_input_ended:
            raise Refused("its input was ended; R starts the program again.")
        line = text.encode(errors="surrogateescape") + b"\n"
        try:
            sent = self._input.send(line)
        except (BlockingIOError, BrokenPipeError):
            sent = 0
        if sent < len(line):
            raise Refused("the program does not read what was typed before.")

    def end_input(self) -> None:
        """Let the program read the end of its input, as ctrl+d in a terminal does."""
        if self.has_input_ended:
            raise Refused("its input was ended before.")
        self.has_input_ended = True
        with suppress(OSError):
            self._input.shutdown(socket.SHUT_WR)

    def signal_all(self, number: int) -> None:
        """Send a signal to the program and to its children, as a terminal does."""
        self.is_told = True
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, number)

    def signal_rest(self, number: int) -> None:
        """Send a signal to what it has started and has left its process group; to all of that after it has ended."""
        has_ended = self.process.poll() is not None
        for pid in self._descendants():
            with suppress(OSError):  # it has ended meanwhile
                if has_ended or os.getpgid(pid) != self.pid:
                    os.kill(pid, number)

    def _descendants(self) -> list[int]:
        """The processes that have the environment of this program alone, and not that of one that has joined."""
        wanted, found = {f"{LINES}={self._lines}".encode(), os.fsencode(DIRECTORY) + b"=" + self._mark}, []
        for name in filter(str.isdigit, os.listdir("/proc") if sys.platform == "linux" else ()):
            with suppress(OSError):  # it has ended, or is another user's
                if wanted <= {*Path(f"/proc/{name}/environ").read_bytes().split(b"\0")}:
                    found.append(int(name))
        return found

    def end(self) -> None:
        """Kill what is left."""
        if self.process.poll() is None:
            self.signal_all(signal.SIGKILL)
            self.process.wait()
        self.signal_rest(signal.SIGKILL)

    def close(self) -> None:
        """Close the files."""
        self._input.close()
        os.close(self._output)


def _as_seen(line: str) -> str:
    """A line as a terminal would leave it: what stands after the last return to its beginning."""
    return line.rstrip("\r").rpartition("\r")[2]
