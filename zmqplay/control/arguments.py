"""The kinds of arguments that commands take: how each is read from a word, and which words completion offers."""

from __future__ import annotations

import math
import re
import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from zmqplay.control import files
from zmqplay.control.guide import RoleGuide
from zmqplay.control.limits import MOST_AT_ONCE, MOST_BYTES, MOST_NODES, MOST_RATE
from zmqplay.control.refused import BadArgument
from zmqplay.control.source import Commandable, Rate
from zmqplay.control.typed import plain, typed_topic, unquoted
from zmqplay.control.vocabulary import Vocabulary, check_work, vocabulary_of
from zmqplay.model.nodes import NodeState
from zmqplay.model.options import option, options_for
from zmqplay.model.words import with_article
from zmqplay.template import literal
from zmqplay.wire import OTHER

__all__ = ["Argument", "BadArgument", "rate_in_words", "split", "work_in_words"]

Words = Sequence[str]


@dataclass(frozen=True, slots=True)
class Argument:
    """One kind of argument."""

    usage: str
    read: Callable[[str, Words, Vocabulary], Any]
    """Turn a word into a value, given all words of the arguments; raise Refused or another ValueError if it fails."""
    choices: Callable[[Commandable, Words], Sequence[str]] = lambda _source, _words: ()
    """The words that fit now, given the words before; the likeliest first."""
    is_rest: bool = False
    """The argument takes the rest of the line, spaces and all."""


def split(text: str, wanted: Sequence[Argument]) -> list[str]:
    """The words of a command's arguments; raise BadArgument if a quotation mark is left open."""
    if wanted and wanted[-1].is_rest:
        return text.split(maxsplit=len(wanted) - 1)
    try:
        return shlex.split(text)
    except ValueError:
        raise BadArgument(f"a quotation mark is not closed in {text!r}.") from None


def rate_in_words(rate: Rate, node: str = "") -> str:
    """A rate, of one `node` or of each speaker, as the screen says it."""
    who = f" from {node}" if node else ""
    if rate is None:
        return f"traffic flat out{who}"
    each = who or " for each speaker"
    return f"traffic {rate:,.10g} msg/s{each}".replace(",", " ") if rate else f"traffic off{who}"


def work_in_words(target: str, ms: float, jitter_ms: float = 0.0) -> str:
    """A work time as the screen says it."""
    jitter = f" ± {plain(jitter_ms)}" if jitter_ms else ""
    return f"{target} takes {plain(ms)}{jitter} ms a task"


def _rate(word: str, _words: Words, _vocabulary: Vocabulary) -> Rate:
    if word in ("max", "off"):
        return None if word == "max" else 0.0
    number = re.fullmatch(r"(\d+(?:\.\d+)?|\.\d+)(k?)", word, re.ASCII)
    rate = float(number[1]) * (1_000 if number[2] else 1) if number else math.inf
    if rate > MOST_RATE:
        raise BadArgument(f"needs messages a second up to {MOST_RATE:,.0f}, max or off, not {word!r}; such as 200.")
    return rate


def _milliseconds(word: str, _words: Words, _vocabulary: Vocabulary) -> float:
    number = re.fullmatch(r"(\d+(?:\.\d+)?|\.\d+)(ms|s|)", word, re.ASCII)
    if not number:
        raise BadArgument(f"needs a time such as 200ms or 1.5s, not {word!r}.")
    return check_work(float(number[1]) * (1_000 if number[2] == "s" else 1))


def _whole(least: int, most: int, what: str) -> Callable[[str, Words, Vocabulary], int]:
    def read(word: str, _words: Words, _vocabulary: Vocabulary) -> int:
        if not re.fullmatch(r"\d{1,12}", word, re.ASCII) or not least <= int(word) <= most:
            raise BadArgument(f"needs {what}, {least} to {most:,}, not {word!r}.")
        return int(word)

    return read


def _count(word: str, words: Words, vocabulary: Vocabulary) -> int:
    return vocabulary.check_count(words[0], _whole(0, MOST_NODES, "a number of nodes")(word, words, vocabulary))


def _value(word: str, words: Words, _vocabulary: Vocabulary) -> int | bytes | None:
    return None if word == "default" else option(words[1].upper()).read(unquoted(word))


def _values(_source: Commandable, words: Words) -> Sequence[str]:
    try:
        known = option(words[1].upper())
    except (ValueError, IndexError):
        return ()
    return ("1", "0", "default") if known.unit == "switch" else ("default",)


def _options(source: Commandable, words: Words) -> Sequence[str]:
    if not words:
        return []
    vocabulary = vocabulary_of(source)
    sockets = vocabulary.topology.sockets_of(vocabulary.role_in(words[0]))
    return [option.name for option in options_for(sockets)]


def _option_name(word: str, words: Words, vocabulary: Vocabulary) -> str:
    known, role = option(word.upper()), vocabulary.role_in(words[0])
    if known not in options_for(sockets := vocabulary.topology.sockets_of(role)):
        raise BadArgument(f"{known.name} means nothing to the {' and '.join(sockets)} socket of {with_article(role)}.")
    return known.name


def _topic(word: str, _words: Words, _vocabulary: Vocabulary) -> bytes:
    return literal(unquoted(word))


def _node(word: str, _words: Words, vocabulary: Vocabulary) -> str:
    return vocabulary.check_node_name(word)


def _ended(word: str, _words: Words, vocabulary: Vocabulary) -> str:
    return vocabulary.check_node_name(word, ended=True)


NO_MESSAGES = " Its code takes nothing from node.messages() or node.inbox, by which a role is given what to send."


def _node_that(
    fits: Callable[[RoleGuide], object], does: str, may: str, why: str = ""
) -> Callable[[str, Words, Vocabulary], str]:
    def read(word: str, _words: Words, vocabulary: Vocabulary) -> str:
        name = vocabulary.check_node_name(word)
        if not fits(vocabulary.guide(vocabulary.role_in(name))):
            roles = [role for role in vocabulary.topology.roles if fits(vocabulary.guide(role))]
            able = " or ".join(with_article(role) for role in roles) or "nobody here"
            raise BadArgument(f"{name} {does}; {able} {may}.{why}")
        return name

    return read


def _subscriber(word: str, words: Words, vocabulary: Vocabulary) -> str:
    if why := vocabulary.subscribed_by_code(vocabulary.check_node_name(word)):
        raise BadArgument(why)
    return _node_that(lambda role: role.has_topics, "has no subscriptions", "has")(word, words, vocabulary)


def _binder(word: str, words: Words, vocabulary: Vocabulary) -> str:
    ends = [end.role for end in vocabulary.topology.wire(words[0]).ends]
    if word not in ends:
        raise BadArgument(f"no {word} is at {words[0]}; {' and '.join(dict.fromkeys(ends))} are.")
    return word


def _address(word: str, words: Words, _vocabulary: Vocabulary) -> str:
    if word not in ("tcp", "ipc") and not re.match(r"(tcp|ipc)://.", word):
        raise BadArgument(f"needs tcp, ipc or an address such as ipc:///tmp/{words[0]}, not {word!r}.")
    return word


def _in_states(*states: NodeState) -> Callable[[Commandable, Words], Sequence[str]]:
    return lambda source, _: [node.name for node in source.traffic.nodes.values() if node.state in states]


def _dead_first(source: Commandable, _words: Words) -> Sequence[str]:
    nodes = source.traffic.nodes
    return sorted(nodes, key=lambda name: nodes[name].state.alive)


def _can_send(role: RoleGuide) -> bool:
    return role.speaks or role.answers


def _speakers(source: Commandable, _words: Words) -> Sequence[str]:
    speech = source.controls.speech if source.controls else None
    return speech.speakers if speech else []


def _subscribers(source: Commandable, _words: Words) -> Sequence[str]:
    vocabulary = vocabulary_of(source)
    nodes = source.traffic.nodes.values()
    return [node.name for node in nodes if node.state.alive and vocabulary.guide(node.role).has_topics]


def _topics(source: Commandable, words: Words) -> Sequence[str]:
    """The topics of a node first, then all topics that were sent."""
    heard = [key for socket in source.traffic.sockets() for key in socket.sent_by_key] if words else []
    wiring = source.controls.wiring if source.controls else None
    mine = wiring.topics_of(words[0]) if wiring and words and words[0] in source.traffic.nodes else []
    return [typed_topic(topic) for topic in dict.fromkeys((*mine, *heard)) if topic != OTHER]


def _targets(source: Commandable, _words: Words) -> Sequence[str]:
    living = [node.name for node in source.traffic.nodes.values() if node.state.alive]
    return [*source.traffic.topology.roles, *living]


def _roles(source: Commandable, _words: Words) -> Sequence[str]:
    return source.traffic.topology.roles


def _wires(source: Commandable, _words: Words) -> Sequence[str]:
    return [wire.name for wire in source.traffic.topology.wires]


def _binders(source: Commandable, words: Words) -> Sequence[str]:
    return [end.role for wire in source.traffic.topology.wires if words and wire.name == words[0] for end in wire.ends]


RUNNING, FROZEN_STATE = (NodeState.STARTING, NodeState.RUNNING), NodeState.FROZEN

ROLE = Argument("ROLE", lambda word, _, vocabulary: vocabulary.check_role(word), _roles)
LIVING = Argument("NODE", _node, _in_states(*RUNNING, FROZEN_STATE))
UNFROZEN = Argument("NODE", _node, _in_states(*RUNNING))
FROZEN = Argument("NODE", _node, _in_states(FROZEN_STATE))
ENDED = Argument("NODE", _ended, _dead_first)
SPEAKER = Argument("NODE", _node_that(_can_send, "cannot send", "can", NO_MESSAGES), _speakers)
TALKER = Argument("NODE", _node_that(_can_send, "makes no traffic by itself", "does", NO_MESSAGES), _speakers)
SUBSCRIBER = Argument("NODE", _subscriber, _subscribers)
ROLE_OR_NODE = Argument("ROLE|NODE", lambda word, _, vocabulary: vocabulary.check_target(word), _targets)
WIRE = Argument("WIRE", lambda word, _, vocabulary: vocabulary.check_wire(word), _wires)
BINDER = Argument("ROLE", _binder, _binders)
ADDRESS = Argument("tcp|ipc|ADDRESS", _address, lambda _source, _words: ("tcp", "ipc"))
RATE = Argument("N", _rate, lambda _source, _words: ("200", "max", "off"))
NUMBER = Argument("N", _whole(1, MOST_AT_ONCE, "a number of messages"), lambda _source, _words: ("1000", "100"))
COUNT = Argument("N", _count, lambda _source, _words: ("0", "1", "4", "16", "64"))
SIZE = Argument("BYTES", _whole(0, MOST_BYTES, "a number of bytes"), lambda _source, _words: ("0", "1024", "65536"))
MS = Argument("MS", _milliseconds, lambda _source, _words: ("0ms", "10ms", "100ms", "1s"))
JITTER = Argument("JITTER", _milliseconds, lambda _source, _words: ("50ms",))
OPTION = Argument("OPTION", _option_name, _options)
VALUE = Argument("VALUE", _value, _values, is_rest=True)
TOPIC = Argument("TOPIC", _topic, _topics, is_rest=True)
TEXT = Argument("TEXT", lambda word, _words, _vocabulary: word, is_rest=True)
SAID = Argument("TEXT", lambda word, _words, _: files.checked(word), lambda _source, _words: files.here(), is_rest=True)
