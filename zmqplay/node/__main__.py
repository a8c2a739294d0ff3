"""A node's process: tap the sockets, play the role, report how the role ended."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
import traceback
from functools import partial
from multiprocessing import forkserver, resource_tracker
from multiprocessing.connection import Connection
from types import FrameType
from typing import Any

import zmq

from zmqplay.counters import Page
from zmqplay.instructions import (
    STATUS_ADDRESS_IN_USE,
    STATUS_EXITED,
    STATUS_RAISED,
    STATUS_TOLD_TO_FAIL,
    Start,
    decode_start,
)
from zmqplay.node.reporting.handover import Handover
from zmqplay.node.reporting.main_thread import MainThread
from zmqplay.node.reporting.reporter import Policy, Reporter
from zmqplay.node.reporting.reports import Reports
from zmqplay.node.reporting.source_line import SourceLine
from zmqplay.node.reporting.whole_polls import whole_polls
from zmqplay.node.role.bound_first import wait_until_bound
from zmqplay.node.role.children import LIBC, PR_SET_PDEATHSIG, Children, prctl
from zmqplay.node.role.ending import Ending
from zmqplay.node.role.load import load
from zmqplay.node.role.node import PlayedNode
from zmqplay.node.role.notebook import Notebook
from zmqplay.node.role.outbox import TaskFailed
from zmqplay.node.role.steering import Steering
from zmqplay.node.tap import Capture, Clocks, Tap
from zmqplay.patterns.pattern import Stopped

PR_SET_NAME = 15
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
KEPT_BYTES = 8 << 20
"""Freed memory that a node keeps. glibc returns blocks over 128 kB at once and gets them again page by page: with
messages of 64 KiB that costs four page faults each, a sixth of the throughput, depending on the heap's layout."""
ORPHANED, CANNOT_REPORT = 1, 70
"""Exit statuses; 70 is EX_SOFTWARE of sysexits.h."""


def main(encoded: bytes, life: Connection, notes: Connection, output: Connection) -> None:
    """Run one node from start to end. The parent process holds the other ends of the pipes."""
    gc.enable()
    start = decode_start(encoded)
    _settle_in(start.name, output)
    notebook = Notebook(os.path.dirname(start.page), notes.fileno())
    notebook.mark()
    notebook.expect(start.files)
    os._exit(play(start, life.fileno(), notebook))


def _settle_in(name: str, output: Connection) -> None:
    """Print into the pipe, close stdin, leave Ctrl-C to the parent, and die with the parent."""
    sys.excepthook = sys.__excepthook__  # the fork server's own says less
    os.dup2(output.fileno(), 1)
    os.dup2(output.fileno(), 2)
    output.close()
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    sys.stdout = os.fdopen(1, "w", buffering=1, errors="backslashreplace", closefd=False)
    sys.stderr = os.fdopen(2, "w", buffering=1, errors="backslashreplace", closefd=False)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _let_the_helpers_go()
    if sys.platform == "linux":
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        prctl(PR_SET_NAME, name.encode())  # for ps and top
        if hasattr(LIBC, "mallopt"):
            LIBC.mallopt(M_MMAP_THRESHOLD, KEPT_BYTES // 2)  # setting the next stops glibc adapting this
            LIBC.mallopt(M_TRIM_THRESHOLD, KEPT_BYTES)
        if os.getppid() == 1:
            os._exit(ORPHANED)


def _let_the_helpers_go() -> None:
    """Close our copies of the pipes that keep the fork server and the resource tracker alive.

    A frozen node, or a child that the role has forked, would keep them alive after zmqplay exits. A role that uses
    multiprocessing gets helpers of its own.
    """
    server: Any = forkserver._forkserver  # no public way exists
    tracker: Any = resource_tracker._resource_tracker  # no public way exists
    for held in (server._forkserver_alive_fd, tracker._fd):
        if held is not None:
            os.close(held)
    server._forkserver_alive_fd = tracker._fd = None


def play(start: Start, parent_fd: int, notebook: Notebook) -> int:
    """Play the role until it ends, and return the exit status. `parent_fd` is a pipe that ends with zmqplay."""
    private: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    handover = Handover(Page(start.page), notebook.socket)
    clocks = Clocks(handover)
    node = PlayedNode(start, clocks, private)
    tap = Tap(Capture(handover, clocks), private=private, linger_ms=node.ending_linger_ms)
    reports, node.shadowed = Reports(tap, handover, clocks.mine(), node), tap.shadowed
    ending = Ending(node, tap, reports.source_line.frame)
    reporter = Reporter(
        start,
        private=private,
        reports=reports,
        handover=handover,
        obedient=Steering(node, tap, MainThread(done=handover.wake, then=ending.interrupt), ending),
        parent_fd=parent_fd,
        policy=Policy(orphaned=lambda: os._exit(ORPHANED), cannot_report=_end_unreported),
    )
    signal.signal(signal.SIGTERM, partial(_terminated, ending, handover))
    threading.excepthook = partial(_thread_failed, ending)
    Children(tap, notebook.group).let_go()
    with tap.installed(), whole_polls():
        reporter.start()
        status = _play(start, node, reports.source_line, ending, handover.page)
        ending.over()
        clocks.resume()  # ends a call that began unseen and has raised
        tap.close_sockets(in_use=ending.in_calls())
    ending.wait()
    reporter.finish()
    return status


def _end_unreported(error: BaseException) -> None:
    """End the process: a node that cannot report would run with stale figures, and could not be told to stop."""
    traceback.print_exception(error)
    os._exit(CANNOT_REPORT)


def _terminated(ending: Ending, handover: Handover, _number: int, frame: FrameType | None) -> None:
    ending.begin(frame=frame)
    handover.wake()


def _thread_failed(ending: Ending, failed: threading.ExceptHookArgs) -> None:
    """Print what has ended a thread of the role's own, unless that is the end of the node."""
    if ending.has_begun and failed.exc_value is not None and _is_end(failed.exc_value):
        return
    threading.__excepthook__(failed)


def _play(start: Start, node: PlayedNode, source_line: SourceLine, ending: Ending, page: Page) -> int:
    try:
        play = load(start.plays, start.turned, start.source)
        source_line.follow(play)
        wait_until_bound(start.after, lambda: ending.has_begun)
        if ending.has_begun:  # not even for a moment: at its address there may be another program now
            return 0
        page.begin()
        ending.follow(play.__code__)
        play(node)
    except SystemExit as error:
        return 0 if not error.code or ending.has_begun else _exited(error)
    except BaseException as error:  # the boundary of the role's code; CancelledError of asyncio is no Exception
        if _is_end(error) and (ending.has_begun or isinstance(error, Stopped | zmq.ContextTerminated)):
            return 0
        source_line.failed(error)
        status = _status_after(error)
        if start.may_move and status == STATUS_ADDRESS_IN_USE:
            page.move()
        else:
            traceback.print_exc()
        return status
    return 0


def _exited(error: SystemExit) -> int:
    """`sys.exit` with a reason: print it, as Python does."""
    if not isinstance(error.code, int):
        print(error.code, file=sys.stderr)
    return STATUS_EXITED


def _is_end(error: BaseException) -> bool:
    """Whether an exception is how a role ends that is told to stop, or was raised because of that.

    A closed socket or a context that makes no socket (ENOTSUP, pyzmq; EFAULT, libzmq, if it has just ended) ends a role
    that is told to stop before it has begun; a cancelled task, one that runs in an event loop.
    """
    if isinstance(error, BaseExceptionGroup):
        return any(map(_is_end, error.exceptions))
    if isinstance(error, Stopped) or type(error).__name__ == "CancelledError":
        return True
    if isinstance(error, zmq.ZMQError) and error.errno in (zmq.ETERM, zmq.ENOTSUP, zmq.ENOTSOCK, zmq.EFAULT):
        return True
    before = error.__cause__ or error.__context__
    return before is not None and _is_end(before)


def _status_after(error: BaseException) -> int:
    """The exit status of a process whose role has raised."""
    if isinstance(error, TaskFailed):
        return STATUS_TOLD_TO_FAIL
    is_taken = isinstance(error, zmq.ZMQError) and error.errno == zmq.EADDRINUSE
    return STATUS_ADDRESS_IN_USE if is_taken else STATUS_RAISED
