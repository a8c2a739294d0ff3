"""The socket options worth playing with: for which sockets, their meaning, and when they take effect.

Meanings and sockets are from zmq_setsockopt(3); which options take effect on a socket in use was measured with libzmq
4.3.5. The manual calls four more of them live, but lowering SNDHWM or RCVHWM below the number of messages passed stalls
a connection forever, REQ_CORRELATE discards the reply that is under way, and PROBE_ROUTER does nothing for a peer that
is already connected. Measured as well: a sender with CONFLATE may lose the last message of a burst. The defaults are
libzmq's own; a test asks it.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from zmqplay.model.kinds import KINDS, Receives, Sends
from zmqplay.template import as_literal, literal

ALL = tuple(KINDS)
SENDING = tuple(kind.name for kind in KINDS.values() if kind.sends is not Sends.NOTHING)
RECEIVING = tuple(kind.name for kind in KINDS.values() if kind.receives is not Receives.NOTHING)
QUEUEING_AHEAD = tuple(name for name in SENDING if not KINDS[name].publishes and not KINDS[name].routes)
"""Kinds that may queue messages for a peer before it is connected."""
PUBLISHING = tuple(kind.name for kind in KINDS.values() if kind.publishes)
ENVELOPED = tuple(kind.name for kind in KINDS.values() if kind.enveloped)
MOST_INT = 2**31 - 1
DEFAULTS_OF_KINDS: dict[tuple[str, str], int] = {("LINGER", "SUB"): 0, ("LINGER", "XSUB"): 0}
"""Defaults that apply to one kind of socket only, by option and kind (libzmq: xsub.cpp, sub.cpp)."""

SIDE_EFFECTS = {
    "SNDHWM": "could stall a connection in use",
    "RCVHWM": "could stall a connection in use",
    "REQ_CORRELATE": "would discard a reply under way",
    "PROBE_ROUTER": "does nothing for a peer that is connected",
}
"""What a change on a socket in use does, of options that the manual calls live and that are not `live` here."""


class BadOption(ValueError):
    """An unknown option, or a value that libzmq does not take; the text names the cause and the fix."""


@dataclass(frozen=True, slots=True)
class Option:
    """One option, by libzmq's name."""

    name: str
    types: tuple[str, ...]
    """The socket types for which the option makes sense."""
    live: bool
    """The option takes effect on a socket in use; otherwise a node restarts for it."""
    least: int
    """The smallest value; for bytes, the shortest length."""
    most: int
    unit: str
    """`ms`, `bytes`, `messages`, `switch` for 0 or 1, or empty."""
    meaning: str
    usual: int | bytes = 0
    """The value on a new socket of most kinds."""
    is_bytes: bool = False

    def check(self, value: int | bytes) -> int | bytes:
        """Return the value if libzmq takes it; raise BadOption otherwise."""
        if self.is_bytes:
            length = len(value) if isinstance(value, bytes) else 0
            if not self.least <= length <= self.most:
                raise BadOption(f"{self.name} is {self.least} to {self.most} bytes long, not {length}.")
        elif not isinstance(value, int) or not self.least <= value <= self.most:
            raise BadOption(f"{self.name} is {self.range}, not {readable(value)}.")
        return value

    def read(self, text: str) -> int | bytes:
        """The value that a user typed; raise BadOption if libzmq does not take it."""
        if self.is_bytes:
            return self.check(literal(text))
        words = {"on": 1, "off": 0} if self.unit == "switch" else {}
        try:
            value = words[text] if text in words else int(text)
        except ValueError:
            raise BadOption(f"{self.name} is {self.range}, not {text!r}.") from None
        return self.check(value)

    @property
    def range(self) -> str:
        """The values that libzmq takes, in words."""
        if self.is_bytes:
            return f"{self.least} to {self.most} bytes"
        if self.unit == "switch":
            return "0 or 1"
        return f"a whole number from {self.least}" + (f" to {self.most}" if self.most < MOST_INT else "")

    @property
    def takes_effect(self) -> str:
        """When a change takes effect, in words."""
        if self.live:
            return "a change acts at once"
        why = SIDE_EFFECTS.get(self.name, "is read at bind and connect")
        return f"a change restarts the node, since it {why}"

    def default(self, type_: str) -> int | bytes:
        """libzmq's value on a new socket of this type."""
        return DEFAULTS_OF_KINDS.get((self.name, type_), self.usual)


def _number(
    name: str, types: tuple[str, ...], live: bool, meaning: str, unit: str = "", least: int = 0, *, usual: int
) -> Option:
    return Option(name, types, live, least, MOST_INT, unit, meaning, usual)


def _switch(name: str, types: tuple[str, ...], live: bool, meaning: str) -> Option:
    return Option(name, types, live, 0, 1, "switch", meaning)


OPTIONS: tuple[Option, ...] = (
    _number("SNDHWM", SENDING, False, "messages that may wait to leave for each peer; 0 for no limit", "messages",
            usual=1_000),
    _number("RCVHWM", RECEIVING, False, "messages that may wait to be received from each peer; 0 for no limit",
            "messages", usual=1_000),
    _number("LINGER", SENDING, True, "how long what is unsent may keep a closed socket alive; -1 for ever", "ms", -1,
            usual=-1),
    _switch("IMMEDIATE", QUEUEING_AHEAD, False,
            "where it connects: send waits for a peer that is there, and queues for no other"),
    _switch("CONFLATE", ("PUSH", "PULL", "PUB", "SUB", "DEALER"), False,
            "keep only the last message; tears multipart ones, and a sender may lose the last of a burst"),
    _switch("ROUTER_MANDATORY", ("ROUTER",), True,
            "drop nothing: refuse a message for nobody (EHOSTUNREACH), wait for a peer that is full"),
    _switch("ROUTER_HANDOVER", ("ROUTER",), True, "give a taken routing id to the newcomer instead of ignoring it"),
    _switch("PROBE_ROUTER", ("ROUTER", "DEALER", "REQ"), False,
            "an empty message on connecting tells a ROUTER of the peer; undefined for other peers"),
    Option("ROUTING_ID", ENVELOPED, False, 1, 255, "bytes",
           "the name that a ROUTER knows this socket by, one for each; a first byte \\x00 is reserved", b"",
           is_bytes=True),
    _switch("REQ_RELAXED", ("REQ",), True,
            "another request may precede the reply; set REQ_CORRELATE too: late replies mislead"),
    _switch("REQ_CORRELATE", ("REQ",), False, "number the requests, so that a late reply is told from the right one"),
    _switch("XPUB_VERBOSE", ("XPUB",), True, "pass on every subscription, not only the first for a topic"),
    _switch("XPUB_VERBOSER", ("XPUB",), True, "pass on every subscription and every end of one"),
    _switch("XPUB_NODROP", PUBLISHING, True,
            "wait for a slow subscriber (or raise EAGAIN), do not drop: the slowest then holds up all"),
    _switch("INVERT_MATCHING", (*PUBLISHING, "SUB"), True,
            "what matches is kept back; publisher and subscriber must agree"),
    _number("SNDTIMEO", SENDING, True, "how long send may wait before it raises EAGAIN; -1 for ever", "ms", -1,
            usual=-1),
    _number("RCVTIMEO", RECEIVING, True, "how long recv may wait before it raises EAGAIN; -1 for ever", "ms", -1,
            usual=-1),
    _number("RECONNECT_IVL", ALL, False, "the pause before connecting again; -1 for never", "ms", -1, usual=100),
    _number("RECONNECT_IVL_MAX", ALL, False, "the pause doubles up to this; 0 for no doubling", "ms", usual=0),
    _number("HEARTBEAT_IVL", ALL, False, "how often a peer is asked for a sign of life; 0 for never", "ms", usual=0),
    _number("HEARTBEAT_TIMEOUT", ALL, False,
            "how long a peer may be silent until the connection ends; unset, as HEARTBEAT_IVL", "ms", usual=-1),
    _number("HANDSHAKE_IVL", ALL, False, "how long a handshake may take; 0 for ever", "ms", usual=30_000),
    _number("MAXMSGSIZE", RECEIVING, False,
            "the largest frame that is taken; who sends a larger one is disconnected; -1 for any", "bytes", -1,
            usual=-1),
    _number("SNDBUF", SENDING, False, "the kernel's buffer for sending; -1 for the system's own choice", "bytes", -1,
            usual=-1),
    _number("RCVBUF", RECEIVING, False, "the kernel's buffer for receiving; -1 for the system's own choice", "bytes",
            -1, usual=-1),
)  # fmt: skip
BY_NAME = {option.name: option for option in OPTIONS}


def option(name: str) -> Option:
    """The option with this name; BadOption, naming the nearest one, if the table has none."""
    if name not in BY_NAME:
        near = difflib.get_close_matches(name.upper(), BY_NAME, n=1)
        raise BadOption(f"there is no option {name!r} to set here{f' (did you mean {near[0]}?)' if near else ''}.")
    return BY_NAME[name]


def options_for(types: list[str]) -> list[Option]:
    """The options that make sense for a role with sockets of these types."""
    return [option for option in OPTIONS if set(types) & set(option.types)]


def readable(value: object) -> str:
    """A value as a user reads it."""
    return f"'{as_literal(value)}'" if isinstance(value, bytes) else str(value)
