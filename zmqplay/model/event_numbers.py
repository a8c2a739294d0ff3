"""The numbers of socket events, as libzmq's socket monitor sends them (zmq_socket_monitor(3), zmq.h)."""

from __future__ import annotations

from enum import IntEnum


class EventNumber(IntEnum):
    """The values of `wire.SocketEvent.event`; one bit each, so that several can be tested at once."""

    CONNECTED = 0x1
    CONNECT_DELAYED = 0x2
    CONNECT_RETRIED = 0x4
    LISTENING = 0x8
    BIND_FAILED = 0x10
    ACCEPTED = 0x20
    ACCEPT_FAILED = 0x40
    CLOSED = 0x80
    CLOSE_FAILED = 0x100
    DISCONNECTED = 0x200
    MONITOR_STOPPED = 0x400
    HANDSHAKE_FAILED_NO_DETAIL = 0x800
    """The event's value is an errno."""
    HANDSHAKE_SUCCEEDED = 0x1000
    HANDSHAKE_FAILED_PROTOCOL = 0x2000
    """The event's value is a `ProtocolError`."""
    HANDSHAKE_FAILED_AUTH = 0x4000
    """The event's value is the ZAP status code: 300, 400 or 500 (RFC 27)."""


class ProtocolError(IntEnum):
    """Values of HANDSHAKE_FAILED_PROTOCOL that a user can mend (zmq.h)."""

    CRYPTOGRAPHIC = 0x11000001
    """The keys of the two sides do not match."""
    MECHANISM_MISMATCH = 0x11000002
    """The two sides use different security."""
