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


def rate_in_words(rate: float) -> str:
    """Messages a second: `9.7/s`, `1,200/s`."""
    return f"{rate:,.0f}/s" if rate >= 10 or rate == int(rate) else f"{rate:.1f}/s"


def seconds_in_words(seconds: float) -> str:
    """A time: `1.5 s`, `12 s`, `3 min`, `2 h`, `4 d`."""
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds / size:,.0f} {unit}"
    return f"{seconds:,.0f} s" if seconds >= 10 else f"{seconds:.1f} s"


def bytes_in_words(number: float) -> str:
    """A size: `900 B`, `1.2 kB`, `40 MB`."""
    for size, unit in ((1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if number >= size:
            return f"{number / size:.1f} {unit}" if number < 10 * size else f"{number / size:,.0f} {unit}"
    return f"{number:.0f} B"
