"""Words that only findings need; those of every sentence are in `zmqplay.model.words`."""

from __future__ import annotations

from math import inf

from zmqplay.model.sockets import SocketTraffic
from zmqplay.model.words import cut, quoted


def spelt(data: bytes) -> str:
    """A topic as text with its bytes, `'é' (c3 a9)`, for topics that look alike and differ."""
    return f"{quoted(data)} ({cut(data.hex(' '))})"


def hwm(socket: SocketTraffic, name: str) -> str:
    """A socket's SNDHWM or RCVHWM: `1,000`, or `without limit`."""
    most = socket.hwm(name)
    return "without limit" if most == inf else f"{most:,.0f}"
