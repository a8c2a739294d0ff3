"""A fault of zmqplay during a run costs one turn of its loop: it is said in a sentence, and the run has failed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command_line import DEADLINE_S, anywhere
from zmqplay.model.causes import EndCause
from zmqplay.model.facts import Ended
from zmqplay.model.nodes import NodeTraffic
from zmqplay.run.run import Printer

FAULTY = """
import sys
from zmqplay.session.session import Session
drain, left = Session.drain, [{often}]
def fail(self, budget_s):
    if self.traffic.ledger.totals.sent and left[0]:
        left[0] -= 1
        raise ZeroDivisionError("on purpose")
    drain(self, budget_s)
Session.drain = fail
from zmqplay.cli import main
sys.argv = ["zmqplay", *{arguments!r}]
main()
"""
RUN = ["run", "push-pull", "--json", "--count", "20", *anywhere("push-pull")]


def run(often: int, log: Path) -> subprocess.CompletedProcess[str]:
    """A run in which the nodes' reports cannot be taken so many times."""
    return subprocess.run(
        [sys.executable, "-c", FAULTY.format(often=often, arguments=RUN)],
        capture_output=True, text=True, timeout=DEADLINE_S, check=False,
        env={**os.environ, "ZMQPLAY_FAULT_LOG": str(log)},
    )  # fmt: skip


@pytest.mark.usefixtures("faults_are_meant")
def test_a_run_goes_on_after_a_fault_says_it_once_and_has_failed(tmp_path: Path) -> None:
    done = run(3, tmp_path / "faults.log")
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "it could not go on with the run for a moment: ZeroDivisionError: on purpose; this is a fault of" in line
    assert json.loads(done.stdout)["totals"]["delivered"] == 20
    assert "Traceback" in (tmp_path / "faults.log").read_text()


@pytest.mark.usefixtures("faults_are_meant")
def test_a_run_in_which_every_turn_fails_ends_without_a_traceback(tmp_path: Path) -> None:
    done = run(1_000_000, tmp_path / "faults.log")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert all("this is a fault of zmqplay" in line for line in done.stderr.splitlines())
    assert "on purpose" in (tmp_path / "faults.log").read_text()


def test_how_a_node_was_killed_is_said_once(capsys: pytest.CaptureFixture[str]) -> None:
    node = NodeTraffic("worker-1", "worker", 1)
    node.life.end(Ended(0, node.name, EndCause.KILLED_FROM_OUTSIDE, exit=-9, says=""))
    Printer(lambda _sent: None).died(node)
    assert capsys.readouterr().err == "zmqplay: worker-1 killed by SIGKILL, not by zmqplay\n"
