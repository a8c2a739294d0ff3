"""Rules about how nodes end: why they crashed, which messages died with them, and nodes that do not end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from signal import SIGABRT
from typing import NamedTuple

from zmqplay.model.causes import EndCause
from zmqplay.model.doctor.finding import Finding, Rule
from zmqplay.model.doctor.queries import PATIENCE_NS, is_ending, outstanding
from zmqplay.model.nodes import NodeState, NodeTraffic
from zmqplay.model.traffic import Traffic
from zmqplay.model.words import LINE, counted, cut
from zmqplay.wire import Activity


class Explanation(NamedTuple):
    """The meaning of a role's end for a user of ZeroMQ."""

    rule: str
    means: str
    source: str


BY_LAST_LINE: dict[str, Explanation] = {
    r"zmq\.error\.ZMQError: Operation cannot be accomplished in current state": Explanation(
        "efsm",
        "EFSM, out of step: a REQ must send, then receive; a REP must receive, then send; never twice the same. Keep "
        "to the turn, set both REQ_RELAXED and REQ_CORRELATE on a client that gives up waiting (without the second, a "
        "late reply is taken for the next one's), or use DEALER and ROUTER, which have no turns",
        "zmq_socket(3), ZMQ_REQ; zmq_setsockopt(3), ZMQ_REQ_RELAXED",
    ),
    r"UnicodeDecodeError:": Explanation(
        "no-text",
        "it took bytes for text: a routing id that a ROUTER makes up begins with a zero byte and is as a rule no "
        "UTF-8, and a body may hold anything. Keep ids as bytes, and decode bodies with errors='replace'",
        "zguide, chapter 3, Identities and Addresses",
    ),
    r"ValueError: (too many|not enough) values to unpack": Explanation(
        "frame-count",
        "a message had other frames than the code counts on: REQ puts an empty delimiter into the envelope that a "
        "DEALER does not have, and a publication may be its topic alone. Unpack with a star: id, *envelope, body",
        "RFC 28; zguide, chapter 3",
    ),
    r"zmq\.error\.Again:": Explanation(
        "timed-out",
        "EAGAIN: there was no peer, no room or no message in time, by SNDTIMEO, RCVTIMEO or NOBLOCK. Catch zmq.Again "
        "and decide what to do then, or wait longer",
        "zmq_setsockopt(3), ZMQ_SNDTIMEO, ZMQ_RCVTIMEO",
    ),
    r"zmq\.error\.ZMQError: Host unreachable": Explanation(
        "host-unreachable",
        "EHOSTUNREACH: ROUTER_MANDATORY is set, and no peer with that routing id is connected. Catch it: the peer has "
        "gone, has not come yet, or has another id",
        "zmq_setsockopt(3), ZMQ_ROUTER_MANDATORY",
    ),
}
"""By a regular expression for the beginning of a traceback's last line: exceptions of Python and of pyzmq."""

BY_CAUSE: dict[EndCause, Explanation] = {
    EndCause.ADDRESS_IN_USE: Explanation(
        "address-in-use",
        "EADDRINUSE: another node or program is bound there, and only one can be. Let the others connect, or bind to "
        "another port",
        "zmq_bind(3)",
    ),
}

CRASHES = frozenset({"crashed", "killed", *(each.rule for each in (*BY_LAST_LINE.values(), *BY_CAUSE.values()))})
"""The rules' names for a node that has ended by itself, or was ended by somebody else."""


def crashed(traffic: Traffic, _now_ns: int) -> Iterator[Finding]:
    """`crashed`, or in its place, where the cause is known: `efsm`, `no-text`, `frame-count`, `timed-out`,
    `host-unreachable`, `address-in-use`.
    """
    for node in traffic.nodes.values():
        if node.state is not NodeState.CRASHED or node.life.cause is EndCause.TOLD_TO_FAIL:
            continue
        if node.life.cause is EndCause.NOT_STARTED:
            yield Finding("crashed", node.name, f"{node.name} has no process: {node.life.reason}", "")
            continue
        explanation = _explanation(node)
        ran_to_the_end = traffic.is_over and node.doing.at_end
        if ran_to_the_end and explanation is not None and explanation.rule == "host-unreachable":
            continue  # the nodes end one after the other, so a ROUTER's peer may have ended first
        last = cut(node.life.reason, LINE)
        if explanation is None:
            says = f"{node.name} crashed: {last}.{_where_told(node)}"
            yield Finding("crashed", node.name, says, "", command=_restart(node))
        else:
            says = f"{node.name} crashed with {last}: {explanation.means}."
            yield Finding(explanation.rule, node.name, says, explanation.source)


def _where_told(node: NodeTraffic) -> str:
    """Where more is said about a crash; nowhere if Python has printed no traceback."""
    return " Its output has the traceback." if any("Traceback" in line for line in node.output) else ""


def _restart(node: NodeTraffic) -> str:
    return f"`/restart {node.name}` starts it again."


def _explanation(node: NodeTraffic) -> Explanation | None:
    """The meaning of a crash, by its cause or by the exception that ends the traceback; None if neither tells."""
    if node.life.cause in BY_CAUSE:
        return BY_CAUSE[node.life.cause]
    return next((means for line, means in BY_LAST_LINE.items() if re.match(line, node.life.reason)), None)


def killed_from_outside(traffic: Traffic, _now_ns: int) -> Iterator[Finding]:
    """`killed`: a node was ended by a signal that zmqplay did not send."""
    for node in traffic.nodes.values():
        if node.life.cause is EndCause.KILLED_FROM_OUTSIDE:
            aborted = " SIGABRT is how libzmq ends when an assertion fails, e.g. on using a draft socket from a wheel."
            yield Finding(
                "killed",
                node.name,
                f"{node.name} was {node.life.reason}.{aborted if node.life.exit == -SIGABRT else ''}",
                "signal(7)",
                command=_restart(node),
            )
        elif node.life.cause is EndCause.FORK_SERVER_ENDED:
            yield Finding(
                "killed",
                node.name,
                f"{node.name} was killed: {node.life.reason}.",
                "signal(7)",
                command=f"`/restart {node.name}` starts it again, from a new one.",
            )


def does_not_end(traffic: Traffic, now_ns: int) -> Iterator[Finding]:
    """`lingers`: queued messages without a receiver delay the end; `deaf`: the role's own code never calls ZeroMQ."""
    if is_ending(traffic):
        return
    for node in traffic.nodes.values():
        if not (
            node.state is NodeState.RUNNING and node.life.stopping_ns and now_ns - node.life.stopping_ns > PATIENCE_NS
        ):
            continue
        unsent = sum(outstanding(traffic, socket) for socket in node.sockets.values())
        if unsent and _is_emptied(traffic, node):
            continue  # it ends when all has left; what is not taken in time is a finding then
        if unsent:
            yield _lingers(node, unsent)
        elif node.doing.activity is Activity.BUSY and node.doing.since_ns < node.life.stopping_ns:
            yield _deaf(node)


def _is_emptied(traffic: Traffic, node: NodeTraffic) -> bool:
    """Whether a receiver of the node still takes messages, however slowly."""
    receivers = [traffic.nodes[link.receiver] for link in traffic.ledger.links.values() if link.sender == node.name]
    return any(receiver.state is NodeState.RUNNING and receiver.rates.received for receiver in receivers)


def _lingers(node: NodeTraffic, unsent: int) -> Finding:
    return Finding(
        "lingers",
        node.name,
        f"{node.name} was told to stop and cannot end: {counted(unsent, verb='wait')} for peers that do not take them, "
        f"and a context ends only when all has left or LINGER is over{_linger(node)}. Set LINGER to the milliseconds "
        "that it may take; what is left then is lost.",
        "zmq_ctx_term(3); zmq_setsockopt(3), ZMQ_LINGER",
    )


def _linger(node: NodeTraffic) -> str:
    """The LINGER that a node has set, in brackets."""
    values = [socket.facts.options.get("LINGER") for socket in node.sockets.values()]
    limits = [value for value in values if isinstance(value, int) and value >= 0]
    if limits:
        return f" (here {max(limits):,} ms)"
    return " (here never)" if -1 in values else " (by default, never)"


def _deaf(node: NodeTraffic) -> Finding:
    return Finding(
        "deaf",
        node.name,
        f"{node.name} was told to stop and goes on: its own code is in none of recv, send and poll, which raise "
        "ContextTerminated, and takes no notice of Stopped, which zmqplay raises elsewhere. Let both end the role.",
        "zmq_ctx_term(3)",
    )


RULES: tuple[Rule, ...] = (crashed, killed_from_outside, does_not_end)
