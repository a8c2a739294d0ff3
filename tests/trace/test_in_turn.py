"""What several threads write stands in the order in which they wrote it, and no thread waits for another."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

from tests.trace.tracing import DEADLINE_S
from zmqplay.trace.inside.in_turn import InTurn


class Writing:
    """An InTurn that is interrupted while it writes its first entry."""

    def __init__(self, interrupt: Callable[[InTurn], None]) -> None:
        self.written: list[bytes] = []
        self.is_full = False
        self._interrupt = interrupt
        self.in_turn = InTurn(self._write, threading.RLock(), most=3)

    def _write(self, entries: deque[bytes]) -> bool:
        while entries and not self.is_full:
            entry = entries.popleft()
            if entry == b"first":
                self._interrupt(self.in_turn)
            self.written.append(entry)
        return not self.is_full


def by_a_thread(in_turn: InTurn) -> None:
    thread = threading.Thread(target=in_turn.add, args=(b"second",), daemon=True)
    thread.start()
    thread.join(DEADLINE_S)
    assert not thread.is_alive()


def by_a_handler(in_turn: InTurn) -> None:
    in_turn.add(b"second")


def test_an_entry_that_another_thread_adds_meanwhile_is_written_behind() -> None:
    writing = Writing(by_a_thread)
    writing.in_turn.add(b"first")
    assert writing.written == [b"first", b"second"]


def test_an_entry_that_a_signal_s_handler_adds_meanwhile_is_written_behind() -> None:
    writing = Writing(by_a_handler)
    writing.in_turn.add(b"first")
    assert writing.written == [b"first", b"second"]


def test_what_cannot_be_written_waits_and_the_eldest_gives_way() -> None:
    writing = Writing(by_a_handler)
    writing.is_full = True
    for entry in (b"a", b"b", b"c", b"d"):
        writing.in_turn.add(entry)
    assert writing.written == []
    writing.is_full = False
    writing.in_turn.write()
    assert writing.written == [b"b", b"c", b"d"]
