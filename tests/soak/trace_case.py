"""A case played by `zmqplay trace`: whatever happens to zmqplay or its directory, the programs do as they would alone.

trace exchanging count=300 pause=3 ; !program take SIGSTOP ; wait 4 ; !directory removed ; SIGKILL
"""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import psutil

from tests.soak import exchanging
from tests.soak.command_case import check_outcome
from tests.soak.outside import Outside
from tests.soak.surroundings import Failed, Surroundings, until
from tests.soak.traced import FATAL, ROLES

if TYPE_CHECKING:
    from tests.soak.cases import Case

RESULT_BYTES = 64
"""Room for what a program says of itself, where no larger file may be written: none of ours is as small."""


class TraceCase:
    """One run."""

    def __init__(self, case: Case, surroundings: Surroundings) -> None:
        self._case, self._surroundings = case, surroundings
        place = surroundings.place
        self._out, self._errors, self._procfile = place / "stdout", place / "stderr", place / "Procfile"
        self._results = {role: place / f"{role}.result" for role in ROLES}
        self._count = int(case.setting("count", "100"))
        pause = case.setting("pause", "1")
        words = (f"{sys.executable} {exchanging.__file__} {{}} ipc://{place}/a {{}} {self._count} {pause}",)
        lines = [f"{role}: {words[0].format(role, result)}\n" for role, result in self._results.items()]
        self._procfile.write_text("".join(lines))
        self._is_harmed = False

    def play(self) -> None:
        """Play it from start to end; raise Failed if something is not as it should be."""
        command = [sys.executable, "-m", "zmqplay", "trace", "--json", "-f", str(self._procfile)]
        with self._out.open("wb") as out, self._errors.open("wb") as errors:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL, stdout=out, stderr=errors, env=self._surroundings.environment,
                cwd=self._surroundings.work, start_new_session=True,
            )  # fmt: skip
        self._outside = Outside(self._surroundings, self._process.pid, str(self._case))
        try:
            self._happen()
            until(self._is_over, lambda: f"it has not ended: {self._said()}")
            self._check_programs()
        finally:
            if self._process.poll() is None:
                self._process.kill()
                self._process.wait()
        self._check()

    # --- what happens

    def _happen(self) -> None:
        if start := self._case.signal_at:
            self._until(lambda: len(self._outside.family()) + 1 >= start[1])
            self._process.send_signal(signal.Signals[start[0]])
            return
        self._until(lambda: all(result.exists() for result in self._results.values()))
        for words in map(str.split, self._case.steps):
            if words[0] == "wait":
                left = iter(range(int(words[1])))
                self._until(lambda left=left: next(left, None) is None)  # type: ignore[misc]
            elif words[0] == "!program":
                self._do_to_program(words[1], words[2])
            elif not self._is_over() and (words[0] != "!disk" or self._surroundings.is_small):
                self._outside.act(words)
        for program in self._programs():
            with suppress(psutil.Error):
                program.resume()
        if self._case.end.startswith("SIG"):
            self._process.send_signal(signal.Signals[self._case.end])
        elif self._is_harmed:  # the other one waits for ever
            self._process.send_signal(signal.SIGINT)
        self._process.send_signal(signal.SIGCONT)

    def _do_to_program(self, role: str, what: str) -> None:
        for program in self._programs(role):
            with suppress(psutil.Error):
                if what == "no-size":
                    program.rlimit(psutil.RLIMIT_FSIZE, (RESULT_BYTES, psutil.RLIM_INFINITY))
                else:
                    self._is_harmed |= what in FATAL
                    program.send_signal(signal.Signals[what])

    def _programs(self, role: str = "") -> list[psutil.Process]:
        """The programs, and their children, also those whose zmqplay is gone."""
        found = []
        for process in self._surroundings.processes():
            with suppress(psutil.Error):
                words = process.cmdline()
                if exchanging.__file__ in words and (not role or role in words):
                    found.append(process)
        return found

    def _until(self, fact: Callable[[], object]) -> None:
        until(lambda: self._is_over() or fact(), lambda: f"not in time: {self._said()}")

    def _is_over(self) -> bool:
        return self._process.poll() is not None

    def _said(self) -> str:
        return self._errors.read_text(errors="replace")[-3_000:]

    # --- how it was

    def _check_programs(self) -> None:
        """Each program has done what it does alone; or was ended, by the case or by a zmqplay that was told to end."""
        right = {"take": f"all {self._count}", "send": "child ended 0"}
        is_cut_short = self._is_harmed or bool(self._case.signal_at)
        until(lambda: self._are_over(is_cut_short), lambda: f"they do not end: {self._how()}")
        if is_cut_short:
            return
        is_told = self._case.end.startswith("SIG") and self._case.end != "SIGKILL"
        allowed = {"KeyboardInterrupt", "begun"} if is_told else set()
        for role, how in self._how().items():
            if how not in {right[role], *allowed} and not (is_told and how.startswith("child ended")):
                raise Failed(f"{role} has not done what it does alone: {how!r}; zmqplay says {self._said()!r}")

    def _how(self) -> dict[str, str]:
        return {role: result.read_text() if result.exists() else "" for role, result in self._results.items()}

    def _are_over(self, is_cut_short: bool) -> bool:
        """Whether all programs have ended; those whose zmqplay cannot end them are ended, also one that just starts."""
        programs = self._programs()
        for program in programs if is_cut_short and self._case.end.startswith("SIGKILL") else ():
            with suppress(psutil.Error):
                program.kill()
        return not programs

    def _check(self) -> None:
        status, said, printed = self._process.returncode, self._said(), self._out.read_text(errors="replace")
        if "Traceback" in said or "Exception ignored" in said:
            raise Failed(f"a traceback on stderr: {said}")
        name = self._case.end.partition("@")[0] if self._case.end.startswith("SIG") else ""
        number = signal.Signals[name or "SIGINT"]
        allowed = {128 + number, -number, 0} if name or self._is_harmed else {0}
        allowed |= {1} if self._is_harmed and "not by zmqplay" in said else set()  # before it was told to end
        if status not in allowed and not (status == 1 and self._case.does("!disk", "!directory")):
            raise Failed(f"exit status {status} after {self._case.end}: {said}")
        if printed.strip():
            self._check_outcome(json.loads(printed))
        if name == "SIGKILL":  # what it has made can be removed by nobody
            for left in self._surroundings.temporary.glob("zmqplay-trace-*"):
                shutil.rmtree(left, ignore_errors=True)

    def _check_outcome(self, outcome: dict[str, Any]) -> None:
        check_outcome(outcome)
        is_starved = self._is_harmed or self._case.does(
            "!disk", "!directory", "!program take no-size", "!program send no-size"
        )
        totals = outcome["totals"]
        if self._case.end == "time" and not is_starved and totals["delivered"] != self._count:
            raise Failed(f"{self._count} were sent and taken, and told are {totals}")
        if totals["lost"] and not self._is_harmed and self._case.end == "time" and not is_starved:
            raise Failed(f"nothing was lost, and told are {totals}")
