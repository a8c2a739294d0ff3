"""A pseudo-terminal with a program in it: types keys, and reads the drawing."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Self

ENDING_S = 5.0


class Terminal:
    """Holds both ends. The owner must read, as a terminal does, or the program blocks."""

    def __init__(self, command: Sequence[str], size: tuple[int, int]) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        plain = {
            name: value
            for name, value in os.environ.items()
            if name not in ("NO_COLOR", "COLUMNS", "LINES") and not name.startswith("TEXTUAL")
        }
        self.process = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
            env={**plain, "TERM": "xterm-256color", "COLORTERM": "truecolor"},
        )  # fmt: skip
        os.close(slave)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self._master)

    def read(self, wait_s: float) -> bytes:
        """The bytes drawn within `wait_s`; returns as soon as there are any."""
        if not select.select([self._master], [], [], wait_s)[0]:
            return b""
        try:
            return os.read(self._master, 1 << 16)
        except OSError:  # Linux: the other end is closed
            return b""

    def read_until(self, fact: Callable[[], bool], deadline_s: float) -> bool:
        """Read until `fact` is true; return False after `deadline_s`, or if the program has ended."""
        end = time.monotonic() + deadline_s
        while not fact():
            if time.monotonic() > end or self.process.poll() is not None:
                return fact()
            self.read(0.02)
        return True

    def read_for(self, seconds: float) -> None:
        """Read for `seconds`, and drop the bytes."""
        self.read_until(lambda: False, seconds)

    def answer_ms(self, key: str, deadline_s: float) -> float | None:
        """Type a letter that is nowhere on the screen; return milliseconds until it is drawn, None if too long."""
        typed, drawn, wanted = time.perf_counter(), b"", key.encode()
        os.write(self._master, wanted)
        while time.perf_counter() < typed + deadline_s:
            drawn = drawn[-len(wanted) :] + self.read(deadline_s)
            if wanted in drawn:
                return (time.perf_counter() - typed) * 1e3
        return None

    def quit(self) -> bool:
        """Type ctrl+q; return whether the program has ended."""
        os.write(self._master, b"\x11")
        return self.read_until(lambda: self.process.poll() is not None, ENDING_S)
