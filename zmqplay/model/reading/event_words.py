"""Socket events in words, as libzmq's socket monitor reports them (zmq_socket_monitor(3))."""

from __future__ import annotations

import errno
import os

from zmqplay.model.event_numbers import EventNumber, ProtocolError
from zmqplay.wire import SocketEvent

WORDS: dict[int, str] = {
    EventNumber.CONNECTED: "connected",
    EventNumber.CONNECT_DELAYED: "connecting",
    EventNumber.CONNECT_RETRIED: "tries again",
    EventNumber.LISTENING: "listening",
    EventNumber.BIND_FAILED: "bind failed",
    EventNumber.ACCEPTED: "accepted",
    EventNumber.ACCEPT_FAILED: "accept failed",
    EventNumber.CLOSED: "network socket closed",
    EventNumber.CLOSE_FAILED: "close failed",
    EventNumber.DISCONNECTED: "disconnected",
    EventNumber.MONITOR_STOPPED: "monitor stopped",
    EventNumber.HANDSHAKE_FAILED_NO_DETAIL: "handshake failed",
    EventNumber.HANDSHAKE_SUCCEEDED: "handshake succeeded",
    EventNumber.HANDSHAKE_FAILED_PROTOCOL: "handshake failed: protocol",
    EventNumber.HANDSHAKE_FAILED_AUTH: "handshake failed: authentication",
}
WITH_ERRNO = (
    EventNumber.BIND_FAILED
    | EventNumber.ACCEPT_FAILED
    | EventNumber.CLOSE_FAILED
    | EventNumber.HANDSHAKE_FAILED_NO_DETAIL
)
"""Bits of the events whose value is an errno."""
FAILURES = WITH_ERRNO | EventNumber.HANDSHAKE_FAILED_PROTOCOL | EventNumber.HANDSHAKE_FAILED_AUTH
MILESTONES = EventNumber.LISTENING | EventNumber.ACCEPTED | EventNumber.HANDSHAKE_SUCCEEDED
"""Bits of the events after which more is possible than before."""
PROTOCOL_ERRORS: dict[int, str] = {
    ProtocolError.CRYPTOGRAPHIC: "the keys do not fit",
    ProtocolError.MECHANISM_MISMATCH: "another security mechanism",
}


def word(event: SocketEvent) -> str:
    """The event's name."""
    return name_of(event.event)


def name_of(number: int) -> str:
    """The name of the events with this number."""
    return WORDS.get(number, f"event {number:#x}")


def detail(event: SocketEvent) -> str:
    """The meaning of the event's value; empty where the value is only a file descriptor."""
    if event.event == EventNumber.CONNECT_RETRIED:
        return f"in {event.value} ms"
    if event.event == EventNumber.HANDSHAKE_FAILED_PROTOCOL:
        return PROTOCOL_ERRORS.get(event.value & 0xFFFFFFFF, f"{event.value & 0xFFFFFFFF:#x}") if event.value else ""
    if event.event == EventNumber.HANDSHAKE_FAILED_AUTH:
        return f"ZAP status {event.value}" if event.value else ""
    if event.event & WITH_ERRNO and event.value > 0:
        return f"{errno.errorcode.get(event.value, event.value)}: {os.strerror(event.value)}"
    return ""
