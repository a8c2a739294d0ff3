"""What libzmq's socket monitor said, in words (zmq_socket_monitor(3))."""

from __future__ import annotations

import errno
import os

from zmqplay.wire import SocketEvent

WORDS = {
    0x1: "connected",
    0x2: "connecting",
    0x4: "connection tried again",
    0x8: "listening",
    0x10: "bind failed",
    0x20: "accepted",
    0x40: "accept failed",
    0x80: "closed",
    0x100: "close failed",
    0x200: "disconnected",
    0x400: "monitor stopped",
    0x800: "handshake failed",
    0x1000: "handshake succeeded",
    0x2000: "handshake failed: protocol",
    0x4000: "handshake failed: authentication",
}
RETRIED, PROTOCOL, AUTHENTICATION = 0x4, 0x2000, 0x4000
WITH_ERRNO = 0x10 | 0x40 | 0x100 | 0x800
FAILURES = WITH_ERRNO | PROTOCOL | AUTHENTICATION
MILESTONES = 0x8 | 0x20 | 0x1000
"""From these on something is possible that was not before."""
PROTOCOL_ERRORS = {0x11000001: "the keys do not fit", 0x11000002: "another security mechanism"}
"""The values of ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL that a user can mend (zmq.h)."""


def word(event: SocketEvent) -> str:
    """The event's name."""
    return WORDS.get(event.event, f"event {event.event:#x}")


def detail(event: SocketEvent) -> str:
    """What its value means; nothing where that is only a file descriptor."""
    if event.event == RETRIED:
        return f"in {event.value} ms"
    if event.event == PROTOCOL:
        return PROTOCOL_ERRORS.get(event.value & 0xFFFFFFFF, f"{event.value & 0xFFFFFFFF:#x}") if event.value else ""
    if event.event == AUTHENTICATION:
        return f"ZAP status {event.value}" if event.value else ""
    if event.event & WITH_ERRNO and event.value > 0:
        return f"{errno.errorcode.get(event.value, event.value)}: {os.strerror(event.value)}"
    return ""
