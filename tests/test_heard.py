"""ctrl+q and SIGTERM are heard at once, whatever the nodes and helpers do: the first node has ended soon afterwards.

Measured from the key or the signal to the end of the first node: see HEARD_S.
"""

from __future__ import annotations

import os
import re
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.session import flooding
from tests.session.running import CUSTODIAN, FAMILY_S, FORK_SERVER, family, helper, is_over, wait_for, zmqplay_running
from tests.soak import counting
from tests.timing import quickest_s
from tests.ui.terminals import PseudoTerminal, terminal_with

HEARD_S = 2.0
"""Twenty times what is promised, 100 ms on a machine that has a processor to spare: here much else may run."""
QUIT = "\x11"
NODE = re.compile(r"[a-z]+-\d+")
COUNTING = f"{Path(counting.__file__)}:counting-push-pull"
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="nodes are found by their names on Linux only")


@pytest.fixture
def own() -> Iterator[Path]:
    """An empty directory for TMPDIR, with a path that leaves room for sockets."""
    with tempfile.TemporaryDirectory(prefix="zp-", dir="/tmp") as directory:
        yield Path(directory)


def nodes(children: dict[str, psutil.Process]) -> dict[str, psutil.Process]:
    return {name: process for name, process in children.items() if NODE.fullmatch(name)}


def first_end_s(
    living: dict[str, psutil.Process], leave: Callable[[], object], meanwhile: Callable[[], object]
) -> float:
    """Seconds from `leave` to the end of the first of these nodes; `meanwhile` takes about a millisecond."""
    begun = time.monotonic()
    leave()
    while not any(map(is_over, living.values())):
        meanwhile()
        assert time.monotonic() - begun < 20 * HEARD_S, "it was not heard"
    return time.monotonic() - begun


class Screen:
    """The real screen with a pattern, and what is done to it before it is left."""

    def __init__(self, terminal: PseudoTerminal) -> None:
        self.terminal = terminal
        self.terminal.shows("● live")

    @property
    def nodes(self) -> dict[str, psutil.Process]:
        return nodes(family(self.terminal.process))

    def quiet(self) -> None:
        """Nothing happens."""

    def flood(self) -> None:
        self.terminal.type("/rate max\r")
        self.terminal.until(lambda: re.search(r"[1-9][\d,]{4,} msg/s|\d+k msg/s", self.terminal.text))

    def sixteen(self) -> None:
        self.terminal.type("/nodes worker 15\r")
        self.terminal.until(lambda: len(self.nodes) == 16)

    def frozen(self) -> None:
        self.terminal.type("/freeze worker-1\r")
        self.terminal.until(lambda: self.nodes["worker-1"].status() == psutil.STATUS_STOPPED)

    def deaf(self) -> None:
        """A role ignores SIGTERM, and every exception."""
        self.terminal.type("/send producer-1 do worker deaf\r")
        self.terminal.until(lambda: any(map(ignores_sigterm, self.nodes.values())))

    def custodian_stopped(self) -> None:
        helper(self.terminal.process, CUSTODIAN).suspend()

    def fork_server_stopped(self) -> None:
        helper(self.terminal.process, FORK_SERVER).suspend()

    def left_s(self, leave: str) -> float:
        """How long it takes until `leave` was heard."""
        zmqplay = self.terminal.process
        act = (lambda: self.terminal.type(QUIT)) if leave == "ctrl+q" else (lambda: zmqplay.send_signal(signal.SIGTERM))
        heard_s = first_end_s(self.nodes, act, lambda: self.terminal.read(0.001))
        assert self.terminal.ended() == (0 if leave == "ctrl+q" else 128 + signal.SIGTERM)
        return heard_s


def ignores_sigterm(process: psutil.Process) -> bool:
    status = Path(f"/proc/{process.pid}/status").read_text()
    ignored = int(re.findall(r"SigIgn:\s*(\w+)", status)[0], 16)
    return bool(ignored >> (signal.SIGTERM - 1) & 1)


CASES: list[tuple[str, Callable[[Screen], object]]] = [
    ("push-pull", Screen.quiet),
    ("push-pull", Screen.flood),
    (flooding.__file__, Screen.quiet),
    ("push-pull", Screen.sixteen),
    ("push-pull", Screen.frozen),
    (COUNTING, Screen.deaf),
    ("push-pull", Screen.custodian_stopped),
    ("push-pull", Screen.fork_server_stopped),
]
NAMES = ["quiet", "flood", "prints", "sixteen", "frozen", "deaf", "custodian", "fork-server"]


def screen_heard_s(case: int, leave: str, own: Path) -> float:
    pattern, prepare = CASES[case]
    with terminal_with([sys.executable, "-m", "zmqplay", pattern], (120, 36), TMPDIR=str(own)) as terminal:
        screen = Screen(terminal)
        prepare(screen)
        return screen.left_s(leave)


@pytest.mark.parametrize("leave", ["ctrl+q", "SIGTERM"])
@pytest.mark.parametrize("case", range(len(CASES)), ids=NAMES)
def test_the_screen_hears_that_it_is_to_end(case: int, leave: str, own: Path) -> None:
    assert quickest_s(lambda: screen_heard_s(case, leave, own), HEARD_S) < HEARD_S


RUNS = {
    "quiet": (["push-pull", "--rate", "10"], "", 4),
    "flood": (["push-pull", "--rate", "1000000"], "", 4),
    "prints": ([flooding.__file__, "--rate", "10"], "", 2),
    "sixteen": (["push-pull", "--rate", "10", "--nodes", "worker=15"], "", 16),
    "frozen": (["push-pull", "--rate", "10", "--at", "0:freeze worker-1"], "", 4),
    "custodian": (["push-pull", "--rate", "10"], CUSTODIAN, 4),
    "fork-server": (["push-pull", "--rate", "10"], FORK_SERVER, 4),
}
"""The arguments of a run, which helper is stopped, and the number of nodes: they get their names in any order."""


def run_heard_s(name: str, own: Path) -> float:
    (pattern, *options), stopped, count = RUNS[name]
    with zmqplay_running(*options, directory=own, pattern=pattern, nodes=()) as (zmqplay, _):
        wait_for(lambda: len(nodes(family(zmqplay))) == count, FAMILY_S)
        living = nodes(family(zmqplay))
        if name == "frozen":
            wait_for(lambda: living["worker-1"].status() == psutil.STATUS_STOPPED)
        if stopped:
            helper(zmqplay, stopped).suspend()
        heard_s = first_end_s(living, lambda: os.kill(zmqplay.pid, signal.SIGTERM), lambda: time.sleep(0.001))
        zmqplay.communicate(timeout=20)
        assert zmqplay.returncode == 128 + signal.SIGTERM
        return heard_s


@pytest.mark.parametrize("name", RUNS)
def test_a_run_hears_that_it_is_to_end(name: str, own: Path) -> None:
    assert quickest_s(lambda: run_heard_s(name, own), HEARD_S) < HEARD_S
