"""The programs of each comparison between plain and watched, declared like a pattern."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from zmqplay.bench.programs import asking, awaiting, pushing
from zmqplay.patterns.pattern import End, Node, Pattern, Role, Wire

Play = Callable[[Node], None]
ANYWHERE = "tcp://127.0.0.1:*"


@dataclass(frozen=True, slots=True)
class Match:
    """Two programs that exchange messages, and the form of the messages."""

    pattern: Pattern
    envelope: int = 0
    """Bytes of a message in addition to its body."""
    echoes: bool = False
    """Each message is sent back."""

    @property
    def wire(self) -> str:
        return self.pattern.wires[0].name

    @property
    def speaker(self) -> str:
        """The role that takes orders."""
        return self.pattern.roles[0].name

    @property
    def timed(self) -> str:
        """The role that measures the time: the one that each message reaches last."""
        return self.pattern.roles[0 if self.echoes else 1].name


def _pattern(name: str, wire: str, speaker: Role, other: Role, sockets: str, speaker_binds: bool = False) -> Pattern:
    """One wire between two roles; `sockets` are the types of the speaker's socket and of the other's."""
    ends = [End(role.name, socket) for role, socket in zip((speaker, other), sockets.split(), strict=True)]
    bind, connect = ends if speaker_binds else reversed(ends)
    wires = (Wire(wire, "tcp://127.0.0.1:5577", bind=bind, connect=connect),)
    return Pattern(
        name, title=name, summary="measured", use_case="measuring", lesson="", roles=(speaker, other), wires=wires
    )


def pushing_match(push: Play, pull: Play, envelope: int = 0, watches_sender: bool = True) -> Match:
    """PUSH → PULL. With `watches_sender` false, the sender is the same plain program on both sides."""
    speaker = Role("push", push, speaks=True, count=int(watches_sender))
    return Match(_pattern("push-pull", "tasks", speaker, Role("pull", pull), "PUSH PULL", speaker_binds=True), envelope)


def publishing_match(publish: Play, subscribe: Play, envelope: int) -> Match:
    """PUB → SUB."""
    roles = Role("publish", publish, speaks=True), Role("subscribe", subscribe)
    return Match(_pattern("publish-subscribe", "news", *roles, "XPUB SUB", speaker_binds=True), envelope)


def asking_match(name: str, wire: str, ask: Play, reply: Play, sockets: str) -> Match:
    """A request and its reply."""
    return Match(_pattern(name, wire, Role("ask", ask, speaks=True), Role("reply", reply), sockets), echoes=True)


ONE_FRAME = pushing_match(pushing.push, pushing.pull)
UNCOPIED = pushing_match(pushing.push_uncopied, pushing.pull_uncopied)
TWO_FRAMES = pushing_match(pushing.push_two_frames, pushing.pull_two_frames, len(b"task"))
BY_HAND = pushing_match(pushing.push_by_hand, pushing.pull_by_hand, len(b"task"))
POLLING = pushing_match(pushing.push, pushing.pull_polling)
RECEIVE_BOUND = pushing_match(pushing.push_at_c_speed, pushing.pull, watches_sender=False)
MARKED = pushing_match(pushing.push, pushing.pull_marked)
AWAITING = pushing_match(awaiting.push_awaiting, awaiting.pull_awaiting)
TOPICS = publishing_match(asking.publish, asking.subscribe, len(asking.TOPICS[0]))
IDENTITIES = asking_match("dealer-router", "requests", asking.deal, asking.route, "DEALER ROUTER")
ROUND_TRIP = asking_match("request-reply", "questions", asking.ask, asking.reply, "REQ REP")
