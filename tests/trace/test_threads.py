"""The rows of the page for threads: one of a thread that has ended is given to another one."""

from __future__ import annotations

import sys
import threading
from typing import Any

import pytest

from zmqplay.node.tap.clock import Clock, Clocks
from zmqplay.trace.inside import layout
from zmqplay.trace.inside.page import Page
from zmqplay.trace.inside.threads import Threads

NO_SUCH_THREAD = 1 << 30


class Nobody:
    """A carrier that takes nothing."""

    wants_changes = wants_messages = False


class Told:
    """The page of a process whose threads take turns."""

    def __init__(self) -> None:
        self._memory = bytearray(layout.BYTES)
        self._clocks: Any = Clocks(Nobody())  # type: ignore[arg-type]
        nowhere: Any = None
        self._threads = Threads(self._clocks, Page(self._memory, threading.RLock()), nowhere)

    def tell(self, native_id: int) -> Clock:
        """A new thread of this number does something."""
        clock = Clock(self._clocks)
        clock.native_id = native_id
        self._clocks._by_thread[native_id], self._clocks._mine.clock = clock, clock
        self._threads.tell_mine()
        return clock

    def tell_all(self) -> None:
        """What all threads do is written."""
        self._threads.tell_all()

    def rows(self) -> list[int]:
        """The number of the thread of each row."""
        at = [layout.THREADS_FROM + row * layout.THREAD.size for row in range(layout.THREADS)]
        return [layout.THREAD.unpack_from(self._memory, each)[0] for each in at]


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_thread_gets_the_row_of_one_that_has_ended() -> None:
    told = Told()
    for number in range(layout.THREADS):
        told.tell(NO_SUCH_THREAD + number)
    assert 0 not in told.rows()
    told.tell(threading.get_native_id())
    assert told.rows().count(threading.get_native_id()) == 1
    told.tell_all()
    assert told.rows().count(threading.get_native_id()) == 1


def test_a_row_of_a_living_thread_is_never_taken() -> None:
    told = Told()
    for _ in range(layout.THREADS):
        told.tell(threading.get_native_id())
    told.tell(NO_SUCH_THREAD)
    assert told.rows() == [threading.get_native_id()] * layout.THREADS
