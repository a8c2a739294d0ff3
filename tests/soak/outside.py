"""What happens to a zmqplay from outside: signals, helpers that die, directories that go, descriptors that run out."""

from __future__ import annotations

import os
import random
import shutil
import signal
import socket
from contextlib import suppress

import psutil

from tests.soak.surroundings import Surroundings

WORDS = {"fork-server": "multiprocessing.forkserver", "tracker": "multiprocessing.resource_tracker"}
"""A word in the command line of each helper that multiprocessing has; the custodian is the one without."""
NONSENSE = (
    b"",
    b"\xff" * 64,
    b"GET / HTTP/1.0\r\n\r\n",
    b"\xff\0\0\0\0\0\0\0\1\x7f\3\0NULL" + bytes(48),
    bytes(70_000),
)
"""What a program may send to a port that is ZeroMQ's: nothing, noise, another protocol, half a greeting, zeros."""


class Outside:
    """Acts on one zmqplay, which is the process with this id."""

    def __init__(self, surroundings: Surroundings, pid: int, seed: str) -> None:
        """`seed` decides which nonsense is said."""
        self._surroundings, self._pid = surroundings, pid
        self._chance = random.Random(seed)

    def act(self, words: list[str]) -> None:
        """Do what a step says; where there is nothing that it could be done to, nothing."""
        match words:
            case ["!helper", kind, name]:
                self._signal_all(self.helpers(kind), name)
            case ["!node", node, name]:
                self._signal_all([each for each in self.nodes() if _name(each) == node], name)
            case ["!self", name]:
                os.kill(self._pid, signal.Signals[name])
            case ["!directory", "removed"]:
                for path in self._surroundings.temporary.iterdir():
                    shutil.rmtree(path, ignore_errors=True)
            case ["!pages", "cut"]:
                for page in self._surroundings.temporary.rglob("*.counts"):
                    with suppress(OSError):
                        os.truncate(page, 0)
            case ["!disk", "full"]:
                self._surroundings.fill_disk([self._pid, *(each.pid for each in self.family())])
            case ["!clock", by]:
                self._surroundings.step_clock(by)
            case ["!nonsense"]:
                for port in self._ports():
                    self._talk_nonsense(port)
            case _:
                raise ValueError(f"nobody knows how to do {words}")

    def family(self) -> list[psutil.Process]:
        """All descendants of zmqplay."""
        with suppress(psutil.Error):
            return psutil.Process(self._pid).children(recursive=True)
        return []

    def nodes(self) -> list[psutil.Process]:
        """The nodes' processes."""
        servers = {each.pid for each in self.helpers("fork-server")}
        return [each for each in self.family() if _parent(each) in servers]

    def helpers(self, kind: str) -> list[psutil.Process]:
        """The helpers of this kind."""
        own = [each for each in self.family() if _parent(each) == self._pid]
        return [each for each in own if _kind(each) == kind]

    def _signal_all(self, processes: list[psutil.Process], name: str) -> None:
        for process in processes:
            with suppress(psutil.Error):
                process.send_signal(signal.Signals[name])

    def _ports(self) -> list[int]:
        """The tcp ports at which nodes listen."""
        ports = set()
        for node in self.nodes():
            with suppress(psutil.Error):
                ports |= {each.laddr.port for each in node.net_connections() if each.status == psutil.CONN_LISTEN}
        return sorted(ports)

    def _talk_nonsense(self, port: int) -> None:
        """Connect, say something, and leave."""
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5) as stranger:
            stranger.sendall(self._chance.choice(NONSENSE))


def _name(process: psutil.Process) -> str:
    with suppress(psutil.Error):
        return process.name()
    return ""


def _parent(process: psutil.Process) -> int:
    with suppress(psutil.Error):
        return process.ppid()
    return 0


def _kind(helper: psutil.Process) -> str:
    with suppress(psutil.Error):
        command = " ".join(helper.cmdline())
        return next((kind for kind, word in WORDS.items() if word in command), "custodian")
    return ""
