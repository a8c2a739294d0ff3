"""The line of the program's own code at which a thread waits, read when it begins to wait."""

from __future__ import annotations

import os
import sys
from itertools import count
from typing import TYPE_CHECKING, Callable

import zmq

if TYPE_CHECKING:
    from types import CodeType

DEEPEST = 32
"""Callers that are looked at, from the tap's own on; one takes 40 ns."""
CODES_KEPT = 10_000
NOBODYS = ("site-packages", "dist-packages")
NOWHERE = 0, 0


class Whereabouts:
    """Finds the nearest caller that is neither the tap's nor a library's."""

    def __init__(self, tell: Callable[[int, str], None]) -> None:
        """`tell` is given the number and the path of each of the program's files, once."""
        self._tell = tell
        self._files: dict[str, int] = {}
        self._numbers = count(1)  # two threads that take one at the same time get two
        self._codes: dict[int, tuple[int, CodeType]] = {}
        """By its address, each code object seen, and the number of its file; 0 where that is not the program's own.
        Not by the object, which equals the same lines of another file."""
        ours = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
        self._libraries = tuple(os.path.join(path, "") for path in (os.path.dirname(os.__file__), ours, _zmqs()))

    def now(self, depth: int) -> tuple[int, int]:
        """The line and the number of the file of the nearest own caller, from `depth` frames above on; or NOWHERE."""
        frame = sys._getframe(depth)
        for _ in range(DEEPEST):
            code = frame.f_code
            known = self._codes.get(id(code))
            number = self._number(code) if known is None else known[0]
            if number:
                return frame.f_lineno or 0, number
            if frame.f_back is None:
                break
            frame = frame.f_back
        return NOWHERE

    def _number(self, code: CodeType) -> int:
        path = os.path.abspath(code.co_filename)
        library = code.co_filename.startswith(("<", *self._libraries)) or any(name in path for name in NOBODYS)
        number = 0 if library else self._files.get(path)
        if number is None:
            mine = next(self._numbers)
            number = self._files.setdefault(path, mine)
            if number == mine:
                self._tell(number, path)
        if len(self._codes) >= CODES_KEPT:  # a program that makes its code as it runs
            self._codes.clear()
        self._codes[id(code)] = number, code
        return number


def _zmqs() -> str:
    return os.path.dirname(os.path.abspath(zmq.__file__))
