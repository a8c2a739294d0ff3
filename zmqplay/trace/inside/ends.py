"""Ends of a process that no `atexit` sees: os._exit, and exec in its place."""

from __future__ import annotations

import os
from functools import wraps
from typing import Any, Callable

NAMES = "_exit", "execv", "execve", "abort"


def watch_ends(finish: Callable[[], None], resume: Callable[[], None]) -> None:
    """Have `finish` called before each, and `resume` after an exec that failed. The others of `os` call these."""
    for name in NAMES:
        if hasattr(os, name):
            setattr(os, name, _preceded(getattr(os, name), finish, resume))


def _preceded(original: Any, finish: Callable[[], None], resume: Callable[[], None]) -> Any:
    @wraps(original)
    def call(*args: Any, **kwargs: Any) -> Any:
        finish()
        try:
            return original(*args, **kwargs)
        finally:
            resume()

    return call
