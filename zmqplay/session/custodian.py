"""The process that tidies up after a zmqplay that was killed: its nodes cannot, since they die at once too."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import sys
from multiprocessing.connection import Connection
from pathlib import Path

LEFTOVERS = "leftovers"
"""Names, in the directory, the files outside it that are to go too, a line each."""
PR_SET_NAME = 15


def keep_house(life: Connection, directory: str) -> None:
    """Wait for zmqplay's end; unless it says that all is well, remove its directory and its socket files."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_NAME, b"custodian")
    if os.read(life.fileno(), 1):
        return
    leftovers = Path(directory, LEFTOVERS)
    for path in leftovers.read_text().splitlines() if leftovers.exists() else ():
        Path(path).unlink(missing_ok=True)
    shutil.rmtree(directory, ignore_errors=True)
