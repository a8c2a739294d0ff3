"""Run the scripts of a module, tapped in one way or not at all, and print what each did as JSON.

The tap is for good, so each way has a process of its own: `python -m tests.node.runner WAY MODULE`.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from importlib import import_module
from types import FunctionType

import zmq

from tests.node.play import Play
from zmqplay.node.reporting.main_thread import Errands
from zmqplay.node.reporting.reporter import Reporter
from zmqplay.node.reporting.reports import Reports
from zmqplay.node.role.node import PlayedNode
from zmqplay.node.tap import receiving
from zmqplay.node.tap.capture import Capture
from zmqplay.node.tap.clock import Clock
from zmqplay.node.tap.tap import Tap
from zmqplay.wire import Start, Tally

WAYS = ("open", "shut", "flickering", "reported")
"""Every message is looked at; none; every other time that anybody asks; as in a node, with its reporter's thread."""


class Flickering(Capture):
    """Opens and closes at each look, so that calls begin seen and end unseen and the other way round."""

    __slots__ = ("_looks",)

    @property
    def open(self) -> bool:  # that is its name
        self._looks += 1
        return bool(self._looks % 2)

    @open.setter  # noqa: A003
    def open(self, value: bool) -> None:
        self._looks = int(not value)


def tap(way: str) -> Tap | None:
    """Install the tap as a node's process does."""
    if way == "untapped":
        return None
    wake_read, wake_write = os.pipe()
    os.set_blocking(wake_write, False)
    clock = Clock(wake_write)
    capture = Flickering(clock) if way == "flickering" else Capture(clock)
    private: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    tap = Tap(capture, clock, private)
    if way == "reported":
        with tempfile.TemporaryDirectory() as nobody:
            start = Start("", [], "node-1", 1, f"ipc://{nobody}/monitor", f"ipc://{nobody}/control", {}, [], {}, 0)
        node = PlayedNode(start, clock, private)
        reporter = Reporter(start, private, node, clock, wake_read)
        tap.on_socket = reporter.watch
        reporter.report_with(Reports(tap, capture, clock, node), tap, Errands(), os.pipe()[0])
    else:
        capture._left = sys.maxsize
        capture.open = way == "open"
    tap.install()
    return tap


def main(way: str, module: str) -> None:
    """Play each public function that the module itself defines."""
    installed = tap(way)
    if way == "shut" and module != "counting":
        receiving.WARY = 0  # the fast path at once
    outcomes = {}
    for name, script in [*vars(import_module(f"tests.node.scripts.{module}")).items()]:
        if isinstance(script, FunctionType) and script.__module__.endswith(module) and not name.startswith("_"):
            first = len(installed.sockets) if installed else 0
            play = Play()
            result = play.played(script)
            sockets = installed.sockets[first:] if installed else []
            counts = [[t.facts.type, *_pair(t.calls.sent()), *_pair(t.calls.received())] for t in sockets]
            outcomes[name] = {"log": play.log, "result": result, "counts": counts}
    print(json.dumps(outcomes), flush=True)
    os._exit(0)


def _pair(tally: Tally) -> tuple[int, int]:
    return tally.messages, tally.bytes


if __name__ == "__main__":
    main(*sys.argv[1:])
