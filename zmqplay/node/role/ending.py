"""The end of a role that is told to stop, wherever it waits.

A role that waits in a call of ZeroMQ is woken by the end of its contexts (ETERM): its own, and any other whose sockets
it uses. A role that waits elsewhere (in an event loop, for a lock, a thread or a child, in a sleep) is interrupted
there: `Stopped` is raised in its thread, as Ctrl-C raises KeyboardInterrupt in a program.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic, sleep
from types import CodeType, FrameType
from typing import Any

import zmq

from zmqplay.node.role.node import CLOSING_S, PlayedNode
from zmqplay.node.tap import held_up
from zmqplay.node.tap.pyzmq_private import shut_down
from zmqplay.node.tap.tap import Tap
from zmqplay.patterns.pattern import Stopped

GRACE_S = 0.03
"""How long the ending contexts have to end the role before it is interrupted."""
LOOP_S = 0.1
"""How long an interrupted event loop has to end its tasks before its contexts end. A zmq.asyncio socket whose context
ends prints a traceback in the loop, and its futures never complete."""
AGAIN_S = 0.3
"""How long a role has to tidy up before it is interrupted again."""
THREADS_S, SETTLED_S, LOOK_S = 0.2, 0.02, 0.001
"""How long the role's own threads have to end; how long if none of them is in a call of ZeroMQ; between two looks."""
OURS = ("reporter", "ending", "inbox")
"""The names of the threads that are no role's."""
NEVER = float("inf")


class Ending:
    """Ends one role. Any thread may `begin`; the reporter's thread calls `nudge`, the role's thread the others."""

    def __init__(self, node: PlayedNode, tap: Tap, frame: Callable[[], FrameType | None]) -> None:
        """`frame` gives the innermost frame of the role's thread."""
        self._node = node
        self._own = node.context.underlying
        self._unended = [node.context]
        self._tap = tap
        self._frame = frame
        self._role: CodeType | None = None
        self._wake_s = self._interrupt_s = NEVER
        """When the contexts are to end, and when the role is to be interrupted."""
        self.has_begun = False
        """The role was told to stop."""
        self._is_over = False
        self._terms: list[threading.Thread] = []
        self._waking = threading.RLock()
        """Held while a context begins to end; a signal's handler may interrupt its holder."""

    def follow(self, role: CodeType) -> None:
        """The role's thread is about to call the function with this code."""
        self._role = role

    def begin(self, linger_ms: int | None = None, frame: FrameType | None = None) -> None:
        """End the role; queued messages have `linger_ms` to leave. May be called again, to change that.

        A signal's handler gives the `frame` that it has interrupted.
        """
        self._node.stop(linger_ms)
        if self.has_begun:
            return
        self.has_begun = True
        frame, now = frame or self._frame(), monotonic()
        loops = frame is not None and held_up.is_in_event_loop(frame)
        self._interrupt_s, self._wake_s = (now, now + LOOP_S) if loops else (now + GRACE_S, now)
        self._wake_if_due()

    @property
    def is_under_way(self) -> bool:
        """Whether the role was told to stop and has not ended."""
        return self.has_begun and not self._is_over

    def nudge(self) -> bool:
        """Do what is due; return whether the role's thread should be interrupted now."""
        self._wake_if_due()
        return not self._is_over and monotonic() >= self._interrupt_s

    def interrupt(self, frame: FrameType | None) -> None:
        """Raise Stopped in the role's thread, if that is due, and `frame`, the innermost, is in the role's own code."""
        if not self._is_over and monotonic() >= self._interrupt_s and self._may_raise_in(frame):
            self._interrupt_s = monotonic() + AGAIN_S
            raise Stopped

    def _may_raise_in(self, frame: FrameType | None) -> bool:
        """Whether the role runs, and no call of ours is under way: a count could be left out."""
        while frame is not None and frame.f_code is not self._role:
            if frame.f_globals.get("__name__", "").startswith("zmqplay.node") and not held_up.is_polling(frame):
                return False
            frame = frame.f_back
        return frame is not None

    def _wake_if_due(self) -> None:
        """Wake the role from its calls: end its own context, which ends with its last socket; shut down the others."""
        with self._waking:  # `wait` must find the thread; and a second `term` would abort the process
            if monotonic() < self._wake_s or not self._unended:
                return
            self._terminate(self._unended.pop())
            self._wake_s = NEVER
        for context in self._tap.contexts(besides=self._own):
            shut_down(context)

    def over(self) -> None:
        """The role has ended, by itself or not: interrupt nothing any more, and let threads of its own end.

        A socket must not be closed while another thread is in a call on it: libzmq would abort.
        """
        self._is_over = True
        self._node.stop()
        self._wake_s = 0.0
        self._wake_if_due()
        begun = monotonic()
        while self._others_alive() and monotonic() < begun + THREADS_S:
            if monotonic() > begun + SETTLED_S and not self.in_calls():
                break
            sleep(LOOK_S)

    def _others_alive(self) -> bool:
        ours = (threading.main_thread(), *self._terms)
        return any(thread not in ours and thread.name not in OURS for thread in threading.enumerate())

    def in_calls(self) -> set[int]:
        """The numbers of the sockets that other threads are using at this moment."""
        frames = held_up.frames_of_others()
        return {
            number
            for thread, clock in self._tap.capture.clocks.by_thread()
            if thread in frames and held_up.is_in_call(frames[thread])
            for number in clock.spent
        }

    def wait(self) -> None:
        """All sockets are closed: wait until the contexts have ended, at most as long as the sockets' linger.

        A socket in which the role was blocked no longer takes a linger (libzmq: ETERM), and would delay the end.
        """
        for context in self._tap.contexts(besides=self._own):
            self._terminate(context)
        until = monotonic() + self._node.linger_ms / 1000 + CLOSING_S
        for thread in self._terms:
            thread.join(max(0.0, until - monotonic()))

    def _terminate(self, context: zmq.Context[Any]) -> None:
        thread = threading.Thread(target=context.term, name="ending", daemon=True)
        thread.start()
        self._terms.append(thread)
