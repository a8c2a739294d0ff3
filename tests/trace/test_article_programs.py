"""The article's ten programs run in pairs under `zmqplay trace` as they do by themselves, and both ends agree."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.article import PAIRS, Pair
from tests.trace.sources import free_port
from tests.trace.tracing import DEADLINE_S, FRAME_S, base
from zmqplay.trace import cutting

UNHEARD_S = 5.0
"""A signal that has not ended a program by then was not heard."""
PYZMQS = re.compile(r'  File "(?:zmq/backend/cython|.*/site-packages/zmq/sugar)/.*')
"""Lines of pyzmq in a traceback, and the code that follows one: it is called to receive frames, and bytes untraced."""


@pytest.fixture(params=PAIRS)
def pair(request: pytest.FixtureRequest, tmp_path: Path) -> Pair:
    """Two programs, each written to a file."""
    pair, port = PAIRS[request.param], free_port()
    for name, text in pair.programs.items():
        (tmp_path / f"{name}.py").write_text(text.replace("{port}", str(port)))
    return pair


def commands(pair: Pair, tmp_path: Path) -> list[str]:
    return [f"{sys.executable} -u {tmp_path}/{name}.py" for name in pair.programs]


def until(is_so: Callable[[], object], what: Callable[[], object]) -> None:
    end_s = time.monotonic() + DEADLINE_S
    while not is_so():
        assert time.monotonic() < end_s, what()
        time.sleep(FRAME_S)


def have_printed(pair: Pair, outputs: list[Path]) -> bool:
    """Whether each program has printed all that it prints before the pair is ended."""
    lines = [path.read_text().count("\n") if path.exists() else -1 for path in outputs]
    return len(lines) == len(pair.prints) and all(map(int.__ge__, lines, pair.prints.values()))


def untraced(pair: Pair, tmp_path: Path) -> dict[str, tuple[int, list[str]]]:
    """The exit status and the output of each program."""
    outputs = [tmp_path / f"{name}.output" for name in pair.programs]
    programs = []
    for command, output in zip(commands(pair, tmp_path), outputs, strict=True):
        with output.open("w") as file:
            programs.append(subprocess.Popen(command.split(), stdout=file, stderr=file, env=base()))
    try:
        until(lambda: have_printed(pair, outputs), lambda: [path.read_text() for path in outputs])
        for program, is_endless in zip(programs, endless(pair), strict=True):
            if is_endless:
                until(partial(rests, program.pid), program.poll)
                interrupt(program)
        statuses = [program.wait(DEADLINE_S) for program in programs]
    finally:
        for program in programs:
            program.kill()
            program.wait()
    return {
        name: (status, output.read_text().splitlines())
        for name, status, output in zip(pair.programs, statuses, outputs, strict=True)
    }


def rests(pid: int) -> bool:
    """Whether a program waits in a call, and so is interrupted there: its main thread has slept for a whole frame."""
    program = psutil.Process(pid)
    before = program.num_ctx_switches()
    time.sleep(FRAME_S)
    return program.status() == psutil.STATUS_SLEEPING and program.num_ctx_switches() == before


def interrupt(program: subprocess.Popen[bytes]) -> None:
    """End a program by SIGINT; Python does not hear one that comes just before the call in which it waits."""
    end_s = time.monotonic() + DEADLINE_S
    while program.poll() is None and time.monotonic() < end_s:
        program.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            program.wait(UNHEARD_S)


def endless(pair: Pair) -> list[bool]:
    """Which of the programs do not end by themselves."""
    return ["while True" in text for text in pair.programs.values()]


def programs_of(zmqplay: int) -> list[psutil.Process]:
    """The programs that zmqplay traces and that run."""
    found = []
    for child in psutil.Process(zmqplay).children():
        with suppress(psutil.NoSuchProcess):  # it has just ended
            if cutting.__file__ not in child.cmdline():
                found.append(child)
    return found


def traced(pair: Pair, tmp_path: Path) -> dict[str, Any]:
    """What `zmqplay trace --json` prints, after it was interrupted where a program does not end by itself."""
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    arguments = [sys.executable, "-m", "zmqplay", "trace", "--json", "--fail-on", "lost", *commands(pair, tmp_path)]
    with subprocess.Popen(
        arguments, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as zmqplay:
        try:
            until(lambda: have_printed(pair, printed_into(tmp_path)), zmqplay.poll)
            until(lambda: len(programs_of(zmqplay.pid)) == sum(endless(pair)), zmqplay.poll)
            until(lambda: all(rests(program.pid) for program in programs_of(zmqplay.pid)), zmqplay.poll)
            if any(endless(pair)):
                zmqplay.send_signal(signal.SIGINT)
            stdout, stderr = zmqplay.communicate(timeout=DEADLINE_S)
        finally:
            zmqplay.terminate()  # a kill would leave the programs, which go on then
    assert (zmqplay.returncode in (0, 128 + signal.SIGINT), stderr) == (True, "")
    outcome: dict[str, Any] = json.loads(stdout)
    return outcome


def printed_into(tmp_path: Path) -> list[Path]:
    return sorted(tmp_path.glob("zmqplay-trace-*/program-*.output"))


def own(lines: list[str]) -> list[str]:
    """The lines without those of pyzmq."""
    kept, is_pyzmqs = [], False
    for line in lines:
        is_pyzmqs = bool(PYZMQS.match(line)) or (is_pyzmqs and line.startswith("    "))
        if not is_pyzmqs:
            kept.append(line)
    return kept


def passed(node: dict[str, Any], direction: str) -> int:
    return sum(socket[direction]["messages"] for socket in node["sockets"])


def test_a_pair_of_the_article_runs_as_it_does_by_itself_and_both_ends_agree(pair: Pair, tmp_path: Path) -> None:
    without, outcome = untraced(pair, tmp_path), traced(pair, tmp_path)
    nodes = {node["role"]: node for node in outcome["nodes"]}
    assert {name: node["exit"] for name, node in nodes.items()} == {
        name: status for name, (status, _) in without.items()
    }
    for name, (_, lines) in without.items():
        assert own(nodes[name]["output"]) == own(lines)[-len(own(nodes[name]["output"])) :]
    assert {name: passed(nodes[name], "sent") for name in pair.sends} == pair.sends
    totals = outcome["totals"]
    assert (totals["lost"], totals["in_flight"], totals["delivered"]) == (0, 0, totals["expected"])
    for link in outcome["links"]:
        receiver = nodes[link["to"].removesuffix("-1")]
        assert (link["delivered"], link["lost"]) == (passed(receiver, "received"), {})
    assert outcome["diagnosis"] == [] or "subscriber" in nodes
