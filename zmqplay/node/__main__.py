"""A node's process: tap the sockets, play the role, report how it ended."""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import sys
import traceback
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from time import monotonic, sleep

import zmq

from zmqplay.counters import Page
from zmqplay.node.reporting.main_thread import Errands
from zmqplay.node.reporting.reporter import Reporter
from zmqplay.node.reporting.reports import Reports
from zmqplay.node.role.node import PlayedNode
from zmqplay.node.tap.capture import Capture
from zmqplay.node.tap.clock import Clock
from zmqplay.node.tap.source_line import Whereabouts
from zmqplay.node.tap.tap import Tap
from zmqplay.patterns.pattern import Stopped
from zmqplay.patterns.swap import load
from zmqplay.wire import Start, decode_start

PR_SET_PDEATHSIG, PR_SET_NAME = 1, 15
BINDING_S = 0.5
"""How long it waits for those that bind."""
BINDING_LOOK_S = 0.000_5
"""How often it looks whether they have."""
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
KEPT_BYTES = 8 << 20
"""Freed memory that a node keeps. glibc gives back more than 128 kB at once, and gets it again page by page: under
messages of 64 KiB four page faults each, a sixth of their throughput. Whether that hits is an accident of the heap."""


def main(encoded: bytes, life: Connection, output: Connection) -> None:
    """Be one node from beginning to end. The parent holds the other ends of both pipes."""
    gc.enable()
    start = decode_start(encoded)
    _settle_in(start.name, output)
    os._exit(play(start, life.fileno()))


def _settle_in(name: str, output: Connection) -> None:
    """Print into the pipe, read from nowhere, leave Ctrl-C to the parent, and die with it."""
    os.dup2(output.fileno(), 1)
    os.dup2(output.fileno(), 2)
    output.close()
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    sys.stdout = os.fdopen(1, "w", buffering=1, errors="backslashreplace", closefd=False)
    sys.stderr = os.fdopen(2, "w", buffering=1, errors="backslashreplace", closefd=False)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _let_the_fork_server_go()
    if sys.platform == "linux":
        libc = ctypes.CDLL(None)
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        libc.prctl(PR_SET_NAME, name.encode())  # for ps and top
        if hasattr(libc, "mallopt"):
            libc.mallopt(M_MMAP_THRESHOLD, KEPT_BYTES // 2)  # glibc adapts the one no more where the other is set
            libc.mallopt(M_TRIM_THRESHOLD, KEPT_BYTES)
        if os.getppid() == 1:
            os._exit(1)


def _let_the_fork_server_go() -> None:
    """It lives as long as anybody holds this pipe; were a frozen node to hold it, neither would end with zmqplay."""
    held = forkserver._forkserver._forkserver_alive_fd  # type: ignore[attr-defined]  # there is no public way
    if held is not None:
        os.close(held)


def play(start: Start, life_fd: int) -> int:
    """Play the role until it ends; the exit status."""
    wake_read, wake_write = os.pipe()
    os.set_blocking(wake_write, False)
    clock = Clock(wake_write)
    capture = Capture(clock, Page(start.page))
    private: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    tap = Tap(capture, clock, private)
    node = PlayedNode(start, clock, private)
    reporter = Reporter(start, private, node, clock, wake_read)
    tap.on_socket, tap.linger_ms = reporter.watch, node.ending_linger_ms
    tap.install()
    reports = Reports(tap, capture, clock, node)
    reporter.report_with(reports, tap, Errands(clock.wake), life_fd)
    signal.signal(signal.SIGTERM, lambda _number, _frame: node.stop())
    status = _play(start, node, reports.whereabouts)
    clock.resume()  # a call that began unseen, and has raised, is over
    node.stop()
    tap.close_sockets()
    node.ended()
    reporter.finish()
    return status


def _play(start: Start, node: PlayedNode, whereabouts: Whereabouts) -> int:
    try:
        play = load(start.plays, start.turned)
        whereabouts.follow(play)
        _wait_until_bound(start.after)
        play(node)
    except (Stopped, zmq.ContextTerminated):
        return 0
    except Exception as error:
        whereabouts.failed(error)
        traceback.print_exc()
        return 1
    return 0


def _wait_until_bound(after: dict[str, int]) -> None:
    """Let those bind who do, since who connects too early tries again only 100 ms later."""
    until = monotonic() + BINDING_S
    for path, addresses in after.items():
        page = Page(path)
        while page.bound < addresses and monotonic() < until:
            sleep(BINDING_LOOK_S)
