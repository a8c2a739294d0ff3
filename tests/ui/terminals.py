"""A program in a pseudo-terminal, and the text on its screen."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

import pyte

DEADLINE_S = 60.0
"""For any fact: as long as a machine may take that is busy with much else."""
END = b"\x00 the program has ended \x00"
"""Is written into the terminal after the program's last byte, and so is read after it."""
PLAY = """
import sys
from tests.ui.fake_source import FakeSource
from functools import partial
from zmqplay.ui import terminal
from zmqplay.patterns import find
class Closing(FakeSource):
    def close(self):
        super().close()
        open(sys.argv[2], "w").close()
status = terminal.open_terminal(Closing, partial(Closing, find(sys.argv[1])) if sys.argv[1] else None)
"""
PLAY_AND_END = f"""{PLAY}
from zmqplay import streams
sys.exit(streams.ended(lambda: status))
"""
"""Ends as zmqplay does: what a terminal that is gone did not take is no failure."""
PLAY_AND_WAIT = f"""
from zmqplay.ui import hang_up
hang_up.PATIENCE_S = 60.0
{PLAY}
import threading
print("the app has ended", flush=True)
input()
left = [thread.name for thread in threading.enumerate() if thread.name.startswith("textual")]
print(left or "no thread is left", flush=True)
sys.exit(status)
"""
"""After the app it waits for Enter, as zmqplay waits for its helpers."""


class PseudoTerminal:
    """Holds both ends of a pseudo-terminal, and reads the drawing of the program in it."""

    def __init__(self, size: tuple[int, int]) -> None:
        self.master, self.slave = pty.openpty()
        self._screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self._screen)
        self.set_size(size)
        self.before = termios.tcgetattr(self.slave)
        self.drawn = bytearray()
        """Every byte that the program has written."""
        self._looked_at = 0

    def run(self, command: Sequence[str], env: dict[str, str]) -> None:
        """Start the program with this pseudo-terminal as its controlling terminal."""
        self.process = subprocess.Popen(
            command, stdin=self.slave, stdout=self.slave, stderr=self.slave, env=env, start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )  # fmt: skip

    def set_size(self, size: tuple[int, int]) -> None:
        """Tell the program another size; `text` goes on to emulate the old one."""
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))

    def do_not_echo(self) -> None:
        """Before the program runs: let `drawn` have nothing but what the program writes, also once it has left."""
        self.before[3] &= ~termios.ECHO
        self.before[0] &= ~termios.IMAXBEL  # the system's own bell for keys that a busy program has not read yet
        termios.tcsetattr(self.slave, termios.TCSANOW, self.before)

    def resize(self, width: int, height: int) -> None:
        """Change the size, as when the user resizes the window."""
        assert self.text
        self._screen.resize(height, width)
        self.set_size((width, height))

    @property
    def text(self) -> str:
        """The text on the screen; emulating the terminal is slow, so this is done only on demand."""
        self._stream.feed(bytes(self.drawn[self._looked_at :]))
        self._looked_at = len(self.drawn)
        return "\n".join(self._screen.display)

    def read(self, wait_s: float = 0.05) -> bytes:
        """Read the bytes that the program has written."""
        if select.select([self.master], [], [], wait_s)[0]:
            with suppress(OSError):  # on Linux: the other end is closed
                data = os.read(self.master, 1 << 16)
                self.drawn += data
                return data
        return b""

    def read_slowly(self, bytes_a_second: int, for_s: float) -> None:
        """Read as slowly as a line of this speed would."""
        end = time.monotonic() + for_s
        piece = bytes_a_second // 50
        while time.monotonic() < end:
            begun = time.monotonic()
            if select.select([self.master], [], [], 0.02)[0]:
                self.drawn += os.read(self.master, piece)
            time.sleep(max(0.0, 0.02 - (time.monotonic() - begun)))  # the line takes that long

    def until(self, fact: Callable[[], object], deadline_s: float = DEADLINE_S) -> None:
        """Read until `fact()` is true; AssertionError after the deadline, or if the program ends before."""
        end = time.monotonic() + deadline_s
        while not fact():
            assert time.monotonic() < end, f"the fact has not come true:\n{self.text}"
            if not self.read() and self.process.poll() is not None:
                self.read_to_end()
                assert fact(), f"the program ended with {self.process.returncode}:\n{self.text}"

    def shows(self, *texts: str, deadline_s: float = DEADLINE_S) -> None:
        """Wait until all of these `texts` are on the screen."""
        self.until(lambda: all(text in self.text for text in texts), deadline_s)

    def type(self, keys: str) -> None:
        """Type `keys`; a surrogate in it is a byte that is no UTF-8 (PEP 383)."""
        os.write(self.master, keys.encode(errors="surrogateescape"))

    def answers(self, keys: str, drawn: bytes, within_s: float) -> None:
        """Type `keys`, and wait until the bytes `drawn` are written; they must be in one style."""
        before = len(self.drawn)
        self.type(keys)
        self.until(lambda: self.drawn.find(drawn, before) >= 0, within_s)

    def ended(self) -> int:
        """Wait for the program's end, and return its exit status."""
        self.until(lambda: self.process.poll() is not None)
        self.read_to_end()
        return self.process.returncode

    def read_to_end(self) -> None:
        """Read all that a program has written which has ended: the system may still be passing that on."""
        while self.read(0):
            pass
        os.write(self.slave, END)
        end = time.monotonic() + DEADLINE_S
        while END not in self.drawn:
            assert time.monotonic() < end, "the terminal does not pass on what was written"
            self.read()
        del self.drawn[self.drawn.rfind(END) :]

    def given_back(self) -> bool:
        """Whether the terminal's modes are as they were before."""
        modes = termios.tcgetattr(self.slave)
        return modes[3] == self.before[3] and b"\x1b[?1049l" in self.drawn and b"\x1b[?25h" in self.drawn

    def hang_up(self) -> None:
        """Close the terminal, as when its window is closed."""
        for descriptor in (self.master, self.slave):
            if descriptor >= 0:
                os.close(descriptor)
        self.master = self.slave = -1


@contextmanager
def terminal_with(
    command: Sequence[str], size: tuple[int, int] = (100, 30), **environment: str
) -> Iterator[PseudoTerminal]:
    """A terminal in which a program runs, for a user who has no settings yet."""
    made = PseudoTerminal(size)
    plain = {name: value for name, value in os.environ.items() if name != "NO_COLOR" and not name.startswith("TEXTUAL")}
    with tempfile.TemporaryDirectory() as home:
        terminal = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "HOME": home, "XDG_CONFIG_HOME": home}
        made.run(command, {**plain, **terminal, **environment})
        try:
            yield made
        finally:
            if made.process.poll() is None:
                os.killpg(made.process.pid, signal.SIGKILL)
            made.process.wait()
            made.hang_up()


@contextmanager
def terminal(pattern: str, closed: str, program: str = PLAY_AND_END) -> Iterator[PseudoTerminal]:
    """A terminal in which the `program` plays; the file `closed` appears when its source is closed."""
    with terminal_with([sys.executable, "-c", program, pattern, closed]) as made:
        yield made
