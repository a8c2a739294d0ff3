"""Nodes are launched in a thread, and watched in another: what both touch is handed over whole."""

from __future__ import annotations

import selectors
import threading
from typing import TYPE_CHECKING

import pytest

from tests.playing import node, playing, until
from zmqplay.model.nodes import NodeState

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
