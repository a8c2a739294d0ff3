"""Nodes are launched in a thread, and watched in another: what both touch is handed over whole."""

from __future__ import annotations

import selectors
import subprocess
import threading
from multiprocessing.context import ForkServerProcess
from typing import TYPE_CHECKING

import pytest

from tests.playing import node, playing, until
from zmqplay.model.nodes import NodeState
from zmqplay.session.hosts import process
from zmqplay.session.hosts.fork_server import of_this_process
from zmqplay.session.hosts.helpers import has_ended, let_end

if TYPE_CHECKING:
    from _typeshed import FileDescriptorLike


def test_the_streams_of_a_node_are_registered_where_they_are_watched(monkeypatch: pytest.MonkeyPatch) -> None:
    """A node that ends while a thread registers the first of its streams would be found, and taken out, half."""
    registered: list[tuple[object, threading.Thread]] = []

    class Told(selectors.DefaultSelector):
        def register(self, fileobj: FileDescriptorLike, events: int, data: object = None) -> selectors.SelectorKey:
            registered.append((data, threading.current_thread()))
            return super().register(fileobj, events, data)

    monkeypatch.setattr(selectors, "DefaultSelector", Told)
    with playing("push-pull") as session:
        session.controls.nodes.add("worker")
        until(session, lambda: "worker-4" in session.traffic.nodes)
        until(session, lambda: node(session, "worker-4").state is NodeState.RUNNING)
        names = list(session.traffic.nodes)
    here = [(name, threading.current_thread()) for name in names for _stream in ("output", "end")]
    assert sorted(registered, key=repr) == sorted(here, key=repr)


@pytest.mark.parametrize("failure", [EOFError(), ConnectionResetError()])
def test_a_fork_server_that_ends_as_it_is_asked_is_over_before_a_successor_is_asked(
    failure: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[object] = []
    with playing("push-pull") as session:
        start = ForkServerProcess.start

        def failing_once(self: ForkServerProcess) -> None:
            steps.append("start")
            if steps == ["start"]:
                raise failure
            start(self)

        monkeypatch.setattr(ForkServerProcess, "start", failing_once)
        monkeypatch.setattr(process, "let_end", steps.append)
        session.controls.nodes.add("worker")
        until(session, lambda: "worker-4" in session.traffic.nodes)
        until(session, lambda: node(session, "worker-4").state is NodeState.RUNNING)
        assert steps == ["start", of_this_process().pid, "start"]


def test_a_child_that_is_ending_is_waited_for() -> None:
    with subprocess.Popen(["sleep", "60"]) as child:
        waiting = threading.Thread(target=let_end, args=(child.pid,))
        waiting.start()
        waiting.join(0.1)
        assert waiting.is_alive()
        child.kill()
        waiting.join()
        assert has_ended(child.pid)
