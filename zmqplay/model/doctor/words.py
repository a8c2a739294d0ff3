"""Words for findings: those of every sentence, and some that only findings need."""

from __future__ import annotations

from math import inf

from zmqplay.model.sockets import SocketTraffic
from zmqplay.model.words import LINE, counted, cut, quoted, quoted_id, some

__all__ = ["LINE", "counted", "cut", "hwm", "quoted", "quoted_id", "some", "spelt"]


def spelt(data: bytes) -> str:
    """A topic as text with its bytes, `'é' (c3 a9)`, for topics that look alike and differ."""
    return f"{quoted(data)} ({cut(data.hex(' '))})"


def hwm(socket: SocketTraffic, name: str) -> str:
    """A socket's SNDHWM or RCVHWM: `1,000`, or `without limit`."""
    most = socket.hwm(name)
    return "without limit" if most == inf else f"{most:,.0f}"
