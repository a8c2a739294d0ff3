"""The rows of the page for threads: one of a thread that has ended is given to another one."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import pytest

from zmqplay.node.tap.clock import NO_SOCKET, Clock, Clocks
from zmqplay.trace.inside import layout
from zmqplay.trace.inside.contexts import Contexts
from zmqplay.trace.inside.page import Page
from zmqplay.trace.inside.threads import Threads
from zmqplay.trace.inside.whereabouts import Whereabouts

NO_SUCH_THREAD = 1 << 30
T = TypeVar("T")


class Nobody:
    """A carrier that takes nothing."""

    wants_changes = wants_messages = False


@dataclass
class Context:
    """One of several objects of the context with this handle."""

    underlying: int
    closed: bool = False


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

    def times_of(self, socket: int) -> list[int]:
        """How long the threads were busy, idle and blocked at this socket."""
        return self._threads.times_of(socket)

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


@pytest.fixture
def hurried() -> Iterator[None]:
    """Threads that take turns all the time."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def at_once(*calls: Callable[[], T]) -> list[T]:
    """Make the calls at the same time, each in a thread; return what they have returned."""
    ready = threading.Barrier(len(calls))

    def run(call: Callable[[], T]) -> T:
        ready.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.mark.usefixtures("hurried")
def test_threads_that_begin_at_the_same_time_have_a_row_each() -> None:
    for _ in range(20):
        told = Told()
        numbers = range(1, layout.THREADS + 1)
        at_once(*[partial(told.tell, number) for number in numbers])
        assert sorted(told.rows()) == list(numbers)


@pytest.mark.usefixtures("hurried")
def test_files_that_threads_wait_in_for_the_first_time_have_a_number_each() -> None:
    for _ in range(20):
        files: dict[int, str] = {}
        whereabouts = Whereabouts(files.__setitem__)
        waits = [compile("wait(1)", f"/program/{number}.py", "eval") for number in range(40)]
        found = at_once(*[partial(eval, wait, {"wait": whereabouts.now}) for wait in waits])
        assert [files[file] for _, file in found] == [wait.co_filename for wait in waits]


@pytest.mark.usefixtures("hurried")
def test_contexts_of_several_threads_have_a_number_each_and_one_of_theirs_has_one() -> None:
    for _ in range(20):
        known = Contexts()
        numbers = at_once(*[partial(known.number, Context(handle // 4)) for handle in range(80)])
        assert [numbers[place // 4 * 4] for place in range(80)] == numbers
        assert sorted({*numbers}) == list(range(20))


@pytest.mark.usefixtures("hurried")
def test_the_times_of_a_socket_are_read_while_those_of_new_threads_are_divided() -> None:
    told = Told()
    told.tell(1)

    def come() -> None:
        for number in range(2, 3_000):
            told.tell(number)
            told.tell_all()

    def read() -> None:
        for _ in range(10_000):
            told.times_of(NO_SOCKET)

    at_once(come, read, read)
    busy, *waited = told.times_of(NO_SOCKET)
    assert busy >= 0
    assert waited == [0, 0]
