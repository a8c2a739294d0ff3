"""The rule about messages that were lost when their sender's socket closed: LINGER was over before they had left."""

from __future__ import annotations

from collections.abc import Iterator

from zmqplay.model.causes import EndCause, LossReason
from zmqplay.model.closed import has_one_pipe
from zmqplay.model.doctor.finding import Finding, Rule
from zmqplay.model.doctor.queries import lost_at_no_link
from zmqplay.model.ledger.accounts import Link
from zmqplay.model.nodes import NodeState, NodeTraffic
from zmqplay.model.sockets import SocketTraffic
from zmqplay.model.traffic import Traffic
from zmqplay.model.words import counted, some

OWN_LINGER = "1 s"
"""What zmqplay gives the messages of a node that ends and has set no LINGER; session/lives.py and node/role/node.py."""
NOBODY_THERE = "See that the other side is there, and at this address: a longer LINGER would only wait for it"


def unsent(traffic: Traffic, _now_ns: int) -> Iterator[Finding]:
    """`unsent`: a sender's socket was closed, or its process ended, before these messages had left."""
    links: dict[str, list[Link]] = {}
    for link in traffic.ledger.links.values():
        if (link.lost or {}).get(LossReason.UNSENT):
            links.setdefault(link.sender, []).append(link)
    for name, unsent_links in links.items():
        lost = sum((link.lost or {}).get(LossReason.UNSENT, 0) for link in unsent_links)
        yield _unsent(traffic, traffic.nodes[name], unsent_links[0].wire, lost, unsent_links)
    for flow in lost_at_no_link(traffic, LossReason.UNSENT):
        lost, names = flow.lost[LossReason.UNSENT], {sender.node for sender in flow.senders}
        if len(names) == 1 and not names & links.keys():
            yield _unsent(traffic, traffic.nodes[flow.senders[0].node], flow.senders[0].wire, lost, [])


def _unsent(traffic: Traffic, node: NodeTraffic, wire: str, lost: int, links: list[Link]) -> Finding:
    sender = _sender(node, wire)
    why, mend = _why(node, sender, is_only_watched=traffic.topology.is_only_watched)
    is_alone = sender is not None and has_one_pipe(sender) and not sender.first_handshake_ns
    mend = NOBODY_THERE if is_alone else f"{mend}{_need(traffic, links, lost)}"
    return Finding(
        "unsent",
        node.name,
        f"{node.name} {_how_it_ended(node)} before {counted(lost)} had left its {sender.type if sender else 'socket'}, "
        f"lost now: {why}{', and it never had a peer' * is_alone}. {mend}.",
        "zmq_setsockopt(3), ZMQ_LINGER; zmq_ctx_term(3)",
        happened=lost,
    )


def _sender(node: NodeTraffic, wire: str) -> SocketTraffic | None:
    """The socket that sent the messages: the last one on the wire that was closed, or is of an ended life."""
    sending = [socket for socket in node.all_sockets if socket.wire == wire and socket.sends_messages]
    closed = [socket for socket in sending if socket.facts.closed or not node.state.alive]
    return next(reversed(closed or sending), None)


def _how_it_ended(node: NodeTraffic) -> str:
    if node.state.alive:
        return "was stopped" if node.former else "closed the socket"
    return {NodeState.KILLED: "was killed", NodeState.CRASHED: "crashed"}.get(node.state, "ended")


def _why(node: NodeTraffic, socket: SocketTraffic | None, *, is_only_watched: bool) -> tuple[str, str]:
    """Why the messages could not leave, and what would have let them."""
    linger = socket.facts.options.get("LINGER") if socket else None
    resend = "Where each counts, let the receiver acknowledge, and send again what it did not"
    if node.life.cause in (EndCause.KILLED, EndCause.KILLED_FROM_OUTSIDE, EndCause.FORK_SERVER_ENDED):
        return "what a process has queued dies with it, whatever its LINGER", resend
    if linger == 0:
        return "LINGER is 0, which throws them away at once", "Set LINGER to the milliseconds that they may take, or -1"
    if is_only_watched and not node.state.alive:
        limit = f"{linger:,} ms" if isinstance(linger, int) and linger > 0 else "as long as they take, as by default"
        return (
            f"LINGER gives them {limit}, but only where the process terminates its context, and a Python program that "
            "just ends does not",
            "Let the program call Context.term, or leave a `with zmq.Context()`, before it ends",
        )
    if isinstance(linger, int) and linger > 0:
        return f"LINGER let them have {linger:,} ms, and they took longer", "Set a longer LINGER, or -1 for no limit"
    if linger == -1:
        return "LINGER is -1, and the process ended all the same, without waiting for its context", resend
    return (
        f"LINGER is not set, and zmqplay then gives what is queued {OWN_LINGER} to leave, where libzmq by itself "
        "would wait for ever",
        "Set LINGER to the milliseconds that they may take, or -1 for no limit",
    )


def _need(traffic: Traffic, links: list[Link], lost: int) -> str:
    """How long the receivers would have needed for what was lost, where they work on each message."""
    receivers = [traffic.nodes[link.receiver] for link in links]
    needed = [node.service_ms(0.5) or node.work_ms for node in receivers]
    if not needed or not all(needed):
        return ""
    seconds = lost / sum(1_000 / ms for ms in needed)
    needs = f"need{'s' if len(links) == 1 else ''}"
    return f"; {some([node.name for node in receivers])} {needs} some {seconds:.1f} s for them"


RULES: tuple[Rule, ...] = (unsent,)
