"""Run the scripts of a module, tapped in one way or untapped, and print their results as JSON.

Each way has its own process, so that no way sees the effects of another: `python -m tests.node.runner WAY MODULE`.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import traceback
from importlib import import_module
from types import FunctionType

import zmq

from tests.node.nobody import Nobody
from tests.node.play import Play
from tests.node.starting import start
from zmqplay.node.reporting.handover import Handover
from zmqplay.node.reporting.main_thread import MainThread
from zmqplay.node.reporting.reporter import Policy, Reporter
from zmqplay.node.reporting.reports import Reports
from zmqplay.node.role.ending import Ending
from zmqplay.node.role.node import PlayedNode
from zmqplay.node.role.steering import Steering
from zmqplay.node.tap import Capture, Clocks, Tap
from zmqplay.node.tap.receiving import WARY
from zmqplay.node.tap.tapped import TappedSocket

WAYS = ("open", "shut", "flickering", "reported")
"""Every message is sampled; no message is; every other one, at each look; as in a node, with the reporter's thread."""


class Flickering(Capture):
    """Opens and closes at each look, so that calls begin seen and end unseen, and the other way around."""

    __slots__ = ("_looks",)

    @property
    def open(self) -> bool:  # an attribute's name in Capture
        self._looks += 1
        return bool(self._looks % 2)

    @open.setter  # noqa: A003
    def open(self, value: bool) -> None:
        self._looks = int(not value)


def tapped(way: str, wary: int) -> Tap:
    """A tap, as in a node's process."""
    private: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    if way == "reported":
        handover = Handover()
        clocks = Clocks(handover)
        tap = Tap(Capture(handover, clocks), private=private, wary=wary)
        with tempfile.TemporaryDirectory() as gone:
            begins = start(monitor=f"ipc://{gone}/monitor", control=f"ipc://{gone}/control")
        node = PlayedNode(begins, clocks, private)
        Reporter(
            begins,
            private=private,
            reports=Reports(tap, handover, clocks.mine(), node),
            handover=handover,
            obedient=Steering(node, tap, MainThread(), Ending(node, tap, lambda: None)),
            parent_fd=os.pipe()[0],
            policy=Policy(orphaned=lambda: os._exit(1), cannot_report=_fail),
        ).start()
        return tap
    nobody = Nobody()
    capture = (Flickering if way == "flickering" else Capture)(nobody, Clocks(nobody), calm=sys.maxsize)
    capture.open = way == "open"
    return Tap(capture, private=private, wary=wary)


def _fail(error: BaseException) -> None:
    traceback.print_exception(error)
    os._exit(70)


def main(way: str, module: str) -> None:
    """Play each public function that the module itself defines."""
    if way == "untapped":
        played = outcomes(module, [])
    else:
        tap = tapped(way, wary=0 if way == "shut" and module != "counting" else WARY)  # 0: take the fast path at once
        with tap.installed():
            played = outcomes(module, tap.sockets)
    print(json.dumps(played), flush=True)
    os._exit(0)


def outcomes(module: str, sockets: list[TappedSocket]) -> dict[str, object]:
    """The log and result of each script, and the counts of its sockets, which are appended to `sockets`."""
    outcomes: dict[str, object] = {}
    for name, script in [*vars(import_module(f"tests.node.scripts.{module}")).items()]:
        if isinstance(script, FunctionType) and script.__module__.endswith(module) and not name.startswith("_"):
            first = len(sockets)
            play = Play()
            result = play.played(script)
            counts = [[t.facts.type, *t.calls.sent(), *t.calls.received()] for t in sockets[first:]]
            outcomes[name] = {"log": play.log, "result": result, "counts": counts}
    return outcomes


if __name__ == "__main__":
    main(*sys.argv[1:])
