"""The screen under the monkey, in a pseudo-terminal: nothing foreign is drawn, and it ends as any program should."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import psutil

from tests.soak.cases import COUNTING
from tests.soak.emitted import Emitted
from tests.soak.monkey import HOSTILE_FILE, Action
from tests.soak.screen_case import LIVE, MODES
from tests.soak.surroundings import DEADLINE_S, Failed, Surroundings
from tests.ui.hostile import HOSTILE
from tests.ui.terminals import PseudoTerminal
from zmqplay.ui.dialogs.too_small import too_small

QUIET_S = 0.02
"""An action is answered when the program has written nothing for so long; it draws every 33 ms under traffic."""
ANSWER_S = 0.4
"""An action that is not answered by then may have no answer, such as the first half of a key."""
START, END = b"\x1b[200~", b"\x1b[201~"
"""The marks of a paste."""
COUNTING_FILE = Path(__file__).with_name("counting.py")


class MonkeyCase:
    """One pattern in one theme; it is started again when a key has ended it."""

    def __init__(self, pattern: str, theme: str, surroundings: Surroundings) -> None:
        self._pattern, self._theme, self._surroundings = pattern, theme, surroundings
        self.done: list[Action] = []
        """All actions so far, also those before a new start."""
        self._size = (120, 36)

    def play(self, actions: Iterable[Action], until: float) -> None:
        """Do the actions until this moment of the monotonic clock; raise Failed if something is not as it should be."""
        (self._surroundings.work / HOSTILE_FILE).write_bytes(b"".join(HOSTILE)[:3_000])
        self._start()
        try:
            for action in actions:
                if time.monotonic() > until:
                    break
                if self._is_over():
                    self._check_end("q")
                    self._start()
                self._do(action)
            self._end()
        finally:
            if not self._is_over():
                self._shown.process.kill()
                self._shown.process.wait()
            self._shown.hang_up()
        for file in self._surroundings.work.iterdir():  # saved messages and screenshots
            file.unlink()
        self._surroundings.check_left()

    def _start(self) -> None:
        environment = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
        argument = f"{COUNTING_FILE}:{self._pattern}" if self._pattern in COUNTING else self._pattern
        os.chdir(self._surroundings.work)
        self._shown, self._emitted, self._checked = PseudoTerminal(self._size), Emitted(), 0
        self._shown.do_not_echo()
        self._shown.run(
            [sys.executable, "-m", "zmqplay", argument, "--theme", self._theme],
            self._surroundings.environment | environment,
        )
        begun = b"zmqplay needs" if too_small(*self._size) else LIVE
        self._until(lambda: begun in self._shown.drawn)

    def _do(self, action: Action) -> None:
        self.done.append(action)
        if action.what == "size":
            self._size = action.size
            self._shown.set_size(action.size)
        else:
            with suppress(OSError):  # it has just ended
                os.write(self._shown.master, action.typed)
        self._answered()

    def _answered(self) -> None:
        """Read until it is quiet; a program that has suspended itself, as ctrl+z does, is resumed as by a shell."""
        end = time.monotonic() + ANSWER_S
        has_answered = False
        while time.monotonic() < end and not self._is_over():
            data = self._shown.read(QUIET_S)
            if not data and has_answered:
                break
            has_answered = has_answered or bool(data)
        with suppress(psutil.Error):
            if not self._is_over() and psutil.Process(self._shown.process.pid).status() == psutil.STATUS_STOPPED:
                self._shown.process.send_signal(signal.SIGCONT)
        self._check_drawn()

    def _end(self) -> None:
        if not self._is_over():
            self._answered()  # a half of a key is over by then
            with suppress(OSError):
                os.write(self._shown.master, (END if self._is_pasting() else b"") + b"\x11")
        self._until(self._is_over)
        self._check_end("ctrl+q")

    def _is_pasting(self) -> bool:
        """Whether the time was over within a paste: a terminal ends each, and until then all is text."""
        typed = b"".join(action.typed for action in self.done)
        return typed.rfind(START) > typed.rfind(END)

    def _is_over(self) -> bool:
        return self._shown.process.poll() is not None

    def _until(self, fact: object) -> None:
        try:
            self._shown.until(fact, DEADLINE_S)  # type: ignore[arg-type]
        except AssertionError as error:
            raise Failed(str(error)) from None

    def _check_drawn(self) -> None:
        self._emitted.feed(bytes(self._shown.drawn[self._checked :]))
        self._checked = len(self._shown.drawn)

    def _check_end(self, how: str) -> None:
        """The program has ended by a key: with status 0, without a traceback, and the terminal is as it was."""
        while self._shown.read(0):
            pass
        self._check_drawn()
        drawn, status = self._shown.drawn, self._shown.process.returncode
        if status == -signal.SIGQUIT and b"\x1c" in self.done[-1].typed:
            return  # ctrl+\ came when the terminal was the shell's again, which ends any program
        said = bytes(drawn[max(0, drawn.rfind(b"\x1b[?1049l")) :]).decode(errors="replace")[-3_000:]
        if status or "Traceback" in said:
            raise Failed(f"exit status {status} after {how}: {said}")
        if not self._shown.given_back():
            raise Failed("the terminal's modes are not as they were")
        for on, off in MODES.items():
            if drawn.rfind(on) > drawn.rfind(off):
                raise Failed(f"{on!r} was not taken back")
