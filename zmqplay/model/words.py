"""Words for sentences: short, and readable for any bytes in a name."""

from __future__ import annotations

from collections.abc import Sequence

from zmqplay.template import as_literal

LONGEST = 40
"""Most characters of a topic or routing id that a sentence quotes."""
LINE = 120
"""Most characters of a line of output that a sentence quotes."""
NAMED = 3
"""How many of several nodes or topics a sentence names; the rest are counted."""


def quoted(data: bytes) -> str:
    """A topic or routing id as one types it: `'Client1'`, `'\\x00ab'`."""
    return f"'{as_literal(data, LONGEST)}'"


def quoted_id(routing_id: bytes) -> str:
    """A routing id `quoted`; as hex where a ROUTER made it (five bytes, the first of them zero): `00 6b 8b 45 67`."""
    return routing_id.hex(" ") if len(routing_id) == 5 and routing_id[0] == 0 else quoted(routing_id)


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


def with_article(word: str) -> str:
    """A socket type or a role with its article, by its sound: `a SUB`, `an XSUB`, `an asker`."""
    return f"{'an' if word[:1] in 'aeiouX' else 'a'} {word}"


def milliseconds(time_ns: int) -> str:
    """`0.21 ms`, `48 ms`, `1.20 s`."""
    if time_ns < 9_995_000:
        return f"{time_ns / 1e6:.2f} ms"
    return f"{time_ns / 1e6:.0f} ms" if time_ns < 999_500_000 else f"{time_ns / 1e9:.2f} s"
