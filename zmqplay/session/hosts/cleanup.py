"""The process that tidies up after a zmqplay that was killed: its nodes cannot, since they die at once too.

It is run as a script of its own, before there is anything to tidy up, and imports nothing but the standard library.
On its standard input it is told what to remove, a path a line. The end of the input is zmqplay's end.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys

ALL_IS_WELL = "."
"""The last line of a zmqplay that ends by itself and has tidied up."""


def clean_up() -> None:
    """Wait for zmqplay's end; unless all is well, remove the paths that it has named."""
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
