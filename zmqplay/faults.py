"""Faults of zmqplay itself, at the last line of defence: said in one sentence, and kept in a file with the traceback.

Whoever catches a fault goes on without the one fact, pane or command that had it. The same fault is kept once.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress

LOG = "ZMQPLAY_FAULT_LOG"
"""The environment variable that names another file; the tests watch theirs, and fail where a fault was caught."""
FILE = "faults.log"
LONGEST_LOG = 1_000_000
"""Bytes; a longer file is begun again, and the old one kept beside it."""
KEPT = 100
"""Different faults of one process that are kept."""

_kept: set[str] = set()


def forget() -> None:
    """Keep the same faults again."""
    _kept.clear()


def path() -> str:
    """The file in which tracebacks are kept."""
    if named := os.environ.get(LOG):
        return named
    from platformdirs import user_log_path

    return str(user_log_path("zmqplay", appauthor=False) / FILE)


def caught(error: BaseException, doing: str) -> str:
    """Keep the traceback; return the sentence to say. `doing` completes "it could not …"."""
    name = f"{type(error).__name__}: {error}".splitlines()[0][:200]
    sentence = f"it could not {doing}: {name}; this is a fault of zmqplay"
    try:
        where = path()
        _keep(where, doing, error)
    except OSError as full:
        return f"{sentence}, whose traceback could not be kept ({full.strerror})"
    return f"{sentence}, and its traceback is in {where}"


def _keep(where: str, doing: str, error: BaseException) -> None:
    import traceback  # a command that meets no fault need not wait for it

    steps = "".join(traceback.format_exception(error))
    if steps in _kept or len(_kept) >= KEPT:
        return
    os.makedirs(os.path.dirname(where) or ".", mode=0o700, exist_ok=True)
    with suppress(FileNotFoundError):
        if os.stat(where).st_size > LONGEST_LOG:
            os.replace(where, f"{where}.old")
    file = os.open(where, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NONBLOCK, 0o600)
    with open(file, "a", encoding="utf-8", errors="backslashreplace") as log:
        log.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} could not {doing}\n{steps}\n")
    _kept.add(steps)
