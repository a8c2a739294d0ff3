"""Whatever fails while a pattern is played: nothing is left, nothing hangs, and what is said is true.

ZMQPLAY_FAULTS=500 ZMQPLAY_SEED=7 python -m pytest tests/soak/test_faults.py
ZMQPLAY_FAULT=7:31 python -m pytest tests/soak/test_faults.py                     one case again, or one of your own:
ZMQPLAY_FAULT='run push-pull ; kill worker-1 ; time' python -m pytest tests/soak/test_faults.py
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from tests.soak.cases import KINDS, Case, draw
from tests.soak.kept import KEPT
from tests.soak.surroundings import DEADLINE_S, ROOT

SEED = int(os.environ.get("ZMQPLAY_SEED", "20261126"))
FAULTS = int(os.environ.get("ZMQPLAY_FAULTS", "40"))
JOBS = int(os.environ.get("ZMQPLAY_FAULT_JOBS", str(2 * (os.cpu_count() or 1))))
"""Cases that are played at the same time: each waits most of its time."""
ALONE = os.environ.get("ZMQPLAY_FAULT", "")


def wanted() -> dict[str, str]:
    """The line of each case, by its name: its seed and number, or itself."""
    if ALONE:
        seed, _, number = ALONE.partition(":")
        return {ALONE: str(draw(int(seed), int(number)))} if seed.isdecimal() else {ALONE: ALONE}
    drawn = {f"{SEED}:{number}": str(draw(SEED, number)) for number in range(FAULTS)}
    return {line: line for line in KEPT} | drawn


pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="what is left is found in proc(5)")


class Outcome(NamedTuple):
    """How one case went."""

    how: str
    why: str


class Played:
    """All cases, played side by side by one program; each test waits for the outcome of its own."""

    def __init__(self, lines: list[str]) -> None:
        self._rounds = -(-len(lines) // JOBS)
        self._outcomes: dict[str, Outcome] = {}
        self._arrived = threading.Condition()
        command = [sys.executable, "-m", "tests.soak.side_by_side", str(JOBS)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        self._program = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment
        )
        self._reader = threading.Thread(target=self._read, args=("\n".join(dict.fromkeys(lines)),))
        self._reader.start()

    def _read(self, lines: str) -> None:
        assert self._program.stdin
        assert self._program.stdout
        self._program.stdin.write(lines)
        self._program.stdin.close()
        for line in self._program.stdout:
            told = json.loads(line)
            with self._arrived:
                self._outcomes[told["case"]] = Outcome(told["how"], told["why"])
                self._arrived.notify_all()
        self._program.stdout.close()

    def outcome(self, line: str) -> Outcome:
        """Wait for the outcome of a case."""
        with self._arrived:
            in_time = self._arrived.wait_for(lambda: line in self._outcomes, 2 * DEADLINE_S * self._rounds)
            assert in_time, "the program that plays the cases does not go on"
            return self._outcomes[line]

    def close(self) -> None:
        """End the program, with what it still plays."""
        self._program.terminate()
        self._program.wait()
        self._reader.join()


@pytest.fixture(scope="module")
def played(request: pytest.FixtureRequest) -> Iterator[Played]:
    """The cases of the tests that were selected."""
    items = (item for item in request.session.items if isinstance(item, pytest.Function) and hasattr(item, "callspec"))
    cases = Played([str(item.callspec.params["line"]) for item in items if item.function is WHATEVER])
    yield cases
    cases.close()


@pytest.mark.parametrize("line", [pytest.param(line, id=name) for name, line in wanted().items()])
def test_whatever_fails_nothing_is_left_nothing_hangs_and_what_is_said_is_true(line: str, played: Played) -> None:
    outcome = played.outcome(line)
    assert outcome.how == "passed", f"{line}\n{outcome.why}"


WHATEVER = test_whatever_fails_nothing_is_left_nothing_hangs_and_what_is_said_is_true


def test_a_case_is_the_same_each_time_and_its_line_says_all_of_it() -> None:
    cases = [draw(SEED, number) for number in range(400)]
    assert cases == [draw(SEED, number) for number in range(400)]
    assert cases == [Case.parse(str(case)) for case in cases]
    assert [Case.parse(line) for line in KEPT]


def test_the_cases_of_a_seed_cover_each_kind_of_fault() -> None:
    cases = [draw(SEED, number) for number in range(500)]
    words = Counter(word for case in cases for step in case.steps for word in step.split())
    assert {case.kind for case in cases} == set(KINDS)
    assert {"!helper", "!self", "!node", "!directory", "!disk", "!clock", "!stranger", "kill", "freeze"} <= set(words)
    assert {"fork", "program", "deaf", "raise", "hold", "no-newline", "close-all", "fork-server"} <= set(words)
    assert {case.end.partition("@")[0] for case in cases} >= {"SIGKILL", "SIGTERM", "SIGHUP", "hang-up", "ctrl+q"}
    assert any(case.signal_at for case in cases)
