"""What roles do that a program should not do; a role obeys when it passes a message such as `do worker fork`."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress

import zmq

from zmqplay.patterns.pattern import Node

ORDER = re.compile(rb"do ([a-z]+) ([a-z0-9-]+)")
AWAY_S = 60
"""How long a process lives that nobody ends: longer than a test waits for its end."""
Socket = zmq.Socket[bytes]


def obey(node: Node, socket: Socket, frames: Iterable[bytes]) -> None:
    """Do what the message says, if it says so to this role."""
    for frame in frames:
        found = ORDER.match(frame)
        if found and node.name.startswith(found[1].decode() + "-"):
            WORDS[found[2].decode()](node, socket)


def _raise(_node: Node, _socket: Socket) -> None:
    raise RuntimeError("as it was told")


def _return(_node: Node, _socket: Socket) -> None:
    sys.exit(0)


def _exit(_node: Node, _socket: Socket) -> None:
    os._exit(0)


def _exit_7(_node: Node, _socket: Socket) -> None:
    os._exit(7)


def _hold(_node: Node, socket: Socket) -> None:
    """End with whatever is queued, which must not be given up."""
    socket.linger = -1
    sys.exit(0)


def _deaf(_node: Node, _socket: Socket) -> None:
    """Ignore SIGTERM and every exception."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    until = time.monotonic() + AWAY_S
    while time.monotonic() < until:
        with suppress(BaseException):
            time.sleep(AWAY_S)


def _lines(_node: Node, _socket: Socket) -> None:
    sys.stdout.write("a line\n" * 20_000)
    sys.stdout.flush()


def _long_lines(_node: Node, _socket: Socket) -> None:
    for _ in range(8):
        os.write(1, b"x" * (1 << 20) + b"\n")


def _no_newline(_node: Node, _socket: Socket) -> None:
    for _ in range(8):
        os.write(1, b"x" * (1 << 20))


def _binary(_node: Node, _socket: Socket) -> None:
    os.write(1, bytes(range(256)) * 400 + b"\n\x1b]0;owned\x07\x1b[2J\x9b31m[/b] \xe2\x80\xae\n")


def _fork(_node: Node, _socket: Socket) -> None:
    if os.fork() == 0:
        time.sleep(AWAY_S)
        os._exit(0)


def _program(_node: Node, _socket: Socket) -> None:
    subprocess.Popen([sys.executable, "-I", "-S", "-c", f"import time; time.sleep({AWAY_S})"])


def _close_all(_node: Node, _socket: Socket) -> None:
    os.closerange(0, 4_096)


def _crash(_node: Node, _socket: Socket) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def _freeze(_node: Node, _socket: Socket) -> None:
    os.kill(os.getpid(), signal.SIGSTOP)


def _thread(_node: Node, _socket: Socket) -> None:
    threading.Thread(target=time.sleep, args=(AWAY_S,)).start()


def _destroy(node: Node, _socket: Socket) -> None:
    node.context.destroy(linger=0)


def _forget(_node: Node, _socket: Socket) -> None:
    os.chdir("/")
    os.environ.clear()


WORDS: dict[str, Callable[[Node, Socket], None]] = {
    "raise": _raise,
    "return": _return,
    "exit": _exit,
    "exit-7": _exit_7,
    "hold": _hold,
    "deaf": _deaf,
    "lines": _lines,
    "long-lines": _long_lines,
    "no-newline": _no_newline,
    "binary": _binary,
    "fork": _fork,
    "program": _program,
    "close-all": _close_all,
    "crash": _crash,
    "freeze": _freeze,
    "thread": _thread,
    "destroy": _destroy,
    "forget": _forget,
}
