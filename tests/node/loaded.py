"""A role under load and at rest, in a process of its own; prints the reports about it as JSON.

The role is the main thread, as in a node; a thread that the test steers makes the reports.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import zmq
from zmq.backend import Socket as CSocket

from tests.node.starting import start
from zmqplay.node.reporting.handover import Handover
from zmqplay.node.reporting.reports import Reports
from zmqplay.node.role.node import PlayedNode
from zmqplay.node.tap import Capture, Clocks, Tap
from zmqplay.node.tap.capture import CALM
from zmqplay.wire import Activity, Report

DEADLINE_S = 10.0
FLOOD_S = 0.15
Socket = zmq.Socket[Any]


class Loaded:
    """A role's sockets, and its reports."""

    def __init__(self) -> None:
        handover = Handover()
        clocks = Clocks(handover)
        private: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        tap = Tap(Capture(handover, clocks), private=private)
        self.clock = clocks.mine()
        self._tapped = tap.installed()
        self._tapped.__enter__()
        self._reports = Reports(tap, handover, self.clock, PlayedNode(start(), clocks, private))
        self.context: zmq.Context[Socket] = zmq.Context()
        self.push, self.pull = self.context.socket(zmq.PUSH), self.context.socket(zmq.PULL)
        self.push.bind("inproc://flood")
        self.pull.connect("inproc://flood")
        self.told: list[Report] = []
        self.calling = False
        """The role's next call is the one to watch: the call must begin unseen."""
        _roles.append(self)

    def report(self) -> None:
        """Report, as the reporter does at the end of a window."""
        if report := self._reports.make([]):
            self._reports.taken(report)
            self.told.append(report)

    def flood(self) -> int:
        """Pass messages for a while, with a report at the end of each window; return the number of messages."""
        passed, end, window, reported = 0, time.monotonic() + FLOOD_S, 0.0, 0
        while (now := time.monotonic()) < end:
            for _ in range(100):
                self.push.send(b"x")
                self.pull.recv()
            passed += 100
            if now > window and passed - reported > CALM:  # on a busy machine, few may pass in a window
                self.report()
                window, reported = now + 0.02, passed
        for _ in range(CALM):  # so that sampling stops
            self.push.send(b"x")
            self.pull.recv()
        return passed + CALM

    def meanwhile(self, then: Callable[[], object], activity: Activity) -> threading.Thread:
        """Report in another thread until the role is seen in `activity`; then call `then`."""

        def watch() -> None:
            end = time.monotonic() + DEADLINE_S
            while not self.calling or sys._current_frames()[role].f_code.co_filename == __file__:
                assert time.monotonic() < end, "the call never began"
            while not (self.told and self.told[-1].activity is activity and self.told[-1].since_ns > begun):
                if time.monotonic() > end:
                    print(f"never seen {activity.name}", file=sys.stderr)
                    os._exit(1)
                self.report()
            then()

        begun, role = time.monotonic_ns(), threading.get_ident()
        thread = threading.Thread(target=watch)
        thread.start()
        return thread


_roles: list[Loaded] = []
"""Keeps all roles: the process ends without ending their contexts."""


def flooded() -> object:
    """The number of samples in the reports of a flood, whether they say that more passed, and the counts."""
    role = Loaded()
    passed = role.flood()
    role.report()
    last = {part.number: part for report in role.told for part in report.sockets}
    return {
        "passed": passed,
        "samples": [len(report.samples) for report in role.told],
        "sampled": [report.sampled for report in role.told],
        "counted": [last[0].sent.messages, last[1].received.messages],
    }


def resting(way: str) -> object:
    """After a flood, the role waits in one call: is it seen to wait, and is the next message shown?"""
    role = Loaded()
    stranger = CSocket(role.context, zmq.PUSH)
    stranger.connect("inproc://waited-at")
    waited_at = role.context.socket(zmq.PULL)
    waited_at.bind("inproc://waited-at")
    poller = zmq.Poller()
    poller.register(waited_at, zmq.POLLIN)
    waits: dict[str, Callable[[], object]] = {
        "recv": waited_at.recv,
        "recv-frame": lambda: waited_at.recv(copy=False),
        "recv_multipart": waited_at.recv_multipart,
        "recv_into": lambda: waited_at.recv_into(bytearray(9)),
        "recv_string": waited_at.recv_string,
        "poll": lambda: waited_at.poll() and waited_at.recv(),
        "poller": lambda: poller.poll() and waited_at.recv(),
        "select": lambda: zmq.select([waited_at], [], []) and waited_at.recv(),
    }
    stranger.send(b"ab", int(zmq.SNDMORE))
    stranger.send(b"cd")
    waited_at.recv()  # a single frame: from now on each frame is checked for more
    waited_at.recv()
    role.flood()
    watching = role.meanwhile(lambda: stranger.send(b"single"), Activity.IDLE)
    role.calling = True
    waits[way]()
    watching.join()
    role.report()
    return [[sample.number, len(sample.heads)] for sample in role.told[-1].samples if sample.heads == (b"single",)]


def blocked(way: str) -> object:
    """After a flood, the role waits in a send: is it seen to be blocked?"""
    role = Loaded()
    full = role.context.socket(zmq.PUSH)
    full.bind("inproc://full")
    taker = CSocket(role.context, zmq.PULL)
    sends: dict[str, Callable[[], object]] = {
        "send": lambda: full.send(b"x"),
        "send-buffer": lambda: full.send(bytearray(b"x")),
        "send_multipart": lambda: full.send_multipart([b"a", b"b"]),
        "send_string": lambda: full.send_string("x"),
    }
    role.flood()
    watching = role.meanwhile(lambda: taker.connect("inproc://full"), Activity.BLOCKED)
    role.calling = True
    sends[way]()
    watching.join()
    role.report()
    return len(role.told[-1].samples)


def timed() -> object:
    """Milliseconds that the role was busy, idle and blocked, and that passed in all, including a flood."""
    role = Loaded()
    _pass_one(role)
    begun = role.clock.since_ns
    role.report()
    before = _times(role)
    _wait_for_nobody(role)
    _be_busy(0.06)
    _pass_one(role)
    role.report()
    calm = _times(role), (role.told[-1].since_ns - begun) / 1e6
    role.flood()
    watching = role.meanwhile(lambda: None, Activity.IDLE)
    role.calling = True
    role.pull.poll(200)
    watching.join()
    _pass_one(role)
    role.report()
    flooded = _times(role), (role.told[-1].since_ns - begun) / 1e6
    return {name: [[t - b for t, b in zip(times, before, strict=True)], elapsed] for name, (times, elapsed) in
            {"calm": calm, "flooded": flooded}.items()}  # fmt: skip


def _pass_one(role: Loaded) -> None:
    role.push.send(b"x")
    role.pull.recv()


def _wait_for_nobody(role: Loaded) -> None:
    """Wait 60 ms in `recv`, and as long in `send`, without any peer."""
    lonely = role.context.socket(zmq.PUSH)
    lonely.sndtimeo = role.pull.rcvtimeo = 60
    for call in (role.pull.recv, lambda: lonely.send(b"x")):
        with contextlib.suppress(zmq.Again):
            call()


def _be_busy(seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass


def _times(role: Loaded) -> list[float]:
    last = {part.number: part for report in role.told for part in report.sockets}.values()
    return [sum(getattr(part, name) for part in last) / 1e6 for name in ("busy_ns", "idle_ns", "blocked_ns")]


if __name__ == "__main__":
    _, scene, *arguments = sys.argv
    print(json.dumps(globals()[scene](*arguments)), flush=True)
    os._exit(0)
