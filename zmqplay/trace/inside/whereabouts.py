"""The line of the program's own code at which a thread waits, read when it begins to wait."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Callable

import zmq

if TYPE_CHECKING:
    from types import CodeType

DEEPEST = 32
"""Callers that are looked at, from the tap's own on; one takes 40 ns."""
NOBODYS = ("site-packages", "dist-packages")
NOWHERE = 0, 0


class Whereabouts:
    """Finds the nearest caller that is neither the tap's nor a library's."""

    def __init__(self, tell: Callable[[int, str], None]) -> None:
        """`tell` is given the number and the path of each of the program's files, once."""
        self._tell = tell
        self._files: dict[str, int] = {}
        self._codes: dict[CodeType, int] = {}
        """The number of the file of each code object seen; 0 for code that is not the program's own."""
        ours = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
        self._libraries = tuple(os.path.join(path, "") for path in (os.path.dirname(os.__file__), ours, _zmqs()))

    def now(self, depth: int) -> tuple[int, int]:
        """The line and the number of the file of the nearest own caller, from `depth` frames above on; or NOWHERE."""
        frame = sys._getframe(depth)
        for _ in range(DEEPEST):
            code = frame.f_code
            number = self._codes.get(code)
            if number is None:
                number = self._number(code)
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
            number = self._files[path] = len(self._files) + 1
            self._tell(number, path)
        self._codes[code] = number
        return number


def _zmqs() -> str:
    return os.path.dirname(os.path.abspath(zmq.__file__))
