"""The line of a role's source at which the role is."""

from __future__ import annotations

import sys
import threading
import traceback
from collections.abc import Callable
from types import CodeType, FrameType
from typing import Any


class SourceLine:
    """Read from the frames of the main thread when a report is made; the role's thread does nothing for it."""

    def __init__(self) -> None:
        self._thread = threading.main_thread().ident or 0
        self._code: CodeType | None = None
        self._failed_at = 0

    def follow(self, play: Callable[..., Any]) -> None:
        """Tell the lines of this function from now on; the main thread is about to call it."""
        self._code = play.__code__

    def failed(self, error: BaseException) -> None:
        """The function has raised `error`."""
        lines = [line for frame, line in traceback.walk_tb(error.__traceback__) if frame.f_code is self._code]
        self._failed_at = lines[-1] if lines else 0

    def frame(self) -> FrameType | None:
        """The innermost frame of the role's thread."""
        return sys._current_frames().get(self._thread)

    def now(self) -> int:
        """The line, as the file counts them, at which the function is or failed; 0 while it does not run."""
        frame = self.frame()
        while frame is not None and frame.f_code is not self._code:
            frame = frame.f_back
        return self._failed_at if frame is None else frame.f_lineno
