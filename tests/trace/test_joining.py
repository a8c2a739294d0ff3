"""Programs that were started elsewhere join a trace, by the line that the screen shows."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.trace.sources import until
from tests.trace.tracing import PROGRAMS
from zmqplay.control.refused import Refused
from zmqplay.model.facts import Fact
from zmqplay.model.nodes import NodeState
from zmqplay.trace.cast import Cast
from zmqplay.trace.controls import TraceNodes
from zmqplay.trace.process import Process, ProcessKey
from zmqplay.trace.source import TracedSource


def test_a_command_that_begins_with_the_line_joins_and_keeps_the_path_that_it_had(tmp_path: Path) -> None:
    there = tmp_path / "it's a place"
    there.mkdir()
    (there / "theirs.py").write_text("NAME = 'theirs'\n")
    program = tmp_path / "joining.py"
    program.write_text("import theirs\n" + (PROGRAMS / "replying.py").read_text())
    address = f"ipc://{tmp_path}/a"
    with TracedSource([]) as source:
        source.open()
        assert source.guide.invitation == source.invitation
        assert source.invitation in source.guide.lesson
        line = f"{source.invitation} exec {sys.executable} {program} {address}"
        with subprocess.Popen(["sh", "-c", line], env={**os.environ, "PYTHONPATH": str(there)}) as elsewhere:
            until(source, lambda traffic: "joining-1" in traffic.nodes)
            until(source, lambda traffic: traffic.nodes["joining-1"].sockets)
            assert not source.has_ended
            elsewhere.terminate()
        until(source, lambda traffic: traffic.nodes["joining-1"].state is not NodeState.RUNNING)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells when a process began")
def test_a_process_that_has_the_number_of_one_that_has_ended_gets_none_of_its_signals() -> None:
    facts: list[Fact] = []
    cast = Cast(facts.append)
    nodes = TraceNodes(cast, {}, lambda _member, _command: None, facts.append)
    with subprocess.Popen(["sleep", "60"]) as other:
        key = ProcessKey(other.pid, 1)
        process = Process(other.pid, 1, 0, "theirs", "", (), "/", "", "", "", "", "", started=1)
        assert cast.of(key, process) is not None
        with pytest.raises(Refused, match="theirs-1 has ended"):
            nodes.kill("theirs-1")
        assert other.poll() is None
        other.kill()
