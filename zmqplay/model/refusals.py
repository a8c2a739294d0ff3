"""Whether a connection ended because the types of its two sockets do not go together: what its last bytes tell."""

from __future__ import annotations

from errno import EPIPE

from zmqplay.model.event_numbers import EventNumber
from zmqplay.wire import SocketEvent

GREETING_BYTES = 64
"""The length of ZMTP 3's greeting (RFC 23)."""
UNKNOWN = (-1, -1)
"""Bytes received and sent, where they are not known."""


def has_refused(carried: tuple[int, int], *, is_known: bool) -> bool:
    """Whether this side has read the other side's type; `is_known`: the other side could be looked up.

    That is supposed too where the bytes are never known, as over ipc; but not of a program that connected and had gone
    before it could be looked at: one that speaks ZMTP 1.0, or sends as many zeros, ends without a failure too.
    """
    received, sent = carried
    if carried == UNKNOWN:
        return is_known
    return received > GREETING_BYTES + 1 and sent >= GREETING_BYTES


def was_refused(failure: SocketEvent, carried: tuple[int, int]) -> bool:
    """Whether the other side has read this side's type, and broke off before it sent its own."""
    if (failure.event, failure.value) != (EventNumber.HANDSHAKE_FAILED_NO_DETAIL, EPIPE):
        return False
    received, sent = carried
    return received in (GREETING_BYTES, GREETING_BYTES + 1) and sent > GREETING_BYTES
