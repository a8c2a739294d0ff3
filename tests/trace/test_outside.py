"""Connections with programs that are not watched, found where the kernel lists them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import zmq

from tests.trace.tracing import DEADLINE_S, base
from zmqplay.model.event_numbers import EventNumber
from zmqplay.model.nodes import Life, NodeState, NodeTraffic
from zmqplay.model.sockets import SocketTraffic
from zmqplay.trace.outside import Outside
from zmqplay.wire import SocketFacts

VISITOR = """
import sys, zmq
socket = zmq.Context().socket(zmq.REQ)
socket.connect(sys.argv[1])
socket.send(b"here")
sys.stdin.read()
"""
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who has an ipc connection")


@pytest.fixture(params=["tcp://127.0.0.1:*", "ipc://{}/a"])
def host(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[zmq.Socket[bytes]]:
    """A socket of this process, which stands for a traced one."""
    with zmq.Context() as context, context.socket(zmq.REP) as socket:
        socket.bind(request.param.format(tmp_path))
        yield socket


@pytest.fixture
def visitor(host: zmq.Socket[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """Another process, which has connected to it."""
    command = [sys.executable, "-c", VISITOR, _address(host)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, env=base()) as process:
        assert host.poll(int(DEADLINE_S * 1_000))
        yield process
        process.kill()


def _address(host: zmq.Socket[bytes]) -> str:
    return host.getsockopt_string(zmq.LAST_ENDPOINT).rstrip("\0")


def node_of(host: zmq.Socket[bytes]) -> dict[str, NodeTraffic]:
    node = NodeTraffic("host-1", "host", 1, Life(1, NodeState.RUNNING, pid=os.getpid()))
    facts = SocketFacts("REP", bound=(_address(host),))
    node.sockets[0] = SocketTraffic("host-1", 0, facts, 1, os.getpid())
    return {"host-1": node}


def events(outside: Outside, nodes: dict[str, NodeTraffic]) -> list[int]:
    return [change.event.event for change in outside.look(nodes, time.monotonic_ns())]


def test_a_connection_of_another_program_begins_and_ends(
    host: zmq.Socket[bytes], visitor: subprocess.Popen[bytes]
) -> None:
    outside, nodes = Outside(set), node_of(host)
    assert events(outside, nodes) == [EventNumber.ACCEPTED, EventNumber.HANDSHAKE_SUCCEEDED]
    assert events(outside, nodes) == []
    visitor.kill()
    visitor.wait()
    until_s = time.monotonic() + DEADLINE_S
    while not (ended := events(outside, nodes)):
        assert time.monotonic() < until_s
    assert ended == [EventNumber.DISCONNECTED]


def test_a_traced_program_of_which_nothing_was_read_yet_is_not_foreign(
    host: zmq.Socket[bytes], visitor: subprocess.Popen[bytes]
) -> None:
    assert events(Outside(lambda: {visitor.pid}), node_of(host)) == []
