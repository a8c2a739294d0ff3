"""The programs of each match between plain and watched, declared as any pattern is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from zmqplay.bench.programs import asking, awaiting, pushing
from zmqplay.patterns.pattern import End, Node, Pattern, Role, Wire

Play = Callable[[Node], None]
ANYWHERE = "tcp://127.0.0.1:*"


@dataclass(frozen=True, slots=True)
class Match:
    """Two programs, and what is known of the messages that they exchange."""

    pattern: Pattern
    speaker: str
    """The role that takes orders."""
    timed: str
    """The role with the clock."""
    envelope: int = 0
    """Bytes of a message beside its body."""
    echoes: bool = False
    """Each message comes back."""

    @property
    def wire(self) -> str:
        return self.pattern.wires[0].name


def _pattern(name: str, speaker: Role, other: Role, wire: str, binds: End, connects: End) -> Pattern:
    roles, wires = (speaker, other), (Wire(wire, "tcp://127.0.0.1:5577", bind=binds, connect=connects),)
    return Pattern(name, name, "measured", "measuring", "", roles, wires)


def pushing_match(push: Play, pull: Play, envelope: int = 0, watches_sender: bool = True) -> Match:
    """PUSH → PULL. A sender that is not watched is a stranger, the same plain program in both."""
    speaker = Role("push", push, speaks=True, count=int(watches_sender))
    pattern = _pattern("push-pull", speaker, Role("pull", pull), "tasks", End("push", "PUSH"), End("pull", "PULL"))
    return Match(pattern, "push", "pull", envelope)


ONE_FRAME = pushing_match(pushing.push, pushing.pull)
UNCOPIED = pushing_match(pushing.push_uncopied, pushing.pull_uncopied)
TWO_FRAMES = pushing_match(pushing.push_two_frames, pushing.pull_two_frames, len(b"task"))
BY_HAND = pushing_match(pushing.push_by_hand, pushing.pull_by_hand, len(b"task"))
POLLING = pushing_match(pushing.push, pushing.pull_polling)
RECEIVE_BOUND = pushing_match(pushing.push_at_c_speed, pushing.pull, watches_sender=False)
MARKED = pushing_match(pushing.push, pushing.pull_marked)
AWAITING = pushing_match(awaiting.push_awaiting, awaiting.pull_awaiting)
TOPICS = Match(
    _pattern(
        "publish-subscribe",
        Role("publish", asking.publish, speaks=True),
        Role("subscribe", asking.subscribe),
        "news",
        End("publish", "XPUB"),
        End("subscribe", "SUB"),
    ),
    "publish",
    "subscribe",
    len(asking.TOPICS[0]),
)
IDENTITIES = Match(
    _pattern(
        "dealer-router",
        Role("deal", asking.deal, speaks=True),
        Role("route", asking.route),
        "requests",
        End("route", "ROUTER"),
        End("deal", "DEALER"),
    ),
    "deal",
    "deal",
    echoes=True,
)
ROUND_TRIP = Match(
    _pattern(
        "request-reply",
        Role("ask", asking.ask, speaks=True),
        Role("reply", asking.reply),
        "questions",
        End("reply", "REP"),
        End("ask", "REQ"),
    ),
    "ask",
    "ask",
    echoes=True,
)
