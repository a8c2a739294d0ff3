"""Traced programs as a source: nodes, connections, output, ends, and what can be done to them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from tests.trace.tracing import DEADLINE_S, FRAME_S, PROGRAMS
from zmqplay.control.refused import Refused
from zmqplay.control.source import Phase
from zmqplay.model.facts import Fact
from zmqplay.model.nodes import NodeState, NodeTraffic
from zmqplay.model.traffic import Traffic
from zmqplay.trace.commands import Command
from zmqplay.trace.outside import EVERY_NS
from zmqplay.trace.source import TracedSource


def command(name: str, *arguments: str, python: tuple[str, ...] = (), cwd: str = "") -> Command:
    return Command(name, (sys.executable, *python, str(PROGRAMS / f"{name}.py"), *arguments), cwd=cwd)


@contextmanager
def tracing(*commands: Command, keep: Callable[[Fact], object] | None = None) -> Iterator[TracedSource]:
    with TracedSource(commands, keep) as source:
        source.open()
        yield source


def until(source: TracedSource, is_so: Callable[[Traffic], object]) -> None:
    """Take what the programs tell until something is so."""
    end_s = time.monotonic() + DEADLINE_S
    while not is_so(source.traffic):
        assert time.monotonic() < end_s, [
            (node.name, node.state, *node.output) for node in source.traffic.nodes.values()
        ]
        source.drain(FRAME_S)
        time.sleep(FRAME_S)


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


def _children(source: TracedSource) -> list[NodeTraffic]:
    return [node for node in source.traffic.nodes.values() if node.role == "working.child"]


@pytest.mark.parametrize("transport", ["tcp", "ipc"])
def test_a_program_that_is_not_watched_is_a_foreign_peer(transport: str, address: str) -> None:
    place = f"tcp://127.0.0.1:{_free_port()}" if transport == "tcp" else address
    with tracing(command("asking", place, "stays"), command("replying", place, python=("-E",))) as source:
        # It reads a line then, and not from a socket.
        until(source, lambda traffic: traffic.ledger.totals.handed_over == traffic.ledger.totals.from_elsewhere == 10)
        totals = source.traffic.ledger.totals
        assert (totals.expected, totals.in_flight, totals.lost) == (0, 0, 0)
        assert len(source.traffic.peers.foreign) == 1
        until(source, lambda traffic: traffic.notices)
        assert "replying-1 runs, but is not traced" in source.traffic.notices[0]


@pytest.mark.parametrize("transport", ["tcp", "ipc"])
def test_what_a_foreign_client_asks_and_is_answered_is_from_elsewhere_and_handed_over(
    transport: str, address: str
) -> None:
    place = f"tcp://127.0.0.1:{_free_port()}" if transport == "tcp" else address
    with tracing(command("replying", place), command("asking", place, "stays", python=("-E",))) as source:
        until(source, lambda traffic: traffic.ledger.totals.handed_over == traffic.ledger.totals.from_elsewhere == 10)
        totals = source.traffic.ledger.totals
        assert (totals.expected, totals.in_flight, totals.lost) == (0, 0, 0)


@pytest.mark.parametrize("host", ["localhost", "this machine's name", "this machine's address"])
def test_a_wildcard_is_met_by_each_name_of_this_machine(host: str) -> None:
    names = {"this machine's name": socket.gethostname(), "this machine's address": _own_address()}
    port = _free_port()
    with tracing(
        command("replying", f"tcp://*:{port}"), command("asking", f"tcp://{names.get(host, host)}:{port}")
    ) as source:
        until(source, lambda traffic: traffic.ledger.totals.delivered == 20)
        assert len(source.traffic.topology.wires) == 1
        assert not source.traffic.peers.foreign


def test_what_libzmq_itself_asks_and_tells_is_neither_lost_nor_impossible() -> None:
    with tracing(command("authenticating")) as source:
        until(source, lambda _: source.has_ended)
        node, totals = source.traffic.nodes["authenticating-1"], source.traffic.ledger.totals
        assert (node.life.exit, list(node.output)) == (0, ["done"])
        zap, monitor = (socket for socket in node.sockets.values() if {"libzmq"} & _foreigners(source, socket.key))
        assert zap.facts.bound == ("inproc://zeromq.zap.01",)
        assert monitor.facts.connected[0].startswith("inproc://monitor.")
        assert (zap.received.messages, zap.sent.messages, totals.handed_over) == (1, 1, 1)
        assert (totals.lost, totals.in_flight, source.doctor.diagnoses) == (0, 0, {})


def _foreigners(source: TracedSource, key: object) -> set[str]:
    return {peer.address for peer in source.traffic.peers.foreign.values() if peer.key == key}


def test_what_stays_connected_after_an_unbind_is_no_foreign_peer() -> None:
    address = f"tcp://127.0.0.1:{_free_port()}"
    with tracing(command("unbinding", "answer", address), command("unbinding", "ask", address)) as source:
        until(source, lambda traffic: "unbound" in traffic.nodes["unbinding-1"].output)
        looked_ns = time.monotonic_ns()
        until(source, lambda _: time.monotonic_ns() - looked_ns > 3 * EVERY_NS)
        assert source.traffic.nodes["unbinding-1"].received == 1
        assert source.traffic.peers.foreign == {}


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


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _own_address() -> str:
    """An address of this machine that other machines see; skips the test where it has none."""
    every = [one for some in psutil.net_if_addrs().values() for one in some if one.family == socket.AF_INET]
    others = [one.address for one in every if not one.address.startswith("127.")]
    if not others:
        pytest.skip("this machine has no address besides the loopback")
    return others[0]
