"""Words for findings: short, and readable for any bytes in a name."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from zmqplay.model.sockets import SocketTraffic

LONGEST = 40
"""Most characters of a topic or routing id that a finding quotes."""
LINE = 120
"""Most characters of a line of output that a finding quotes."""
NAMED = 3
"""How many of several nodes or topics a finding names; the rest are counted."""


def quoted(data: bytes) -> str:
    """A topic or routing id as text, `'Client1'`; as hex where it is no text, `00 6b 8b 45 67`."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return cut(data.hex(" "))
    return repr(cut(text)) if text.isprintable() else cut(data.hex(" "))


def spelt(data: bytes) -> str:
    """A topic as text with its bytes, `'é' (c3 a9)`, for topics that look alike and differ."""
    return f"{quoted(data)} ({cut(data.hex(' '))})"


def cut(text: str, longest: int = LONGEST) -> str:
    """The text, cut off after `longest` characters."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


def some(names: Sequence[str], last: str = "and") -> str:
    """Names in a row: `a, b and c`, or `a, b, c and 5 more`."""
    shown = list(names) if len(names) <= NAMED + 1 else [*names[:NAMED], f"{len(names) - NAMED} more"]
    return f" {last} ".join(part for part in (", ".join(shown[:-1]), *shown[-1:]) if part)


def counted(number: int, one: str = "message", verb: str = "") -> str:
    """`1 message waits`, `1,234 messages wait`."""
    return f"{number:,} {one}{'' if number == 1 else 's'}" + (verb and f" {verb}{'s' if number == 1 else ''}")


def hwm(socket: SocketTraffic, name: str) -> str:
    """A socket's SNDHWM or RCVHWM: `1,000`, or `without limit`."""
    most = socket.hwm(name)
    return "without limit" if most == inf else f"{most:,.0f}"
