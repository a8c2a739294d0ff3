"""`zmqplay run` in a process of its own, whose helpers and nodes can be found, stopped and killed."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from tests.playing import DEADLINE_S

CUSTODIAN, FORK_SERVER, TRACKER = "belongings.py", "multiprocessing.forkserver", "multiprocessing.resource_tracker"
"""What stands in the command line of each helper process."""
NODES = ("producer-1", "worker-1", "worker-2", "worker-3")
HELPERS = (CUSTODIAN, FORK_SERVER, TRACKER)
LOOK_S, FAMILY_S = 0.01, 0.05
"""Between two looks at a fact; a family is found among all processes of the machine, which takes longer."""


@contextmanager
def zmqplay_running(
    *arguments: str, directory: str | Path, pattern: str = "push-pull", nodes: Iterable[str] = NODES, **environment: str
) -> Iterator[tuple[subprocess.Popen[bytes], dict[str, psutil.Process]]]:
    """`zmqplay run` with its nodes running, and all its descendants."""
    command = [sys.executable, "-m", "zmqplay", "run", pattern, "--rate", "100", *arguments]
    environment = {**os.environ, "TMPDIR": str(directory), **environment}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=environment, stdout=pipe, stderr=pipe) as zmqplay:
        try:
            wait_for(lambda: set(nodes) <= set(family(zmqplay)), FAMILY_S)
            yield zmqplay, family(zmqplay)
        finally:
            zmqplay.kill()


def family(zmqplay: subprocess.Popen[bytes]) -> dict[str, psutil.Process]:
    """The descendants by name; a node has its own name on Linux."""
    names: dict[str, psutil.Process] = {}
    for child in psutil.Process(zmqplay.pid).children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            names[child.name()] = child
    return names


def is_over(process: psutil.Process) -> bool:
    """Whether a process has ended, even if its status has not been read."""
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:  # it has ended between the two questions
        return True


def wait_until_over(children: dict[str, psutil.Process]) -> None:
    """Wait until all have ended; fail with the names of those that have not."""
    left = list(children)
    end = time.monotonic() + DEADLINE_S
    while left := [name for name in left if not is_over(children[name])]:
        assert time.monotonic() < end, f"still there: {[(name, children[name].status()) for name in left]}"
        threading.Event().wait(0.01)


def wait_for(fact: Callable[[], object], every_s: float = LOOK_S) -> None:
    """Wait until `fact` returns true; fail after the deadline."""
    end = time.monotonic() + DEADLINE_S
    while not fact():
        assert time.monotonic() < end, "not in time"
        threading.Event().wait(every_s)


def wait_for_turns(zmqplay: subprocess.Popen[bytes], turns: int = 5) -> None:
    """Wait until zmqplay has waited so many times more: what it was about to do is done."""
    before = psutil.Process(zmqplay.pid).num_ctx_switches().voluntary
    wait_for(lambda: psutil.Process(zmqplay.pid).num_ctx_switches().voluntary >= before + turns)


def command_line(process: psutil.Process) -> str:
    """The command line of a process; empty if it has ended."""
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return ""


def helper(zmqplay: psutil.Process | subprocess.Popen[bytes], which: str) -> psutil.Process:
    """A helper process, by what stands in its command line."""
    children = psutil.Process(zmqplay.pid).children()
    return next(child for child in children if which in command_line(child))
