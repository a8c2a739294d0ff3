"""What the arguments of a command may be: read from a word, and offered for completion."""

from __future__ import annotations

import math
import re
import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from zmqplay.control.controls import Playable, Rate
from zmqplay.model.nodes import NodeState
from zmqplay.model.options import option, options_for
from zmqplay.patterns.pattern import Pattern, Role
from zmqplay.session.setup import check_count, check_node_name, check_role, check_target, check_wire, check_work

MOST_AT_ONCE = 1_000_000
MOST_BYTES = 1 << 27
MOST_RATE = 1e7
MOST_NODES = 64

Words = Sequence[str]


class BadArgument(ValueError):
    """The word is not what is wanted; the text says what is."""


@dataclass(frozen=True, slots=True)
class Argument:
    """One kind of argument."""

    usage: str
    read: Callable[[str, Words, Pattern], Any]
    """The value of a word, given all words and the pattern."""
    choices: Callable[[Playable, Words], Sequence[str]] = lambda _session, _words: ()
    """What it could be now, given the words before; the likeliest first."""
    is_rest: bool = False
    """It takes the rest of the line, spaces and all."""


def split(text: str, wanted: Sequence[Argument]) -> list[str]:
    """The words of a command's arguments."""
    if wanted and wanted[-1].is_rest:
        return text.split(maxsplit=len(wanted) - 1)
    try:
        return shlex.split(text)
    except ValueError:
        raise BadArgument(f"a quotation mark is not closed in {text!r}") from None


def quoted(word: str) -> str:
    """A word as it is typed, in quotation marks where it needs them."""
    return shlex.quote(word) if word else '""'


def as_typed(value: int | bytes) -> str:
    """An option's value as it is typed."""
    return value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else str(value)


def plain(number: float) -> str:
    """A number as it is typed, without an exponent."""
    return f"{number:.6f}".rstrip("0").rstrip(".")


def rate_in_words(rate: Rate, node: str = "") -> str:
    """A rate as the screen says it."""
    who = f" from {node}" if node else ""
    if rate is None:
        return f"traffic flat out{who}"
    each = who or " for each speaker"
    return f"traffic {rate:,.10g} msg/s{each}".replace(",", " ") if rate else f"traffic off{who}"


def work_in_words(target: str, ms: float, jitter_ms: float = 0.0) -> str:
    """A work time as the screen says it."""
    jitter = f", give or take {plain(jitter_ms)}" if jitter_ms else ""
    return f"a task takes {target} {plain(ms)}{jitter} ms"


def _rate(word: str, _words: Words, _pattern: Pattern) -> Rate:
    if word in ("max", "off"):
        return None if word == "max" else 0.0
    number = re.fullmatch(r"(\d+(?:\.\d+)?|\.\d+)(k?)", word, re.ASCII)
    rate = float(number[1]) * (1_000 if number[2] else 1) if number else math.inf
    if rate > MOST_RATE:
        raise BadArgument(f"wants messages a second up to {MOST_RATE:,.0f}, max or off, not {word!r}: /rate 200")
    return rate


def _milliseconds(word: str, _words: Words, _pattern: Pattern) -> float:
    number = re.fullmatch(r"(\d+(?:\.\d+)?|\.\d+)(ms|s|)", word, re.ASCII)
    if not number:
        raise BadArgument(f"wants a time such as 200ms or 1.5s, not {word!r}")
    return check_work(float(number[1]) * (1_000 if number[2] == "s" else 1))


def _whole(least: int, most: int, what: str) -> Callable[[str, Words, Pattern], int]:
    def read(word: str, _words: Words, _pattern: Pattern) -> int:
        if not re.fullmatch(r"\d{1,12}", word, re.ASCII) or not least <= int(word) <= most:
            raise BadArgument(f"wants {what}, {least} to {most:,}, not {word!r}")
        return int(word)

    return read


def _count(word: str, words: Words, pattern: Pattern) -> int:
    return check_count(pattern, words[0], _whole(0, MOST_NODES, "a number of nodes")(word, words, pattern))


def _value(word: str, words: Words, _pattern: Pattern) -> int | bytes | None:
    return None if word == "default" else option(words[1].upper()).read(word)


def _values(_session: Playable, words: Words) -> Sequence[str]:
    try:
        known = option(words[1].upper())
    except (ValueError, IndexError):
        return ()
    return ("1", "0", "default") if known.unit == "switch" else ("default",)


def _options(session: Playable, words: Words) -> Sequence[str]:
    sockets = session.pattern.sockets_of(role_in(words[0], session.pattern)) if words else []
    return [option.name for option in options_for(sockets)]


def _option_name(word: str, words: Words, pattern: Pattern) -> str:
    known, role = option(word.upper()), role_in(words[0], pattern)
    if known not in options_for(sockets := pattern.sockets_of(role)):
        raise BadArgument(f"{known.name} means nothing to the {' and '.join(sockets)} socket of a {role}")
    return known.name


def _topic(word: str, _words: Words, _pattern: Pattern) -> str:
    return word


def _node(word: str, _words: Words, pattern: Pattern) -> str:
    return check_node_name(pattern, word)


def _node_that(fits: Callable[[Role], object], does: str, may: str) -> Callable[[str, Words, Pattern], str]:
    def read(word: str, _words: Words, pattern: Pattern) -> str:
        name = check_node_name(pattern, word)
        if not fits(pattern.role(role_in(name, pattern))):
            able = " or ".join(f"a {role.name}" for role in pattern.roles if fits(role)) or "nobody here"
            raise BadArgument(f"{name} {does}; {able} {may}")
        return name

    return read


def role_in(target: str, pattern: Pattern) -> str:
    """The role that a role's or node's name tells."""
    return target if any(role.name == target for role in pattern.roles) else target.rpartition("-")[0]


def _binder(word: str, words: Words, pattern: Pattern) -> str:
    ends = [end.role for end in pattern.wire(words[0]).ends]
    if word not in ends:
        raise BadArgument(f"no {word} is at {words[0]}; {' and '.join(dict.fromkeys(ends))} are")
    return word


def _address(word: str, words: Words, _pattern: Pattern) -> str:
    if word not in ("tcp", "ipc") and not re.match(r"(tcp|ipc)://.", word):
        raise BadArgument(f"wants tcp, ipc or an address such as ipc:///tmp/{words[0]}, not {word!r}")
    return word


def _in_states(*states: NodeState) -> Callable[[Playable, Words], Sequence[str]]:
    return lambda session, _: [node.name for node in session.traffic.nodes.values() if node.state in states]


def _speaking(session: Playable, _words: Words) -> Sequence[str]:
    traffic, pattern = session.traffic, session.pattern
    return [name for name in session.speakers if pattern.role(traffic.nodes[name].role).speaks]


def _subscribing(session: Playable, _words: Words) -> Sequence[str]:
    nodes = session.traffic.nodes.values()
    return [node.name for node in nodes if node.state.alive and session.pattern.role(node.role).topics]


def _topics(session: Playable, words: Words) -> Sequence[str]:
    heard = [key for socket in session.traffic.sockets() for key in socket.sent_by_key] if words else []
    mine = session.topics_of(words[0]) if words and words[0] in session.traffic.nodes else []
    return list(dict.fromkeys((*mine, *(key.decode("utf-8", "backslashreplace") for key in heard))))


def _targets(session: Playable, _words: Words) -> Sequence[str]:
    living = [node.name for node in session.traffic.nodes.values() if node.state.alive]
    return [*(role.name for role in session.pattern.roles), *living]


def _roles(session: Playable, _words: Words) -> Sequence[str]:
    return [role.name for role in session.pattern.roles]


def _wires(session: Playable, _words: Words) -> Sequence[str]:
    return [wire.name for wire in session.pattern.wires]


def _binders(session: Playable, words: Words) -> Sequence[str]:
    return [end.role for wire in session.pattern.wires if words and wire.name == words[0] for end in wire.ends]


RUNNING, FROZEN_STATE = (NodeState.STARTING, NodeState.RUNNING), NodeState.FROZEN

ROLE = Argument("ROLE", lambda word, _, pattern: check_role(pattern, word), _roles)
LIVING = Argument("NODE", _node, _in_states(*RUNNING, FROZEN_STATE))
UNFROZEN = Argument("NODE", _node, _in_states(*RUNNING))
FROZEN = Argument("NODE", _node, _in_states(FROZEN_STATE))
ENDED = Argument(
    "NODE", _node, lambda session, _: sorted(session.traffic.nodes, key=lambda n: session.traffic.nodes[n].state.alive)
)
SPEAKER = Argument(
    "NODE",
    _node_that(lambda role: role.speaks or role.answers, "cannot send", "can"),
    lambda session, _: session.speakers,
)
TALKER = Argument("NODE", _node_that(lambda role: role.speaks, "makes no traffic by itself", "does"), _speaking)
SUBSCRIBER = Argument("NODE", _node_that(lambda role: role.topics, "has no subscriptions", "has"), _subscribing)
ROLE_OR_NODE = Argument("ROLE|NODE", lambda word, _, pattern: check_target(pattern, word), _targets)
WIRE = Argument("WIRE", lambda word, _, pattern: check_wire(pattern, word), _wires)
BINDER = Argument("ROLE", _binder, _binders)
ADDRESS = Argument("tcp|ipc|ADDRESS", _address, lambda _session, _words: ("tcp", "ipc"))
RATE = Argument("N", _rate, lambda _session, _words: ("200", "max", "off"))
NUMBER = Argument("N", _whole(1, MOST_AT_ONCE, "a number of messages"), lambda _session, _words: ("1000", "100"))
COUNT = Argument("N", _count, lambda _session, _words: ("0", "1", "4", "16", "64"))
SIZE = Argument("BYTES", _whole(0, MOST_BYTES, "a number of bytes"), lambda _session, _words: ("0", "1024", "65536"))
MS = Argument("MS", _milliseconds, lambda _session, _words: ("0ms", "10ms", "100ms", "1s"))
JITTER = Argument("JITTER", _milliseconds, lambda _session, _words: ("50ms",))
OPTION = Argument("OPTION", _option_name, _options)
VALUE = Argument("VALUE", _value, _values)
TOPIC = Argument("TOPIC", _topic, _topics)
TEXT = Argument("TEXT", lambda word, _words, _pattern: word, is_rest=True)
