"""A traceback that the program prints as it ends has the program's lines, and none of the tap's."""

from __future__ import annotations

import os
import sys
from functools import wraps
from typing import Any

OURS = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), "")


def show_without_ours() -> None:
    """Have what nobody catches shown by the hooks that are there, in all threads."""
    sys.excepthook = _shown_without_ours(sys.excepthook)
    threading = sys.modules.get("threading")
    if threading is not None:
        setattr(threading, "excepthook", _shown_in_threads(threading.excepthook))  # noqa: B010


def _shown_without_ours(hook: Any) -> Any:
    @wraps(hook)
    def excepthook(kind: Any, error: Any, trace: Any) -> Any:
        try:
            _unlink_all(error, set())
            trace = _without_ours(trace)
        except Exception:  # then the lines are shown
            pass
        return hook(kind, error, trace)

    return excepthook


def _shown_in_threads(hook: Any) -> Any:
    @wraps(hook)
    def excepthook(told: Any) -> Any:  # what it is given cannot be changed, but the traceback in it can
        try:
            _unlink_all(told.exc_value, set())
            _without_ours(told.exc_traceback)
        except Exception:
            pass
        return hook(told)

    return excepthook


def _unlink_all(error: Any, seen: set[int]) -> None:
    """Also of the exceptions from which this one came."""
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        error.__traceback__ = _without_ours(error.__traceback__)
        _unlink_all(error.__cause__, seen)
        error = error.__context__


def _without_ours(trace: Any) -> Any:
    while trace is not None and _is_ours(trace):
        trace = trace.tb_next
    last = trace
    while last is not None and last.tb_next is not None:
        if _is_ours(last.tb_next):
            last.tb_next = last.tb_next.tb_next
        else:
            last = last.tb_next
    return trace


def _is_ours(trace: Any) -> bool:
    return bool(trace.tb_frame.f_code.co_filename.startswith(OURS))
