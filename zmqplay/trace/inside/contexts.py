"""Numbers of contexts: libzmq's handle of a context may be that of another one later."""

from __future__ import annotations

import weakref
from _thread import RLock
from typing import Any


class Contexts:
    """A number for each context; two objects of one context have the same."""

    def __init__(self) -> None:
        self._one_at_a_time = RLock()
        self._known: dict[int, tuple[Any, int]] = {}
        self._open: dict[int, int] = {}
        """How many open sockets each number has."""

    def number(self, context: Any) -> int:
        """The number of a context in which a socket is made."""
        handle = context.underlying
        with self._one_at_a_time:
            known, number = self._known.get(handle, (None, -1))
            if known is None or (not self._open.get(number) and (known() is None or known().closed)):
                number = len(self._open)
                self._known[handle] = weakref.ref(context), number
            self._open[number] = self._open.get(number, 0) + 1
            return number

    def closed(self, number: int) -> None:
        """A socket of this context has closed."""
        with self._one_at_a_time:
            self._open[number] -= 1
