"""The fork server: a process that has imported the node's code and made no ZeroMQ context, from which nodes are forked.

(Contexts do not survive a fork.) With it come a pipe whose end tells every child that zmqplay is gone, and a custodian
that then removes the files that a killed zmqplay left.
"""

from __future__ import annotations

import errno
import multiprocessing
import os
import sys
import threading
import time
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from types import TracebackType
from typing import Self

from zmqplay import open_files
from zmqplay.belongings import MARK, ROOM
from zmqplay.control.refused import Refused
from zmqplay.private_place import find_place
from zmqplay.session.hosts import multiprocessing_private as private
from zmqplay.session.hosts import open_threads
from zmqplay.session.hosts.custodian import Custodian
from zmqplay.session.hosts.helpers import has_ended, resume_if_stopped

ENDING_S = 1.0
"""How long all helper processes together may take to end before they are killed."""
LOOK_S = 0.2
"""How often the helper processes are looked after while nodes run."""
ANSWER_S = 30.0
"""How long the fork server may take to start a node before it is killed, and gets a successor.

Its own start, in a second, is part of that; on a machine with ten times more work than processors it takes ten.
"""


class ForkServer:
    """The fork server, the pipe and the custodian: started and ended together, and started again when needed.

    A process has one (`of_this_process`), since multiprocessing has one.
    """

    def __init__(self) -> None:
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["zmqplay.node.warm"])
        self._starting, self._tidying = threading.Lock(), threading.Lock()
        self._life: tuple[Connection, Connection] | None = None
        self._custodian: Custodian | None = None
        """The process that removes the directory if zmqplay is killed."""
        self._looked = 0.0
        self.notice = ""
        """A sentence for the user, if the directory is not where TMPDIR says."""

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self) -> None:
        """Start everything unless it runs, so that the first node need not wait; callable in any thread.

        Raises Refused if the system does not allow it.
        """
        with self._starting:
            if self._life is not None:
                return
            os.environ[MARK] = ROOM  # here, since a successor of the fork server may be started by any thread
            private.be_silent_about_the_tracker()
            self._have_custodian()
            life = self._context.Pipe(duplex=False)
            try:
                with plain_surroundings():
                    private.start_fork_server()
            except OSError as error:
                raise _not_started(error) from None
            self._life = life
            import zmqplay.node.__main__  # noqa: F401  # a node's code, for which the first node would wait

    def close(self) -> None:
        """End everything, if it runs, and remove the directory; by itself it would end a moment after zmqplay."""
        until = time.monotonic() + ENDING_S
        with self._starting:
            self.look_after(at_once=True)
            if self._life is not None:
                for end in self._life:
                    end.close()
                self._life = None
                private.stop_fork_server(until)
                private.stop_resource_tracker(until)
            with self._tidying:
                if self._custodian is not None:
                    self._custodian.remove_all()
                    private.use_directory(None)
                    self._custodian.dismiss(until)
                    self._custodian = None

    @property
    def life(self) -> Connection:
        """The reading end of a pipe whose writing end only zmqplay holds."""
        self.start()
        assert self._life is not None
        return self._life[0]

    @property
    def directory(self) -> Path:
        """A private directory, removed at the end of zmqplay, however zmqplay ends."""
        return self.custodian.directory

    @property
    def custodian(self) -> Custodian:
        """What removes all that zmqplay and its nodes have made."""
        return self._have_custodian()

    def _have_custodian(self) -> Custodian:
        """Make the directory, unless it is there, once the process runs that will remove it."""
        with self._tidying:
            if self._custodian is not None:
                return self._custodian
            open_files.raise_limit()
            open_files.check(nodes=0)
            open_threads.check(nodes=0)
            place = find_place()
            self.notice = place.notice
            try:
                custodian = Custodian(place.path)
            except OSError as error:
                raise _not_started(error) from None
            try:
                place.path.mkdir(mode=0o700)
            except OSError as error:
                custodian.dismiss(time.monotonic() + ENDING_S)
                why = f"{place.path} cannot be made: {error.strerror}"
                raise Refused(f"{why}; make room there, or let TMPDIR name another directory.") from None
            private.use_directory(place.path)
            self._custodian = custodian
            call_once_at_exit(self.close)
            return custodian

    @property
    def pid(self) -> int:
        """The process that forks the nodes; each of its successors has another number."""
        return private.fork_server_pid()

    def has_ended(self, pid: int) -> bool:
        """Whether the fork server that had this number has ended, and its nodes with it."""
        return pid != self.pid or has_ended(pid)

    def look_after(self, at_once: bool = False) -> None:
        """Resume helper processes that were stopped, and replace a custodian that was killed. Cheap, and never waits.

        The fork server has its successor at the next start of a node.
        """
        now = time.monotonic()
        if not at_once and now - self._looked < LOOK_S:
            return
        self._looked = now
        for pid in (private.fork_server_pid(), private.tracker_pid()):
            if pid:
                resume_if_stopped(pid)
        if self._tidying.acquire(blocking=False):
            try:
                if self._custodian is not None:
                    self._custodian.look_after()
            finally:
                self._tidying.release()

    def give_up(self) -> None:
        """Kill the fork server, which does not answer: its nodes have ended, or end with it."""
        private.stop_fork_server(until=0.0)

    @contextmanager
    def waited_for(self) -> Iterator[Callable[[], None]]:
        """Let the block wait for the fork server, which is looked after meanwhile, and killed if it does not answer.

        The block calls what it is given after each answer.
        """
        over, waited = threading.Event(), [time.monotonic()]

        def answered() -> None:
            waited[0] = time.monotonic()

        def look_out() -> None:
            while not over.wait(LOOK_S):
                self.look_after()
                if time.monotonic() - waited[0] > ANSWER_S:
                    self.give_up()
                    answered()

        threading.Thread(target=look_out, name="lookout", daemon=True).start()
        try:
            yield answered
        finally:
            over.set()

    def process(self, target: Callable[..., object], args: tuple[object, ...], name: str) -> ForkServerProcess:
        """A process that will be forked from the server. Not daemonic in multiprocessing's sense: its role may start
        processes of its own."""
        return self._context.Process(target=target, args=args, name=name, daemon=False)


def _not_started(error: OSError) -> Refused:
    mend = "; raise the limit of open files (`ulimit -n`)" if error.errno == errno.EMFILE else ""
    return Refused(f"it cannot start its helper processes: {error.strerror}{mend}.")


@cache
def call_once_at_exit(call: Callable[[], None]) -> None:
    """Call `call` when the interpreter ends, however often this is asked for."""
    private.call_at_exit(call)


@cache
def of_this_process() -> ForkServer:
    """The one fork server that a process can have: multiprocessing keeps it in a global variable."""
    return ForkServer()


def warm_up() -> None:
    """Start what the first session needs; where that is refused, the session says why."""
    with suppress(Refused):
        of_this_process().start()


@contextmanager
def plain_surroundings() -> Iterator[None]:
    """Start a process as if from a plain program.

    multiprocessing would import the program's main module in each child, for pickled classes.
    """
    main, sys.modules["__main__"] = sys.modules["__main__"], types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
