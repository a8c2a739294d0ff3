"""Plays cases side by side: a line of standard input is a case, a line of standard output how one went.

Each case has a process of its own, forked from this one, which has imported what a session needs and has made no
thread, no socket and no file. The process of a case judges it; a session is played by a further child of it.
"""

from __future__ import annotations

import faulthandler
import json
import os
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from typing import NoReturn

import zmqplay.session.session  # noqa: F401  # what each session would import
from tests.soak import session_case, stepped_clock
from tests.soak.cases import Case
from tests.soak.command_case import CommandCase
from tests.soak.screen_case import ScreenCase
from tests.soak.surroundings import Failed, Surroundings, until
from tests.soak.trace_case import TraceCase

PASSED, FAILED = "passed", "failed"


def play(case: Case) -> tuple[str, str]:
    """Play one case, and look at what it leaves: how it went, and why."""
    surroundings = Surroundings(small_disk=case.does("!disk"), clock=case.does("!clock"))
    try:
        PLAYERS[case.kind](case, surroundings)
        surroundings.check_left()
    except Failed as failure:
        return FAILED, f"{failure}\n{surroundings.caught}".strip()
    except Exception:  # a fault of the test itself is a failure too
        return FAILED, traceback.format_exc()
    finally:
        surroundings.close()
    return PASSED, ""


def _play_session(case: Case, surroundings: Surroundings) -> None:
    """Let a child play the session, and wait for its end."""
    errors = surroundings.place / "stderr"
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _be_session(case, surroundings, writing)
    os.close(writing)
    ended: list[int] = []

    def is_over() -> bool:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            ended.append(os.waitstatus_to_exitcode(status))
        return bool(pid)

    try:
        until(is_over, lambda: _stack(child, errors))
    finally:
        if not ended:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
    said = errors.read_text(errors="replace")
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read().decode(errors="replace")
    if told or said or ended != [0]:
        raise Failed(f"{told} {said[-3_000:]} exit status {ended[0]}".strip())


PLAYERS: dict[str, Callable[[Case, Surroundings], None]] = {
    "session": _play_session,
    "run": lambda case, surroundings: CommandCase(case, surroundings).play(),
    "screen": lambda case, surroundings: ScreenCase(case, surroundings).play(),
    "trace": lambda case, surroundings: TraceCase(case, surroundings).play(),
}


def _stack(child: int, errors: os.PathLike[str]) -> str:
    """Where the session stands."""
    os.kill(child, signal.SIGUSR1)
    until(lambda: os.stat(errors).st_size, lambda: "it does not even tell where it stands", 10)
    with open(errors, errors="replace") as file:
        return f"it has not ended: {file.read()[-3_000:]}"


def _be_session(case: Case, surroundings: Surroundings, telling: int) -> NoReturn:
    """Be a program of its own that plays the session; tell what it raised, and end as Python ends."""
    os.setsid()
    os.environ.clear()
    os.environ.update(surroundings.environment)
    os.chdir(surroundings.work)
    tempfile.tempdir = None
    if surroundings.clock:
        stepped_clock.install(str(surroundings.clock))
    errors = os.open(surroundings.place / "stderr", os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    os.dup2(errors, 1)
    os.dup2(errors, 2)
    os.close(errors)
    faulthandler.register(signal.SIGUSR1, file=2, all_threads=True)
    try:
        session_case.play(case, surroundings)
    except BaseException:  # whatever it is, the process that judges reads it
        os.write(telling, traceback.format_exc().encode()[-8_000:])
    sys.exit(0)


class SideBySide:
    """Plays some cases at the same time, each in a child process."""

    def __init__(self, tell: Callable[[str, str, str, float], None]) -> None:
        self._tell = tell
        self._running: dict[int, tuple[str, int, float]] = {}

    def play(self, lines: list[str], most: int) -> None:
        """Play all, `most` of them at the same time."""
        for line in lines:
            while len(self._running) >= most:
                self._wait()
            self._start(line)
        while self._running:
            self._wait()

    def _start(self, line: str) -> None:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            os.write(writing, json.dumps(play(Case.parse(line))).encode()[-30_000:])
            os._exit(0)
        os.close(writing)
        self._running[child] = line, reading, time.monotonic()

    def _wait(self) -> None:
        child, _ = os.wait()
        line, reading, begun = self._running.pop(child)
        with os.fdopen(reading, "rb") as pipe:
            told = pipe.read()
        how, why = json.loads(told) if told else (FAILED, "its judge has died")
        self._tell(line, how, why, time.monotonic() - begun)


def main() -> None:
    """Read all cases, and play them."""

    def tell(line: str, how: str, why: str, seconds: float) -> None:
        print(json.dumps({"case": line, "how": how, "why": why, "seconds": round(seconds, 2)}), flush=True)

    SideBySide(tell).play(sys.stdin.read().splitlines(), int(sys.argv[1]))


if __name__ == "__main__":
    main()
