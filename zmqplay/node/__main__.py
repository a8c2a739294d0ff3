"""A node's process: tap the sockets, play the role, report how the role ended."""

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
from zmqplay.instructions import STATUS_ADDRESS_IN_USE, STATUS_RAISED, STATUS_TOLD_TO_FAIL, Start, decode_start
from zmqplay.node.reporting.handover import Handover
from zmqplay.node.reporting.main_thread import MainThread
from zmqplay.node.reporting.reporter import Policy, Reporter
from zmqplay.node.reporting.reports import Reports
from zmqplay.node.reporting.source_line import SourceLine
from zmqplay.node.reporting.whole_polls import whole_polls
from zmqplay.node.role.load import load
from zmqplay.node.role.node import PlayedNode
from zmqplay.node.role.outbox import TaskFailed
from zmqplay.node.role.steering import Steering
from zmqplay.node.tap import Capture, Clocks, Tap
from zmqplay.patterns.pattern import Stopped

LIBC = ctypes.CDLL(None)
"""Loaded at import, so that the fork server loads it once for all nodes."""
PR_SET_PDEATHSIG, PR_SET_NAME = 1, 15
BINDING_S = 0.5
"""The longest that a connecting node waits for the binding nodes."""
BINDING_LOOK_S = 0.000_5
"""How often a waiting node checks whether they have bound."""
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
KEPT_BYTES = 8 << 20
"""Freed memory that a node keeps. glibc returns blocks over 128 kB at once and gets them again page by page: with
messages of 64 KiB that costs four page faults each, a sixth of the throughput, depending on the heap's layout."""
ORPHANED, CANNOT_REPORT = 1, 70
"""Exit statuses; 70 is EX_SOFTWARE of sysexits.h."""


def main(encoded: bytes, life: Connection, output: Connection) -> None:
    """Run one node from start to end. The parent process holds the other ends of both pipes."""
    gc.enable()
    start = decode_start(encoded)
    _settle_in(start.name, output)
    os._exit(play(start, life.fileno()))


def _settle_in(name: str, output: Connection) -> None:
    """Print into the pipe, close stdin, leave Ctrl-C to the parent, and die with the parent."""
    os.dup2(output.fileno(), 1)
    os.dup2(output.fileno(), 2)
    output.close()
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    sys.stdout = os.fdopen(1, "w", buffering=1, errors="backslashreplace", closefd=False)
    sys.stderr = os.fdopen(2, "w", buffering=1, errors="backslashreplace", closefd=False)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _let_the_fork_server_go()
    if sys.platform == "linux":
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        LIBC.prctl(PR_SET_NAME, name.encode())  # for ps and top
        if hasattr(LIBC, "mallopt"):
            LIBC.mallopt(M_MMAP_THRESHOLD, KEPT_BYTES // 2)  # setting the next stops glibc adapting this
            LIBC.mallopt(M_TRIM_THRESHOLD, KEPT_BYTES)
        if os.getppid() == 1:
            os._exit(ORPHANED)


def _let_the_fork_server_go() -> None:
    """Close our copy of the fork server's keep-alive pipe: a frozen node holding it would keep both alive after zmqplay
    exits."""
    held = forkserver._forkserver._forkserver_alive_fd  # type: ignore[attr-defined]  # no public way exists
    if held is not None:
        os.close(held)


def play(start: Start, parent_fd: int) -> int:
    """Play the role until it ends, and return the exit status. `parent_fd` is a pipe that ends with zmqplay."""
    private: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    handover = Handover(Page(start.page))
    clocks = Clocks(handover)
    node = PlayedNode(start, clocks, private)
    tap = Tap(Capture(handover, clocks), private=private, linger_ms=node.ending_linger_ms)
    reports = Reports(tap, handover, clocks.mine(), node)
    reporter = Reporter(
        start,
        private=private,
        reports=reports,
        handover=handover,
        obedient=Steering(node, tap, MainThread(done=handover.wake)),
        parent_fd=parent_fd,
        policy=Policy(orphaned=lambda: os._exit(ORPHANED), cannot_report=_end_unreported),
    )
    signal.signal(signal.SIGTERM, lambda _number, _frame: node.stop())
    with tap.installed(), whole_polls():
        reporter.start()
        status = _play(start, node, reports.source_line)
        clocks.resume()  # ends a call that began unseen and has raised
        node.stop()
        tap.close_sockets()
    node.ended()
    reporter.finish()
    return status


def _end_unreported(error: BaseException) -> None:
    """End the process: a node that cannot report would run with stale figures, and could not be told to stop."""
    traceback.print_exception(error)
    os._exit(CANNOT_REPORT)


def _play(start: Start, node: PlayedNode, source_line: SourceLine) -> int:
    try:
        play = load(start.plays, start.turned)
        source_line.follow(play)
        _wait_until_bound(start.after)
        play(node)
    except (Stopped, zmq.ContextTerminated):
        return 0
    except Exception as error:
        if node.ending_linger_ms() is not None and _is_refused_socket(error):
            return 0
        source_line.failed(error)
        traceback.print_exc()
        return _status_after(error)
    return 0


def _status_after(error: Exception) -> int:
    """The exit status of a process whose role has raised."""
    if isinstance(error, TaskFailed):
        return STATUS_TOLD_TO_FAIL
    is_taken = isinstance(error, zmq.ZMQError) and error.errno == zmq.EADDRINUSE
    return STATUS_ADDRESS_IN_USE if is_taken else STATUS_RAISED


def _is_refused_socket(error: Exception) -> bool:
    """A context that has been closed makes no socket: so ends a role that is told to stop before it has one (pyzmq)."""
    return isinstance(error, zmq.ZMQError) and error.errno == zmq.ENOTSUP


def _wait_until_bound(after: dict[str, int]) -> None:
    """Wait until the binding nodes have bound; a connect that comes too early is retried only after 100 ms."""
    until = monotonic() + BINDING_S
    for path, addresses in after.items():
        page = Page(path)
        while page.bound < addresses and monotonic() < until:
            sleep(BINDING_LOOK_S)
