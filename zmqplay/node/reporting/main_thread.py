"""Run calls in the role's thread even while the role waits there, since a ZeroMQ socket belongs to one thread.

A signal interrupts libzmq's wait (EINTR); pyzmq lets Python's signal handlers run and then waits on; `whole_polls`
says what a poll needs for that. So does a sleep.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections import deque
from collections.abc import Callable
from types import FrameType

import zmq

Call = Callable[[], None]


class MainThread:
    """Runs calls in the main thread, between two of its instructions. Takes SIGUSR1 from the process."""

    def __init__(
        self, done: Callable[[], None] = lambda: None, then: Callable[[FrameType | None], None] = lambda _frame: None
    ) -> None:
        """`done` is called in the main thread after each round of calls.

        `then` is called after that with the frame that was interrupted, and may raise there.
        """
        self._done = done
        self._then = then
        self._waiting: deque[Call] = deque()
        self._main = threading.main_thread().ident or 0
        signal.signal(signal.SIGUSR1, self._run)

    def run_soon(self, call: Call) -> None:
        """Let the main thread make this call soon; callable from any thread."""
        self._waiting.append(call)
        self.nudge()

    @property
    def waiting(self) -> bool:
        """Whether some calls have not been made yet."""
        return bool(self._waiting)

    def nudge(self, always: bool = False) -> None:
        """Interrupt the main thread if calls wait, or `always`; repeat this until it has made them.

        Once is not enough: a signal between Python's last check and the system call does not interrupt the call.
        """
        if self._waiting or always:
            signal.pthread_kill(self._main, signal.SIGUSR1)

    def _run(self, _number: int, frame: FrameType | None) -> None:
        while self._waiting:
            try:
                self._waiting.popleft()()
            except zmq.ZMQError as error:  # not the role's fault, so it must not be raised in the role
                print(f"zmqplay: {error}", file=sys.stderr)
        self._done()
        self._then(frame)
