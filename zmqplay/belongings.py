"""What zmqplay has made besides its own directory: socket files elsewhere, and the process groups that nodes lead.

Each node notes its own in a pipe, so that no directory need be there, or have room, for them to be known:

    socket SESSION DEVICE INODE MTIME PATH     removed only while the very same socket is at the path
    expected SESSION DEVICE INODE MTIME PATH   to be made: removed if it is not what was there, and nobody listens
    group SESSION PID TERMINAL                 killed only while it has processes of that terminal session; what a node
                                               starts also has the session's directory and the PID in its environment
    forget KIND NAME                           what is noted under this path or PID is gone

zmqplay reads the pipe, and tells the custodian. That is this file as a program (`python -I -S belongings.py DIRECTORY
PIPE`), which starts before the directory is made. When its standard input ends, zmqplay has ended; unless that input
said that all is well, the custodian reads what is left in the pipe, and removes everything. So the file imports only
the standard library, and slow parts only at the end.
"""

from __future__ import annotations

import errno
import os
import signal
import stat
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ALL_IS_WELL = b"."
"""The last that is written to the custodian by a zmqplay that ends by itself and has removed everything."""
SOCKET, EXPECTED, GROUP, FORGET = b"socket", b"expected", b"group", b"forget"
PATHS = SOCKET, EXPECTED  # each of these kinds is known by the path in its last field
FIELDS = {SOCKET: 4, EXPECTED: 4, GROUP: 2}  # after the session
FIELD, END = b"\x1f", b"\0"
"""What stands between the fields of a note, and after it. A path, which may have the first in it, is the last field."""
LONGEST, PIECE = 512, 65_536
"""Bytes: a pipe takes so many in one piece or not at all (POSIX)."""
MARK, ROOM = "ZMQPLAY_NODE", "-" * 400
"""The environment variable by which the programs that a node starts are known, even those that leave its group; and
its value in the fork server, which leaves room for that of a node."""
DYING_S, DEAD_S = 0.1, 5.0
"""How long nodes may live on after zmqplay was killed, and so note something yet; and, at most, once killed too."""


def note(*fields: int | str | bytes) -> bytes:
    """A note as it stands in the pipe."""
    return FIELD.join(os.fsencode(str(field) if isinstance(field, int) else field) for field in fields) + END


def mark_of(session: str, leader: int) -> str:
    """The value of the environment variable for what the node with this PID starts."""
    return f"{session}/{leader}"


class Belongings:
    """What is known from notes. What is none is passed over: a role can write into the pipe too."""

    def __init__(self) -> None:
        self._noted: dict[tuple[bytes, bytes], tuple[bytes, list[int]]] = {}
        """Session and numbers, by kind and name: a socket's name is its path, a group's its leader's PID."""
        self._cut = b""
        """The beginning of a note whose end has not been taken yet."""

    def take(self, data: bytes) -> None:
        """Take notes, in pieces of any length."""
        *notes, self._cut = (self._cut + data).split(END)
        for each in notes:
            self._take(each)
        self._cut = self._cut[:LONGEST]

    def _take(self, noted: bytes) -> None:
        kind, _, rest = noted.partition(FIELD)
        if kind == FORGET:
            what, _, name = rest.partition(FIELD)
            self._noted.pop((what, name), None)
        elif kind in FIELDS and len(noted) < LONGEST:
            session, *fields = rest.split(FIELD, FIELDS[kind])
            numbers = fields[:-1] if kind in PATHS else fields
            if len(fields) == FIELDS[kind] and all(map(bytes.isdigit, numbers)) and b"" not in (session, *fields):
                name = fields[-1] if kind in PATHS else fields[0]
                self._noted[kind, name] = session, [*map(int, numbers)]
                if kind == SOCKET:
                    self._noted.pop((EXPECTED, name), None)

    def take_rest(self, pipe: int) -> None:
        """Take what waits in a pipe that does not block, from the beginning of a note."""
        self._cut = b""
        while data := read(pipe):
            self.take(data)

    @property
    def is_well(self) -> bool:
        """Whether what was said last, after all notes, is that all is well."""
        return self._cut == ALL_IS_WELL

    def notes(self) -> bytes:
        """All that is noted, for another to take."""
        return b"".join(
            note(kind, session, *numbers, *([name] if kind in PATHS else []))
            for (kind, name), (session, numbers) in self._noted.items()
        )

    def remove_sockets(self, session: str = "") -> bytes:
        """Remove the noted socket files, of one session or all, unless something else has taken their place.

        Returns notes that these are to be forgotten.
        """
        forgotten = b""
        for kind in PATHS:
            for name, numbers in self._of(kind, session):
                _remove_socket(kind, name, numbers)
                forgotten += self._forget(kind, name)
        return forgotten

    def end_groups(self, session: str = "", leader: int = 0) -> bytes:
        """Kill the noted process groups, or that of one `leader`. Returns a note that the latter is to be forgotten.

        On Linux, programs that have left their group are found by their environment.
        """
        forgotten = b""
        for name, (group, terminal) in self._of(GROUP, session):
            if group <= 1 or leader not in (0, group):
                continue
            if _has_processes(group, terminal):
                _kill(os.killpg, group)
            _end_marked(mark_of(os.fsdecode(self._noted[GROUP, name][0]), group))
            if leader:
                forgotten += self._forget(GROUP, name)
        return forgotten

    def outlive_groups(self) -> None:
        """Wait until the killed groups are gone: a process listens at its sockets until then."""
        until = time.monotonic() + DEAD_S
        while any(_has_processes(*group) for _, group in self._of(GROUP, "")) and time.monotonic() < until:
            time.sleep(DYING_S / 10)

    def _of(self, wanted: bytes, session: str) -> Iterator[tuple[bytes, list[int]]]:
        for (kind, name), (noted_by, numbers) in list(self._noted.items()):
            if kind == wanted and session in ("", os.fsdecode(noted_by)):
                yield name, numbers

    def _forget(self, kind: bytes, name: bytes) -> bytes:
        del self._noted[kind, name]
        return note(FORGET, kind, name)


def read(pipe: int) -> bytes:
    """What waits in a pipe that does not block, at most a piece."""
    try:
        return os.read(pipe, PIECE)
    except BlockingIOError:
        return b""


def numbers_of(file: os.stat_result) -> list[int]:
    """What tells a file from another at its path: the inode alone may be used again at once."""
    return [file.st_dev, file.st_ino, file.st_mtime_ns]


def _remove_socket(kind: bytes, path: bytes, numbers: list[int]) -> None:
    """Remove this user's socket file: the one that was noted, or, where nobody listens, one that was expected."""
    try:
        found = os.lstat(path)
        is_own = found.st_uid == os.geteuid() and stat.S_ISSOCK(found.st_mode)
        if is_own and (numbers_of(found) == numbers) is (kind == SOCKET) and (kind == SOCKET or _is_dead(path)):
            os.unlink(path)
    except (OSError, ValueError):
        return


def _is_dead(path: bytes) -> bool:
    import socket

    with socket.socket(socket.AF_UNIX) as probe:
        probe.setblocking(False)
        return probe.connect_ex(path) == errno.ECONNREFUSED


def _has_processes(group: int, session: int) -> bool:
    """Whether a group has processes of the session, or of one that its leader began: else its number is another's."""
    if sys.platform != "linux":
        return True
    for _, said in _of_each_process("stat"):
        state, _, its_group, its_session = said.rpartition(b")")[2].split()[:4]
        if state != b"Z" and int(its_group) == group and int(its_session) in (session, group):
            return True
    return False


def _end_marked(mark: str) -> None:
    wanted = os.fsencode(f"{MARK}={mark}")
    for pid, said in _of_each_process("environ"):
        if wanted in said.split(b"\0"):
            _kill(os.kill, pid)


def _of_each_process(name: str) -> Iterator[tuple[int, bytes]]:
    """The PID of each process, and what its file of this name in /proc says."""
    for pid in filter(str.isdigit, os.listdir("/proc") if sys.platform == "linux" else ()):
        try:
            with open(f"/proc/{pid}/{name}", "rb") as file:
                said = file.read()
        except OSError:  # another user's, or one that has just ended
            continue
        yield int(pid), said


def _kill(call: Callable[[int, int], None], number: int) -> None:
    try:
        call(number, signal.SIGKILL)
    except (ProcessLookupError, PermissionError, OverflowError):
        return


def remove_directory(directory: str) -> None:
    """Remove zmqplay's own directory, if it is this user's, and no link in its place."""
    import shutil

    try:
        found = os.lstat(directory)
    except OSError:
        return
    if stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid():
        shutil.rmtree(directory, ignore_errors=True)


# --- the custodian


def _watch(directory: str, pipe: int) -> None:
    """Wait for the end of zmqplay; unless all is well, remove its directory and what is noted."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    os.chdir("/")
    known = Belongings()
    while said := os.read(0, PIECE):
        known.take(said)
    if not known.is_well:
        for pause_s in DYING_S, 0:
            known.take_rest(pipe)
            known.end_groups()
            time.sleep(pause_s)
        known.outlive_groups()
        known.remove_sockets()
        remove_directory(directory)


if __name__ == "__main__":
    _watch(sys.argv[1], int(sys.argv[2]))
