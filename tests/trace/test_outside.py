"""Connections with programs that are not watched, as the kernel lists them at each look."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from zmqplay.model.event_numbers import EventNumber
from zmqplay.trace import outside
from zmqplay.trace.outside import EVERY_NS, Outside, Pipe

CLIENT_END, SERVER_END = Pipe("127.0.0.1:40000", "127.0.0.1:5555"), Pipe("127.0.0.1:5555", "127.0.0.1:40000")
STEP_NS = 30_000_000


class Kernel:
    """The processes' connections, and a clock."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(outside, "_pipes", lambda pid: list(self.pipes[pid]))
        self.outside = Outside()
        self.now_ns = self.outside._looked_ns
        self.pipes: dict[int, list[Pipe]] = {1: [], 2: []}
        self.nodes: dict[str, Any] = {}

    def watch(self, name: str, pid: int, *, bound: tuple[str, ...] = (), connected: tuple[str, ...] = ()) -> None:
        facts = SimpleNamespace(closed=False, bound=bound, connected=connected)
        sockets = {0: SimpleNamespace(key=(name, 1, 0), facts=facts)}
        life = SimpleNamespace(pid=pid)
        self.nodes[name] = SimpleNamespace(name=name, state=SimpleNamespace(alive=True), life=life, sockets=sockets)

    def look(self, after_ns: int = EVERY_NS) -> list[tuple[str, int]]:
        """The nodes of which a look tells something, and what."""
        self.now_ns += after_ns
        changes = self.outside.look(self.nodes, self.now_ns, at_once=False)
        return [(change.node, change.event.event) for change in changes]


@pytest.fixture
def kernel(monkeypatch: pytest.MonkeyPatch) -> Kernel:
    kernel = Kernel(monkeypatch)
    kernel.watch("client-1", 1, connected=("tcp://localhost:5555",))
    return kernel


def test_a_program_that_is_not_watched_is_told_by_the_second_look_as_of_the_one_before_it_came(kernel: Kernel) -> None:
    kernel.look()
    before_ns = kernel.now_ns
    kernel.pipes[1] = [CLIENT_END]
    assert kernel.look() == []
    kernel.now_ns += STEP_NS
    changes = kernel.outside.look(kernel.nodes, kernel.now_ns, at_once=False)
    assert [change.event.event for change in changes] == [EventNumber.CONNECTED, EventNumber.HANDSHAKE_SUCCEEDED]
    assert {change.event.time_ns for change in changes} == {before_ns}
    kernel.pipes[1] = []
    assert kernel.look() == [("client-1", EventNumber.DISCONNECTED)]


def test_a_program_whose_socket_is_read_a_moment_later_is_none_of_them(kernel: Kernel) -> None:
    kernel.pipes = {1: [CLIENT_END], 2: [SERVER_END]}
    assert kernel.look() == []
    kernel.watch("server-1", 2, bound=("tcp://0.0.0.0:5555",))
    assert kernel.look(STEP_NS) == kernel.look() == []


def test_a_connection_that_is_seen_at_one_end_first_is_none_of_them(kernel: Kernel) -> None:
    kernel.watch("server-1", 2, bound=("tcp://0.0.0.0:5555",))
    for kernel.pipes in {1: [CLIENT_END], 2: []}, {1: [CLIENT_END], 2: [SERVER_END]}, {1: [], 2: [SERVER_END]}:
        assert kernel.look() == []
    kernel.pipes = {1: [], 2: []}
    assert kernel.look(STEP_NS) == kernel.look() == []
