"""The handover from the tap to the reporter's thread: samples, counts and wake-ups."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import zmq

from zmqplay.counters import Page
from zmqplay.node.reporting.monitor import Monitor
from zmqplay.node.tap.sample import Sample
from zmqplay.node.tap.tapped import TappedSocket

CHANGED, WAKE = b"\0", b"\1"
"""The two bytes written to the pipe. CHANGED: a thread's activity changed, perhaps only until the end of the window.
WAKE: something should be reported at once."""

FILE = "ipc://"


class Handover:
    """The tap's Carrier: samples and monitors wait here for the reporter, and a pipe wakes it."""

    def __init__(self, page: Page | None = None, note_socket: Callable[[str], None] | None = None) -> None:
        """`page` outlives the process; without one, the counts are kept in private memory.

        `note_socket` is called with the path of each socket file that the process makes.
        """
        self.page = page or Page()
        self._note_socket = note_socket
        self.samples: deque[Sample] = deque()
        self.keep: Callable[[Sample], None] = self.samples.append
        """Take one sampled message."""
        self.monitors: list[Monitor] = []
        self.wants_changes = self.wants_messages = True
        self.wake_fd, self._write_fd = os.pipe()
        """`wake_fd` becomes readable when the reporter has something to do."""
        os.set_blocking(self._write_fd, False)

    def changed(self) -> None:
        """A thread's activity has changed: let the reporter check at the end of this window."""
        self.wants_changes = False
        os.write(self._write_fd, CHANGED)

    def wake(self) -> None:
        """Let the reporter check at once."""
        self.wants_changes = self.wants_messages = False
        os.write(self._write_fd, WAKE)

    def want(self, everything: bool) -> None:
        """Ask to be told of changes and messages; with False, of neither."""
        self.wants_changes = self.wants_messages = everything

    def bound(self, address: str) -> None:
        """Note the socket file that a bind may have made, and count one more bound address.

        In this order: whoever cuts the page off ends the process with the count.
        """
        if self._note_socket is not None and address.startswith(FILE):
            self._note_socket(address.removeprefix(FILE))
        self.page.count_bound()

    def socket_made(self, tapped: TappedSocket, socket: zmq.Socket[Any]) -> None:
        """Monitor a new socket. Called in the thread that has made it."""
        with suppress(zmq.ZMQError, TypeError):  # no room for two more sockets, or no context: the socket has no events
            self.monitors.append(Monitor(tapped.number, socket))
        self.wake()

    def learned(self, tapped: TappedSocket) -> None:
        """Nothing to do: the reporter compares all facts before each report."""

    def written(self, number: int) -> dict[str, int]:
        """Bytes that a socket has handed to the kernel on each tcp connection."""
        return next((monitor.written() for monitor in self.monitors if monitor.number == number), {})

    def read_wake_ups(self) -> bool:
        """Empty the pipe; return whether something should be reported at once."""
        return WAKE in os.read(self.wake_fd, 4096)

    def close(self) -> None:
        """Close the pipe, once no socket is tapped any more."""
        os.close(self.wake_fd)
        os.close(self._write_fd)
