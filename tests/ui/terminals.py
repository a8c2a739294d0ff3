"""A program in a pseudo-terminal, and what stands on its screen."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pyte

DEADLINE_S = 20.0
PLAY = """
import sys
from tests.ui.fake_session import FakeSession
from zmqplay.ui import terminal
why = terminal.refusal()
if why:
    sys.exit(why)
from zmqplay.patterns import find
from zmqplay.ui.app import run
class Closing(FakeSession):
    def close(self):
        super().close()
        open(sys.argv[2], "w").close()
sys.exit(run(Closing, find(sys.argv[1]) if sys.argv[1] else None))
"""


class Terminal:
    """Runs `PLAY` in a terminal of a size, and reads what it draws."""

    def __init__(self, master: int, slave: int, process: subprocess.Popen[bytes], size: tuple[int, int]) -> None:
        self.master, self.slave, self.process = master, slave, process
        self._screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self._screen)
        self.drawn = b""
        self.before = termios.tcgetattr(slave)

    @property
    def text(self) -> str:
        return "\n".join(self._screen.display)

    def read(self, wait_s: float = 0.05) -> None:
        """Take what was drawn."""
        if select.select([self.master], [], [], wait_s)[0]:
            try:
                data = os.read(self.master, 1 << 16)
            except OSError:
                return
            self.drawn += data
            self._stream.feed(data)

    def until(self, fact: Callable[[], object]) -> None:
        """Read until the fact is true; AssertionError after the deadline."""
        end = time.monotonic() + DEADLINE_S
        while not fact():
            assert time.monotonic() < end, f"the fact has not come true:\n{self.text}"
            self.read()

    def type(self, keys: str) -> None:
        os.write(self.master, keys.encode())

    def ended(self) -> int:
        """Wait for its end, and give the exit status."""
        self.until(lambda: self.process.poll() is not None)
        self.read(0)
        return self.process.returncode


@contextmanager
def terminal(pattern: str, closed: str, size: tuple[int, int] = (100, 30)) -> Iterator[Terminal]:
    """A terminal in which the screen is open; the file `closed` appears when the session is closed."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
    env = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    process = subprocess.Popen(
        [sys.executable, "-c", PLAY, pattern, closed], stdin=slave, stdout=slave, stderr=slave, env=env,
        start_new_session=True, preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    )  # fmt: skip
    made = Terminal(master, slave, process, size)
    try:
        yield made
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for descriptor in (made.master, made.slave):
            if descriptor >= 0:
                os.close(descriptor)
