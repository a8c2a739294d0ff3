"""The line of source code at which a role is executing."""

from __future__ import annotations

import sys
import threading
import traceback
from collections.abc import Callable
from types import CodeType, FrameType
from typing import Any


class SourceLine:
    """Reads the line from the main thread's frames when a report is made, at no cost to the role's thread."""

    def __init__(self) -> None:
        self._thread = threading.main_thread().ident or 0
        self._code: CodeType | None = None
        self._failed_at = 0

    def follow(self, play: Callable[..., Any]) -> None:
        """Report lines of `play` from now on; the main thread is about to call it."""
        self._code = play.__code__

    def failed(self, error: BaseException) -> None:
        """The function has raised `error`."""
        lines = [line for frame, line in traceback.walk_tb(error.__traceback__) if frame.f_code is self._code]
        self._failed_at = lines[-1] if lines else 0

    def frame(self) -> FrameType | None:
        """The innermost frame of the role's thread."""
        return sys._current_frames().get(self._thread)

    def now(self) -> int:
        """The line, as the file counts, at which the function executes or failed; 0 while it does not run."""
        frame = self.frame()
        while frame is not None and frame.f_code is not self._code:
            frame = frame.f_back
        return self._failed_at if frame is None else frame.f_lineno
