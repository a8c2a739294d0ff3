"""The line of its own source at which a role is at a moment."""

from __future__ import annotations

import sys
import threading
import traceback
from collections.abc import Callable
from types import CodeType, FrameType
from typing import Any


class Whereabouts:
    """Looked at by the reporter's thread where it makes a report; the role's thread does nothing for it."""

    def __init__(self) -> None:
        self._thread = threading.main_thread().ident or 0
        self._code: CodeType | None = None
        self._failed_at = 0

    def follow(self, play: Callable[..., Any]) -> None:
        """From now on it is about this function, which is going to be called in the main thread."""
        self._code = play.__code__

    def failed(self, error: BaseException) -> None:
        """The function has raised this."""
        lines = [line for frame, line in traceback.walk_tb(error.__traceback__) if frame.f_code is self._code]
        self._failed_at = lines[-1] if lines else 0

    def frame(self) -> FrameType | None:
        """The innermost frame of the role's thread."""
        return sys._current_frames().get(self._thread)

    def line(self) -> int:
        """The line, as the file counts them, in which it is or failed; 0 while it does not run."""
        frame = self.frame()
        while frame is not None and frame.f_code is not self._code:
            frame = frame.f_back
        return self._failed_at if frame is None else frame.f_lineno
