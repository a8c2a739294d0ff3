"""The pattern of one socket that is joined to programs that run already; its roles are in `roles`."""

from __future__ import annotations

from collections.abc import Sequence

from zmqplay.model.kinds import kind_of
from zmqplay.patterns.joined.roles import PLAYS
from zmqplay.patterns.pattern import End, Pattern, Role, Wire

WIRE = "address"
FAR = "program"
"""The role at the other end, which no node of ours plays."""
EVERYTHING = ("",)
MESSAGES = {
    "PAIR": "Hello {n}",
    "PUB": "topic1 | Hello {n}",
    "REQ": "Hello {n}",
    "REP": "Reply {n}",
    "DEALER": "Hello {n}",
    "ROUTER": "Client1 | Hello {n}",
    "PUSH": "Task {n}",
    "XPUB": "topic1 | Hello {n}",
}
"""What a type sends unless the user says otherwise."""
PANES = dict.fromkeys(("PUB", "SUB", "XPUB", "XSUB"), ("topics",)) | {"ROUTER": ("identities",)}

TIPS = {
    "PAIR": "- Type a message: it goes to the one peer. A second one that connects is never heard.",
    "PUB": "- `topic1 | hello` goes to all who subscribe to a prefix of `topic1`. Who hears it, a PUB is not told.",
    "SUB": "- `/subscribe {node} weather` adds a topic, `/unsubscribe {node} weather` takes it back. Topics are byte\n"
    "  prefixes; the empty one, `''`, is everything.",
    "REQ": "- Type a request: the reply comes back, and only then the next request leaves.",
    "REP": "- Each request is answered at once with the message: `/message OK` is another one. What you type is the\n"
    "  reply to the next request. `/rate off` lets each request wait for the reply that you type.",
    "DEALER": "- Type a message. Towards a REP put an empty frame first: `| hello` (RFC 28).",
    "ROUTER": "- Who has spoken is in Identities, by routing id. `Client1 | hello` goes to the peer with that id; to\n"
    "  a REQ, `Client1 | | hello`. An id that libzmq made is typed in bytes: `\\x00k\\x8bEg | hello`.",
    "PULL": "- `/work {node} 200ms` takes each message more slowly.",
    "PUSH": "- Type a task. Without a peer it waits here.",
    "XPUB": "- `topic1 | hello` goes to all who subscribe to a prefix of `topic1`; their subscriptions are seen here.",
    "XSUB": "- `/subscribe {node} weather` adds a topic, `/unsubscribe {node} weather` takes it back.",
}
LESSON = """\
# One {type}, beside your programs

Your node is one {type} socket, and plain pyzmq: `g c` shows its code. At the other end are programs that zmqplay does
not watch: {peers}. What they took cannot be known, so it is *handed over*; what came from them is *from elsewhere*.

## Try

{tip}
{traffic}- `/option {node} RCVHWM 10`: another option; the node starts again with a new socket.
{wiring}- `/wire address tcp://127.0.0.1:6000`: go to another address.
"""
CONNECTS = """\
- `/bind address {role}`: let this end bind the address, once the program has let go; `/bind address program` takes it
  back.
"""
BINDS = """\
- `/bind address program`: let the program bind the address, where now this end does; `/bind address {role}` takes it
  back.
"""
TRAFFIC = """\
- `/rate 5`: five messages a second; `/burst 100`: so many at once; `/size 1024`: longer ones.
"""
TRAFFIC_OF_ROUTER = """\
- `/rate 5`: five messages a second to the first id that has spoken, or to that of `/message id | Hello {n}`.
"""


def one_socket(type_: str, address: str, *, binds: bool, messages: Sequence[str] = ()) -> Pattern:
    """The pattern with one node, which has one socket of this type; `messages` are what it sends in turn."""
    name, kind = type_.lower(), kind_of(type_)
    said = tuple(messages) or tuple(MESSAGES[type_] for _ in range(type_ in MESSAGES))
    role = Role(
        name,
        PLAYS[type_],
        speaks=bool(said),
        messages=said,
        topics=(EVERYTHING,) if kind.subscribes else (),
        most=1,
    )
    pattern = Pattern(
        name=f"join-{name}",
        title=type_,
        summary=f"one {type_} socket",
        use_case="Try a program that speaks ZeroMQ, from its other end",
        lesson=_lesson(type_, bool(said), BINDS if binds else CONNECTS),
        roles=(role,),
        wires=(Wire(WIRE, address, bind=tuple(End(FAR, peer) for peer in kind.peers), connect=End(name, type_)),),
        panes=PANES.get(type_, ()),
    )
    return pattern.turn(WIRE) if binds else pattern


def _lesson(type_: str, speaks: bool, wiring: str) -> str:
    role = type_.lower()
    return LESSON.format(
        type=type_,
        role=role,
        node=f"{role}-1",
        peers=" or ".join(kind_of(type_).peers),
        tip=TIPS[type_].format(node=f"{role}-1"),
        traffic=(TRAFFIC_OF_ROUTER if kind_of(type_).routes else TRAFFIC) if speaks else "",
        wiring=wiring.format(role=role),
    )
