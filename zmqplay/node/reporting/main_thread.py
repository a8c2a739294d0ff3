"""What must be done in the role's thread, since a ZeroMQ socket belongs to one thread, while the role may wait there.

A signal interrupts libzmq's wait (EINTR); pyzmq lets Python's handlers run and then waits on. So does a sleep.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections import deque
from collections.abc import Callable
from types import FrameType

import zmq

Errand = Callable[[], None]


class Errands:
    """Runs errands in the main thread, between two of its instructions."""

    def __init__(self, done: Callable[[], None] = lambda: None) -> None:
        """`done` is called after each round of errands, in the main thread too."""
        self._done = done
        self._waiting: deque[Errand] = deque()
        self._main = threading.main_thread().ident or 0
        signal.signal(signal.SIGUSR1, self._run)

    def send(self, errand: Errand) -> None:
        """Have it run soon; from any thread."""
        self._waiting.append(errand)
        self.nudge()

    @property
    def waiting(self) -> bool:
        """Some have not run yet."""
        return bool(self._waiting)

    def nudge(self) -> None:
        """Interrupt the main thread, again and again until it has run them.

        Once is not enough: a signal that comes between Python's last look and the system call does not interrupt it.
        """
        if self._waiting:
            signal.pthread_kill(self._main, signal.SIGUSR1)

    def _run(self, _number: int, _frame: FrameType | None) -> None:
        while self._waiting:
            try:
                self._waiting.popleft()()
            except zmq.ZMQError as error:  # not the role's fault: it must not raise there
                print(f"zmqplay: {error}", file=sys.stderr)
        self._done()
