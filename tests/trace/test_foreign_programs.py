"""Programs that are not watched, and what only seems to be one, beside traced ones."""

from __future__ import annotations

import socket
import time
from pathlib import Path

import psutil
import pytest

from tests.trace.sources import command, free_port, tracing, until
from zmqplay.trace.outside import EVERY_NS
from zmqplay.trace.source import TracedSource


@pytest.fixture
def address(tmp_path: Path) -> str:
    return f"ipc://{tmp_path}/a"


@pytest.mark.parametrize("transport", ["tcp", "ipc"])
def test_a_program_that_is_not_watched_is_a_foreign_peer(transport: str, address: str) -> None:
    place = f"tcp://127.0.0.1:{free_port()}" if transport == "tcp" else address
    with tracing(command("asking", place, "stays"), command("replying", place, python=("-E",))) as source:
        # It reads a line then, and not from a socket.
        until(source, lambda traffic: traffic.ledger.totals.handed_over == traffic.ledger.totals.from_elsewhere == 10)
        totals = source.traffic.ledger.totals
        assert (totals.expected, totals.in_flight, totals.lost) == (0, 0, 0)
        assert len(source.traffic.peers.foreign) == 1
        said = "replying-1 runs, but is not traced"
        until(source, lambda traffic: any(notice.startswith(said) for notice in traffic.notices))


@pytest.mark.parametrize("transport", ["tcp", "ipc"])
def test_what_a_foreign_client_asks_and_is_answered_is_from_elsewhere_and_handed_over(
    transport: str, address: str
) -> None:
    place = f"tcp://127.0.0.1:{free_port()}" if transport == "tcp" else address
    with tracing(command("replying", place), command("asking", place, "stays", python=("-E",))) as source:
        until(source, lambda traffic: traffic.ledger.totals.handed_over == traffic.ledger.totals.from_elsewhere == 10)
        totals = source.traffic.ledger.totals
        assert (totals.expected, totals.in_flight, totals.lost) == (0, 0, 0)


@pytest.mark.parametrize("host", ["localhost", "this machine's name", "this machine's address"])
def test_a_wildcard_is_met_by_each_name_of_this_machine(host: str) -> None:
    names = {"this machine's name": socket.gethostname(), "this machine's address": _own_address()}
    port = free_port()
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
    address = f"tcp://127.0.0.1:{free_port()}"
    with tracing(command("unbinding", "answer", address), command("unbinding", "ask", address)) as source:
        until(source, lambda traffic: "unbound" in traffic.nodes["unbinding-1"].output)
        looked_ns = time.monotonic_ns()
        until(source, lambda _: time.monotonic_ns() - looked_ns > 3 * EVERY_NS)
        assert source.traffic.nodes["unbinding-1"].received == 1
        assert source.traffic.peers.foreign == {}


def _own_address() -> str:
    """An address of this machine that other machines see; skips the test where it has none."""
    every = [one for some in psutil.net_if_addrs().values() for one in some if one.family == socket.AF_INET]
    others = [one.address for one in every if not one.address.startswith("127.")]
    if not others:
        pytest.skip("this machine has no address besides the loopback")
    return others[0]
