"""A case played by `zmqplay run` as a user starts it: its exit status, its JSON and its sentences are checked."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from tests.soak.cases import Case
from tests.soak.outside import Outside
from tests.soak.surroundings import Failed, Surroundings, until

STEP_S = 0.15
"""Between two commands of `--at`."""
ENDING = ("kill", "stop", "fail", "restart", "nodes", "wire", "bind", "option")


class CommandCase:
    """One run."""

    def __init__(self, case: Case, surroundings: Surroundings) -> None:
        self._case, self._surroundings = case, surroundings
        self._out, self._errors = surroundings.place / "stdout", surroundings.place / "stderr"
        self._was_over = False
        """The run, which takes a third of a second, was over before a busy machine let the signal be sent."""

    def play(self) -> None:
        """Play it from start to end; raise Failed if something is not as it should be."""
        command = [sys.executable, "-m", "zmqplay", "run", *arguments_of(self._case, self._surroundings)]
        if files := self._case.setting("files"):
            command = ["sh", "-c", f'ulimit -n {files}; exec "$@"', "sh", *command]
        with self._out.open("wb") as out, self._errors.open("wb") as errors:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL, stdout=out, stderr=errors, env=self._surroundings.environment,
                cwd=self._surroundings.work, start_new_session=True,
            )  # fmt: skip
        self._outside = Outside(self._surroundings, self._process.pid, str(self._case))
        try:
            self._happen()
            until(self._is_over, lambda: f"it has not ended: {self._stuck()}")
        finally:
            if self._process.poll() is None:
                self._process.kill()
                self._process.wait()
        self._check()

    def _happen(self) -> None:
        """Do what comes from outside, once the nodes are there."""
        if start := self._case.signal_at:
            self._until(lambda: len(self._outside.family()) + 1 >= start[1])
            self._was_over = self._is_over()
            self._process.send_signal(signal.Signals[start[0]])
            return
        count = sum(self._case.counts.values())
        self._until(lambda: len(self._outside.nodes()) >= count)
        for step in self._case.steps:
            self._do(step.split())
        if self._case.end.startswith("SIG"):
            self._process.send_signal(signal.Signals[self._case.end])
        self._process.send_signal(signal.SIGCONT)

    def _do(self, words: list[str]) -> None:
        if words[0] == "wait":
            left = iter(range(int(words[1])))
            self._until(lambda: next(left, None) is None)
        elif words[0].startswith("!") and not self._is_over():
            self._outside.act(words)

    def _until(self, fact: Callable[[], object]) -> None:
        until(lambda: self._is_over() or fact(), lambda: f"not in time: {self._stuck()}")

    def _is_over(self) -> bool:
        return self._process.poll() is not None

    def _stuck(self) -> str:
        """Where it stands: faulthandler tells that on SIGABRT."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGCONT)
            self._process.send_signal(signal.SIGABRT)
            self._process.wait(10)
        return self._errors.read_text(errors="replace")[-3_000:]

    def _check(self) -> None:
        status, said = self._process.returncode, self._errors.read_text(errors="replace")
        if "Traceback" in said or "Error in" in said or "Exception ignored" in said:
            raise Failed(f"a traceback on stderr: {said[-3_000:]}")
        printed = self._out.read_text(errors="replace")
        outcome = json.loads(printed) if printed.strip() else None
        name = self._case.end.partition("@")[0]
        if name.startswith("SIG"):
            number = signal.Signals[name]
            # the system may have refused the run before the signal came
            is_refused = status == 1 and self._case.is_starved and said.startswith("zmqplay: ")
            is_over = (self._case.end == name or self._was_over) and status in (0, 1)
            if status not in (128 + number, -number) and not (is_refused or is_over):
                raise Failed(f"exit status {status} after {name}: {said}")
        else:
            self._check_status(status, said, outcome)
        if outcome is not None:
            check_outcome(outcome)

    def _check_status(self, status: int, said: str, outcome: dict[str, Any] | None) -> None:
        """0 if it did what was asked; 1, with a sentence, if something failed."""
        if status not in (0, 1) or (status == 1 and not said.startswith("zmqplay: ")):
            raise Failed(f"exit status {status}, which says {said!r}")
        if outcome is None:
            if status == 0 or not self._case.is_starved:
                raise Failed(f"nothing is printed, exit status {status}: {said!r}")
            return
        undone = [each["command"] for each in outcome["commands"] if not each["done"]]
        ended = {word for step in self._case.steps if step.startswith(ENDING) for word in step.split()[1:]}
        dead = [each["name"] for each in outcome["nodes"] if each["error"] and each["name"] not in ended]
        if status == 0 and (undone or dead):
            raise Failed(f"exit status 0 though {undone or dead} failed: {said!r}")
        if status == 1 and not (undone or said):
            raise Failed(f"exit status 1 for no reason: {said!r}")


def arguments_of(case: Case, surroundings: Surroundings) -> list[str]:
    """The arguments of `run`: the settings, and each command at its time."""
    words = [case.argument, "--json"]
    for setting in case.settings:
        name, _, value = setting.partition("=")
        if name == "size":
            words += ["--size", value]
        elif name not in ("at", "files"):
            words += ["--option" if "." in name else "--nodes", setting]
    for wire in case.played.wires:
        where = f"ipc://{surroundings.work}/{wire.name}" if case.setting("at") == "ipc" else "tcp://127.0.0.1:*"
        words += ["--endpoint", f"{wire.name}={where}"]
    commands = [step for step in case.steps if not step.startswith(("!", "wait"))]
    for number, command in enumerate(commands):
        words += ["--at", f"{STEP_S * (number + 1):.2f}:{command}"]
    return [*words, "--rate", "50", "--seconds", f"{STEP_S * (len(commands) + 2):.2f}"]


def check_outcome(outcome: dict[str, Any]) -> None:
    """The printed figures add up, and no link delivers more than its sender sent."""
    totals = outcome["totals"]
    if totals["expected"] != totals["delivered"] + totals["in_flight"] + totals["lost"]:
        raise Failed(f"the ledger does not add up: {totals}")
    if totals["lost"] != sum(outcome["lost_by_reason"].values()):
        raise Failed(f"losses without a reason: {totals} {outcome['lost_by_reason']}")
    sent = {node["name"]: sum(each["sent"]["messages"] for each in node["sockets"]) for node in outcome["nodes"]}
    for link in outcome["links"]:
        if link["delivered"] is not None and link["delivered"] > sent[link["from"]]:
            raise Failed(f"more is delivered than was sent: {link}")
