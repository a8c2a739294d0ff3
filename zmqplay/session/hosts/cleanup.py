"""The process that removes files after zmqplay was killed: its nodes cannot, since they die at once too.

The script starts before there is anything to remove, and imports only the standard library. Its standard input names
the paths to remove, one a line, and ends when zmqplay ends.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys

ALL_IS_WELL = "."
"""The last line from a zmqplay that ends by itself and has removed everything."""


def clean_up() -> None:
    """Wait for the end of zmqplay; unless all is well, remove the paths that it has named."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    paths = [line.rstrip("\n") for line in sys.stdin]
    if ALL_IS_WELL in paths:
        return
    for path in paths:
        if os.path.isdir(path):
            shutil.rmtree(path, ignore_errors=True)
        elif os.path.exists(path):
            os.unlink(path)


if __name__ == "__main__":
    clean_up()
