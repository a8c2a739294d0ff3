"""The doorkeeper: lets only the programs of a session connect to its monitor and its control socket.

    node ── HELLO, the session's secret ──▶ monitor, control        ZMTP PLAIN (RFC 24), answered by ZAP (RFC 27)

The secret reaches a node with its start, through a pipe. Who does not know it is turned away within the handshake, so
no message of theirs is ever kept or read: neither a forged report nor a million frames.
"""

from __future__ import annotations

import os
import threading
from typing import Any

import zmq

ZAP, DOMAIN = "inproc://zeromq.zap.01", b"zmqplay"
FAILURES = (
    zmq.EVENT_HANDSHAKE_FAILED_AUTH | zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL | zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL
)  # fmt: skip
LONGEST_HANDSHAKE_MS = 5_000
PRIVATE = 0o600


class Doorkeeper:
    """Answers in a thread of its own, since nodes wait for the answer, and counts whom it has turned away."""

    def __init__(self, context: zmq.Context[Any]) -> None:
        """The thread ends with the `context`."""
        self.secret = os.urandom(16).hex().encode()
        """The password of this session, known to its nodes only."""
        self.turned_away = 0
        """Connections that ended within the handshake."""
        self._context: zmq.Context[Any] = zmq.Context(context)  # a shadow: the other one must not close our sockets
        self._doors: list[str] = []
        """The addresses at which libzmq tells of failed handshakes, one for each guarded socket."""
        self._failure: zmq.ZMQError | None = None

    def guard(self, socket: zmq.Socket[Any]) -> None:
        """Let only who knows the secret connect to this `socket`, which is not bound yet."""
        socket.plain_server, socket.zap_domain = True, DOMAIN
        socket.handshake_ivl = LONGEST_HANDSHAKE_MS
        self._doors.append(f"inproc://door-{len(self._doors)}")
        socket.monitor(self._doors[-1], FAILURES)

    def start(self) -> None:
        """Begin to answer; all sockets are guarded by now. Raises what keeps the thread from it."""
        answers = threading.Event()
        threading.Thread(target=self._run, args=(answers,), name="doorkeeper", daemon=True).start()
        answers.wait()
        if self._failure is not None:
            raise self._failure

    def _run(self, answers: threading.Event) -> None:
        """The thread makes its sockets itself: where it does not start, none keeps the context from ending."""
        zap, doors = None, []
        try:
            zap = self._context.socket(zmq.REP)
            zap.bind(ZAP)
            for address in self._doors:
                doors.append(self._context.socket(zmq.PAIR))
                doors[-1].connect(address)
            answers.set()
            self._answer_all(zap, doors)
        except zmq.ZMQError as error:  # after `start`, always the end of the context
            self._failure = error
        finally:
            answers.set()
            for socket in (zap, *doors):
                if socket is not None:
                    socket.close(0)

    def _answer_all(self, zap: zmq.Socket[Any], doors: list[zmq.Socket[Any]]) -> None:
        watched: list[tuple[Any, int]] = [(socket, int(zmq.POLLIN)) for socket in (zap, *doors)]
        while True:
            for ready, _ in zmq.zmq_poll(watched):
                frames = ready.recv_multipart()
                if ready is zap:
                    zap.send_multipart(self._answer(*frames))
                else:
                    self.turned_away += 1

    def _answer(self, version: bytes, request: bytes, *rest: bytes) -> list[bytes]:
        """The reply to a request of ZAP, whose last frame is the password."""
        return [version, request, b"200" if _are_equal(rest[-1], self.secret) else b"400", b"", b"", b""]


def _are_equal(one: bytes, other: bytes) -> bool:
    """Compare in a time that tells nothing of where they differ. (`hmac` does so too, and takes 3 ms to import.)"""
    return len(one) == len(other) and not sum(left ^ right for left, right in zip(one, other, strict=True))


def make_private(address: str) -> None:
    """Let only the user write to a bound ipc socket; the directory around it is private too."""
    os.chmod(address.removeprefix("ipc://"), PRIVATE)
