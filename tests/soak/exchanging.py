"""The programs that are traced in the fault runner: one sends numbered messages to the other, in two processes.

Each writes how it went into a file: what must be there is known, whatever happens to zmqplay.
"""

from __future__ import annotations

import os
import sys
import time
from typing import TextIO

import zmq


def send(address: str, count: int, pause_s: float) -> str:
    """Send the first half, and the rest from a forked child, so that more than one process is traced."""
    _send(address, range(count // 2), pause_s)
    child = os.fork()
    if not child:
        _send(address, range(count // 2, count), pause_s)
        os._exit(0)
    return f"child ended {os.waitpid(child, 0)[1]}"


def _send(address: str, numbers: range, pause_s: float) -> None:
    context = zmq.Context()
    socket = context.socket(zmq.PUSH)
    socket.connect(address)
    for number in numbers:
        socket.send(b"%d" % number)
        time.sleep(pause_s)
    socket.close(linger=-1)
    context.term()


def take(address: str, count: int, _pause_s: float) -> str:
    """Take all. What two processes have sent may come by turns, each one's in its order."""
    context = zmq.Context()
    socket = context.socket(zmq.PULL)
    socket.bind(address)
    came = [int(socket.recv()) for _ in range(count)]
    context.destroy(linger=0)
    halves = [number for number in came if number < count // 2] + [number for number in came if number >= count // 2]
    return f"all {count}" if halves == list(range(count)) else f"not in order: {came}"


def main() -> None:
    role, address, result, count, pause_ms = sys.argv[1:]
    how = "begun"
    with open(result, "w") as file:  # open all the time: later there may be no room for another
        try:
            _write(file, how)
            how = {"send": send, "take": take}[role](address, int(count), int(pause_ms) / 1_000)
        except BaseException as error:
            how = f"{type(error).__name__}: {error}".removesuffix(": ")
            raise
        finally:
            _write(file, how)


def _write(file: TextIO, how: str) -> None:
    os.ftruncate(file.fileno(), 0)
    os.pwrite(file.fileno(), how.encode(), 0)


if __name__ == "__main__":
    main()
