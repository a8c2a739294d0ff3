"""Traced programs as a source: nodes, connections, output, ends, and what can be done to them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.trace.sources import command, tracing, until
from tests.trace.tracing import DEADLINE_S, FRAME_S, PROGRAMS
from zmqplay.control.refused import Refused
from zmqplay.control.source import Phase
from zmqplay.model.facts import Fact, Reported, Ticked
from zmqplay.model.nodes import NodeState, NodeTraffic
from zmqplay.model.traffic import Traffic
from zmqplay.trace.commands import Command
from zmqplay.trace.source import TracedSource


@pytest.fixture
def address(tmp_path: Path) -> str:
    return f"ipc://{tmp_path}/a"


def test_both_ends_agree_and_the_ledger_is_even(address: str) -> None:
    with tracing(command("replying", address), command("asking", address), command("asking", address)) as source:
        until(source, lambda traffic: traffic.ledger.totals.delivered == 40)
        until(source, lambda traffic: traffic.nodes["asking-1"].state is NodeState.STOPPED)
        totals, nodes = source.traffic.ledger.totals, source.traffic.nodes
        assert (totals.sent, totals.in_flight, totals.lost) == (40, 0, 0)
        assert [(name, node.sent, node.received) for name, node in nodes.items()] == [
            ("replying-1", 20, 20),
            ("asking-1", 10, 10),
            ("asking-2", 10, 10),
        ]
        (wire,) = source.traffic.topology.wires
        assert [(end.role, end.socket) for end in wire.ends] == [("replying", "REP"), ("asking", "REQ")]


def test_children_are_nodes_and_relative_ipc_paths_meet(tmp_path: Path) -> None:
    there = str(tmp_path)
    with tracing(command("working", cwd=there), command("dealing", cwd=there)) as source:
        until(source, lambda traffic: traffic.ledger.totals.delivered == 100)
        until(source, lambda _: len(_children(source)) == 2)  # one of them may have come when all was dealt
        assert sum(child.received for child in _children(source)) == 100
        assert not source.traffic.nodes["working-1"].sockets


def test_the_end_of_a_connection_is_no_late_report_of_a_program_that_had_nothing_to_say_for_long(address: str) -> None:
    facts: list[Fact] = []
    with tracing(command("replying", address), command("asking", address, "idles"), keep=facts.append) as source:
        until(source, lambda traffic: "has asked" in traffic.nodes["asking-1"].output)
        until(source, lambda _: _ticks(facts) - _ticks(facts[: _last(facts, "asking-1")]) > 3)
        source.controls.nodes.kill("replying-1")
        until(source, lambda traffic: traffic.nodes["asking-1"].sockets[0].last_disconnect_ns)
    told = _last(facts, "asking-1", with_events=True)
    report, before = facts[told], [fact for fact in facts[:told] if isinstance(fact, Ticked)]
    assert isinstance(report, Reported)
    assert report.report.time_ns > before[-1].at_ns


def _ticks(facts: list[Fact]) -> int:
    return sum(isinstance(fact, Ticked) for fact in facts)


def _last(facts: list[Fact], node: str, *, with_events: bool = False) -> int:
    """The place of the last report of a node."""
    places = [
        place
        for place, fact in enumerate(facts)
        if isinstance(fact, Reported) and fact.report.node == node and (fact.report.events or not with_events)
    ]
    return places[-1]


def _children(source: TracedSource) -> list[NodeTraffic]:
    return [node for node in source.traffic.nodes.values() if node.role == "working.child"]


def test_what_is_typed_goes_to_stdin_and_what_is_printed_is_output(address: str) -> None:
    with tracing(command("replying", address), command("asking", address, "stays")) as source:
        until(source, lambda traffic: "has asked" in traffic.nodes["asking-1"].output)
        assert list(source.controls.speech.speakers) == ["replying-1", "asking-1"]
        source.controls.speech.send("asking-1", "good night")
        until(source, lambda traffic: traffic.nodes["asking-1"].state is NodeState.STOPPED)
        assert "was told good night" in source.traffic.nodes["asking-1"].output
        with pytest.raises(Refused, match="no stdin"):
            source.controls.speech.send("asking-1", "too late")


def test_nodes_are_killed_frozen_stopped_started_again_and_one_more(address: str) -> None:
    with tracing(command("replying", address)) as source:
        nodes, node = source.controls.nodes, source.traffic.nodes["replying-1"]
        until(source, lambda _: node.state is NodeState.RUNNING)
        nodes.freeze("replying-1")
        assert node.state is NodeState.FROZEN
        nodes.thaw("replying-1")
        nodes.kill("replying-1")
        until(source, lambda _: node.state is NodeState.KILLED)
        assert node.life.exit == -signal.SIGKILL
        nodes.restart("replying-1")
        until(source, lambda _: node.state is NodeState.RUNNING and node.life.number == 2)
        nodes.stop("replying-1")
        until(source, lambda _: node.state is NodeState.STOPPED)
        assert nodes.add("replying") == "replying-2"
        assert nodes.count_of("replying") == 1


def test_a_program_that_fails_says_why_with_its_own_status(tmp_path: Path) -> None:
    with tracing(command("asking", f"ipc://{tmp_path}/no/such/place", "x")) as source:
        with tracing(Command("bad", (sys.executable, "-c", "raise ValueError('so')"))) as other:
            until(other, lambda traffic: traffic.nodes["bad-1"].state is NodeState.CRASHED)
            assert other.traffic.nodes["bad-1"].life.reason == "exit status 1: ValueError: so"
            assert other.has_ended
        assert not source.has_ended


def test_a_command_that_does_not_exist_is_refused_in_one_sentence() -> None:
    with TracedSource([Command("none", ("no-such-program",))]) as source:
        with pytest.raises(Refused, match="no-such-program cannot be started"):
            source.open()
        assert source.state.phase is Phase.FAILED


def test_a_list_of_facts_rebuilds_what_is_known(address: str) -> None:
    facts: list[Fact] = []
    with tracing(command("replying", address), command("asking", address), keep=facts.append) as source:
        until(source, lambda traffic: traffic.ledger.totals.delivered == 20)
        again = Traffic()
        for fact in facts:
            again.take(fact)
        assert again.ledger.totals == source.traffic.ledger.totals
        assert again.topology == source.traffic.topology


def test_when_it_ends_the_programs_end_and_nothing_is_left(address: str) -> None:
    with tracing(command("replying", address)) as source:
        until(source, lambda traffic: traffic.nodes["replying-1"].state is NodeState.RUNNING)
        pid = source.traffic.nodes["replying-1"].life.pid
    assert not source.directory.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_program_started_elsewhere_joins_by_the_environment(address: str) -> None:
    with tracing(command("replying", address)) as source:
        line = f"{source.invitation} exec {sys.executable} {PROGRAMS / 'asking.py'} {address}"
        subprocess.run(["sh", "-c", line], check=True, timeout=DEADLINE_S, capture_output=True)
        until(source, lambda traffic: "asking-1" in traffic.nodes and traffic.ledger.totals.delivered == 20)


KILLED = """
import sys, time
from zmqplay.trace.commands import Command
from zmqplay.trace.outside import EVERY_NS
from zmqplay.trace.source import TracedSource

source = TracedSource([Command("program", (sys.executable, "-c", sys.argv[1], sys.argv[2]))])
source.open()
print("started", flush=True)
time.sleep(60)
"""
PRINTS = """
import sys, time
for number in range(200):
    print("line", number)
    time.sleep(0.01)
open(sys.argv[1], "w").write(f"{number} {sys.stdout.isatty()}")
"""


def test_programs_go_on_when_zmqplay_is_killed(tmp_path: Path) -> None:
    end = tmp_path / "end"
    command_line = [sys.executable, "-c", KILLED, PRINTS, str(end)]
    with subprocess.Popen(command_line, stdout=subprocess.PIPE, text=True) as zmqplay:
        assert zmqplay.stdout is not None
        assert zmqplay.stdout.readline() == "started\n"
        zmqplay.kill()
    until_s = time.monotonic() + DEADLINE_S
    while not end.exists() or not end.read_text():
        assert time.monotonic() < until_s
        time.sleep(FRAME_S)
    assert end.read_text() == "199 False"
