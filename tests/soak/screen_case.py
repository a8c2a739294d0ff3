"""A case played on the real screen, in a pseudo-terminal: the terminal is to be as it was, however it ends."""

from __future__ import annotations

import os
import signal
import sys
import termios
from collections.abc import Callable

from tests.soak.cases import Case
from tests.soak.outside import Outside
from tests.soak.surroundings import DEADLINE_S, Failed, Surroundings
from tests.ui.terminals import PseudoTerminal

LIVE = "● live".encode()
MODES = {b"\x1b[?1049h": b"\x1b[?1049l", b"\x1b[?25l": b"\x1b[?25h", b"\x1b[?1000h": b"\x1b[?1000l"}
"""The alternate screen, the hidden cursor, the mouse: each with what takes it back."""
SIZE = (110, 32)
STATUS = {"ctrl+q": 0, "hang-up": 129}


class ScreenCase:
    """One screen."""

    def __init__(self, case: Case, surroundings: Surroundings) -> None:
        self._case, self._surroundings = case, surroundings
        self._shown = PseudoTerminal(SIZE)

    def play(self) -> None:
        """Play it from start to end; raise Failed if something is not as it should be."""
        environment = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
        os.chdir(self._surroundings.work)
        self._before = termios.tcgetattr(self._shown.slave)
        self._shown.run(
            [sys.executable, "-m", "zmqplay", self._case.argument], self._surroundings.environment | environment
        )
        self._pid = self._shown.process.pid
        self._outside = Outside(self._surroundings, self._pid, str(self._case))
        try:
            self._happen()
            self._until(self._is_over, "it has not ended")
        finally:
            if not self._is_over():
                self._shown.process.kill()
                self._shown.process.wait()
        self._check()

    def _happen(self) -> None:
        if start := self._case.signal_at:
            self._until(lambda: self._is_over() or len(self._outside.family()) + 1 >= start[1], "it does not start")
            self._signal(start[0])
            return
        self._until(lambda: LIVE in self._shown.drawn, "it is not live")
        for step in self._case.steps:
            self._do(step.split())
            self._read()
        self._signal("SIGCONT")
        self._end()

    def _do(self, words: list[str]) -> None:
        if words[0] == "wait":
            for _ in range(int(words[1])):
                self._read()
        elif words[0].startswith("!"):
            self._outside.act(words)
        else:
            self._shown.type(f"/{' '.join(words)}\r")

    def _end(self) -> None:
        if self._case.end == "ctrl+q":
            self._shown.type("\x11")
        elif self._case.end == "hang-up":
            self._shown.hang_up()
        else:
            self._signal(self._case.end)

    def _signal(self, name: str) -> None:
        if not self._is_over():
            self._shown.process.send_signal(signal.Signals[name])

    def _is_over(self) -> bool:
        return self._shown.process.poll() is not None

    def _read(self) -> None:
        if self._shown.master >= 0:
            self._shown.read(0.02)

    def _until(self, fact: Callable[[], object], why: str) -> None:
        try:
            self._shown.until(fact, DEADLINE_S) if self._shown.master >= 0 else self._wait(fact)
        except AssertionError as error:
            drawn = "\n".join(line.rstrip() for line in str(error).splitlines() if line.strip())
            raise Failed(f"{why}: {drawn}") from None

    def _wait(self, fact: Callable[[], object]) -> None:
        """Without a terminal to read, only the end of the program can be waited for."""
        self._shown.process.wait(DEADLINE_S)
        assert fact()

    def _check(self) -> None:
        status, name = self._shown.process.returncode, self._case.end.partition("@")[0]
        wanted = {STATUS[name]} if name in STATUS else {128 + signal.Signals[name], -signal.Signals[name]}
        if self._shown.master >= 0:
            self._shown.read_to_end()
        said = self._said()
        if status not in wanted:
            raise Failed(f"exit status {status} after {name}: {said}")
        if "Traceback" in said or "Error in" in said or "Exception ignored" in said:
            raise Failed(f"a traceback: {said}")
        if b"\x1b]0;owned" in self._shown.drawn:
            raise Failed("what a node printed has reached the terminal")
        if name not in ("SIGKILL", "hang-up"):
            self._check_terminal()
        self._shown.hang_up()

    def _said(self) -> str:
        """What was written after the screen was left."""
        drawn = bytes(self._shown.drawn)
        return drawn[max(0, drawn.rfind(b"\x1b[?1049l")) :].decode(errors="replace")[-3_000:]

    def _check_terminal(self) -> None:
        if termios.tcgetattr(self._shown.slave) != self._before:
            raise Failed("the terminal's modes are not as they were")
        for on, off in MODES.items():
            if self._shown.drawn.rfind(on) > self._shown.drawn.rfind(off):
                raise Failed(f"{on!r} was not taken back")
