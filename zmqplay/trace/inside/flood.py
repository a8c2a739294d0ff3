"""The thread that keeps the page true while too many messages pass to write each. It ends with the flood.

Its beginning and end cost nothing that a program could notice but a warning of Python 3.12: a program that forks while
it has threads is warned. So it ends soon, and before a fork, which waits until it is gone: some milliseconds.
"""

from __future__ import annotations

import os
import sys
from _thread import get_native_id
from time import monotonic_ns
from typing import TYPE_CHECKING, Any

from ...node.tap.capture import CALM, LOADED_NS, WINDOW_NS
from ...node.tap.clock import UNSEEN

if TYPE_CHECKING:
    from ...node.tap.capture import Capture
    from .carrier import PageCarrier
    from .starved import Starved

SHORT_STEPS, SHORT_STEP_S, STEP_S = 30, 0.001, 0.03
"""Between two writes: of a flood that SIGKILL ends, at most the messages of that time are not counted. The first steps
are short, for a process that sends some thousand messages at once and is then killed."""
QUIET_WINDOWS = 15
"""After so many windows without a flood the thread ends."""
TRIES = 8
THREADS = 8
"""Of so many of the program's threads it is looked at how busy the machine is for them."""
LONGEST_PAUSE_NS = 200_000_000
"""That a fork waits at most for the thread to end."""


class Flood:
    """Writes the counts meanwhile, and begins the windows."""

    def __init__(self, carrier: PageCarrier, capture: Capture, starved: Starved, root: Any) -> None:
        """`root` has the functions that the program may have replaced since it began."""
        self._carrier = carrier
        self._capture = capture
        self._starved = starved
        self._start_thread, self._sleep = root.start_new_thread, root.sleep
        self._alone = root.allocate_lock()
        self._passed = 0
        self._over = False
        self._native_id = 0
        self._left_ns = -LONGEST_PAUSE_NS
        """When the thread has left its last window."""
        self.found = True
        """Whether more messages passed, when the thread ran last, than are each sampled."""

    @property
    def runs(self) -> bool:
        """Whether the thread is there to begin the windows."""
        return bool(self._alone.locked())

    def begin(self) -> None:
        """A window is full: see that the thread runs."""
        if not self._over and self._alone.acquire(False):
            try:
                self._start_thread(self._run, ())
            except RuntimeError:  # no more threads: counts are exact again at the end
                self._alone.release()

    def pause(self) -> None:
        """Let the thread end, and return when the system has no such thread any more."""
        self._over = True
        until_ns = monotonic_ns() + LONGEST_PAUSE_NS
        while (self.runs or self._is_there()) and monotonic_ns() < until_ns:
            self._sleep(SHORT_STEP_S)

    def go_on(self) -> None:
        """Let the thread begin again, where the flood goes on."""
        self._over = False
        if self._capture.full:
            self.begin()

    def _is_there(self) -> bool:
        """Whether the thread is still there; it is for a moment after its last line."""
        is_fresh = monotonic_ns() - self._left_ns < LONGEST_PAUSE_NS  # later the number may be another thread's
        return is_fresh and os.path.exists(f"/proc/self/task/{self._native_id}")

    def end(self) -> None:
        """Let the thread end, e.g. in a forked child, where it is not."""
        self._over = True

    def _run(self) -> None:
        try:
            import signal

            self._native_id = get_native_id()
            signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
            while True:
                self._watch()
                self._left_ns = monotonic_ns()
                self._alone.release()
                if self._over or not self._capture.full or not self._alone.acquire(False):
                    return
        except Exception as error:
            try:
                self._carrier.failed(error)
            except Exception:  # the interpreter ends, and what this needs is gone: the program's stderr is its own
                return

    def _watch(self) -> None:
        """Write every few milliseconds until the flood is over."""
        self._passed, self.found = self.passed(), False
        quiet = steps = 0
        next_ns = (monotonic_ns() // LOADED_NS + 1) * LOADED_NS
        while quiet < QUIET_WINDOWS and not self._over:
            self._sleep(SHORT_STEP_S if steps < SHORT_STEPS else STEP_S)
            steps += 1
            now_ns = monotonic_ns()
            if now_ns < next_ns:
                self.write(exact=not self._capture.full)
                continue
            passed = self._count_passed()
            self.found = self.found or passed > CALM
            filled = self.begin_window(passed)
            quiet = 0 if filled or passed > CALM else quiet + 1
            window_ns = LOADED_NS if filled else WINDOW_NS
            next_ns = (now_ns // window_ns + 1) * window_ns

    def begin_window(self, passed: int) -> bool:
        """Begin a window; return whether the last one left some messages unsampled."""
        if not passed:
            self._look()
        return self.end_window(passed)

    def end_window(self, passed: int) -> bool:
        """The same without a look at what waits.

        Safe while the process ends: nothing is imported. Python, where a module evaluates code, forgets then that
        nobody has caught a KeyboardInterrupt, and ends with another status.
        """
        filled = self._capture.begin_window(passed)
        self.write(exact=not self._capture.full)
        self._carrier.threads.tell_all()
        self._carrier.tell_keys()
        self._carrier.tell_services(self._carrier.threads.services_ns())
        return filled

    def write(self, exact: bool) -> None:
        """Write all counts; with `exact`, each one passes through here that is not written by its own thread."""
        page = self._carrier.page
        for number, calls in self._carrier.open.copy().items():
            for sent, counts in (True, calls.sent), (False, calls.received):
                put, told = page.put if exact and not self._capture.full else page.put_inexact, counts()
                for _ in range(TRIES):  # a count that its own thread writes meanwhile must not be set back
                    put(number, sent, *told)
                    told, before = counts(), told
                    if told == before:
                        break

    def passed(self) -> int:
        """All messages so far."""
        counts = [(each.sent(), each.received()) for each in list(self._carrier.open.values())]
        return self._carrier.closed_passed + sum(sent[0] + received[0] for sent, received in counts)

    def _count_passed(self) -> int:
        """Messages of this window, as many as would have passed on a machine that is not busy."""
        before, self._passed = self._passed, self.passed()
        threads = [clock.native_id for clock in self._capture.clocks.all()[:THREADS]]
        return self._starved.projected(self._passed - before, threads)

    def _look(self) -> None:
        """Nothing passes: a thread that was last seen in the flood may wait in a call. Not in greenlets' threads."""
        clocks = self._capture.clocks
        if "gevent" not in sys.modules and any(clock.doing() == UNSEEN for clock in clocks.all()):
            from ...node.tap import held_up  # late: most programs never get here

            held_up.living(clocks, is_still=True)
