"""Rules about unreachable or ignored peers: routing ids, ROUTERs, and PAIRs."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Container, Iterable, Iterator

from zmqplay.model.causes import LossReason
from zmqplay.model.doctor.finding import Finding, Rule
from zmqplay.model.doctor.queries import is_option_set, sockets
from zmqplay.model.sockets import SocketTraffic
from zmqplay.model.traffic import Traffic
from zmqplay.model.words import counted, cut, quoted_id, some


def taken_routing_id(traffic: Traffic, _now_ns: int) -> Iterator[Finding]:
    """`routing-id-taken`: a ROUTER ignores a second peer with the same id; `routing-id-taken-over`: or the first."""
    for router, socket in sockets(traffic, "ROUTER", "REP"):
        hands_over = is_option_set(socket, "ROUTER_HANDOVER")
        for routing_id, names in traffic.peers.holders(socket).items():
            if len(names) > 1:
                yield from (_handed_over if hands_over else _taken)(
                    router.name, socket.type, quoted_id(routing_id), names
                )


def _taken(router: str, type_: str, routing_id: str, holders: list[str]) -> Iterator[Finding]:
    owner, *ignored = holders
    for name in ignored:
        yield Finding(
            "routing-id-taken",
            name,
            f"{name} has connected with the routing id {routing_id}, which is {owner}'s: {router}'s {type_} ignores it "
            "without a word, though the handshake succeeds. Give each peer its own routing id or none, or set "
            "ROUTER_HANDOVER so that a newcomer takes it over.",
            "zmq_setsockopt(3), ZMQ_ROUTING_ID, which speaks of rejecting it; libzmq #4503",
        )


def _handed_over(router: str, type_: str, routing_id: str, holders: list[str]) -> Iterator[Finding]:
    owner, *former = holders
    for name in former:
        yield Finding(
            "routing-id-taken-over",
            name,
            f"{name} has lost its routing id {routing_id} to {owner}, since {router}'s {type_} sets ROUTER_HANDOVER: "
            "it stays connected, and hears and says nothing any more. Give each peer its own routing id.",
            "libzmq #2342; zmq_setsockopt(3), ZMQ_ROUTER_HANDOVER, which speaks of disconnecting it",
        )


def unroutable(traffic: Traffic, _now_ns: int) -> Iterator[Finding]:
    """`unroutable`: a ROUTER drops messages for a routing id that no peer has; told of one that has closed, too."""
    if not traffic.ledger.totals.lost_by_reason.get(LossReason.UNROUTABLE):
        return
    for node in traffic.nodes.values():
        routers = [socket for socket in node.all_sockets if socket.type == "ROUTER"]
        nobody, gone = Counter[bytes](), dict[bytes, tuple[str, int]]()
        for socket in routers:
            ids = [routing_id for routing_id in socket.sent_by_key if traffic.peers.owner(routing_id) is None]
            nobody += Counter({routing_id: traffic.ledger.unroutable(socket, routing_id) for routing_id in ids})
            gone |= _sent_to_the_dead(traffic, socket)
        if nobody or gone:
            yield _unroutable(
                node.name, nobody, gone, _nearest(nobody, _ids_on(traffic, {one.wire for one in routers}))
            )


def _unroutable(router: str, nobody: Counter[bytes], gone: dict[bytes, tuple[str, int]], near: str) -> Finding:
    names = [
        *map(quoted_id, nobody),
        *(f"{quoted_id(routing_id)} (of {name}, which had ended)" for routing_id, (name, _) in gone.items()),
    ]
    sent = nobody.total() + sum(messages for _, messages in gone.values())
    return Finding(
        "unroutable",
        router,
        f"{router} has sent {counted(sent)} to {some(names)}, and no peer has "
        f"{'that routing id' if len(names) == 1 else 'these routing ids'}"
        f"{near and f' (the nearest is {near})'}: a ROUTER drops such a message silently. Set "
        "ROUTER_MANDATORY=1 to get EHOSTUNREACH instead.",
        "zmq_setsockopt(3), ZMQ_ROUTER_MANDATORY",
        happened=sent,
    )


def _ids_on(traffic: Traffic, wires: Container[str]) -> list[bytes]:
    every = (socket for node in traffic.nodes.values() for socket in node.all_sockets if socket.wire in wires)
    return [socket.facts.routing_id for socket in every if socket.facts.routing_id]


def _sent_to_the_dead(traffic: Traffic, router: SocketTraffic) -> dict[bytes, tuple[str, int]]:
    """By routing id of nodes of ours that had ended: the node, and how many messages were sent to it then."""
    found = {}
    for routing_id in router.sent_by_key:
        owner = traffic.peers.owner(routing_id)
        lost = traffic.queues.lost_between(router.node, owner, router.wire)[LossReason.UNROUTABLE] if owner else 0
        if owner and lost:
            found[routing_id] = owner, lost
    return found


def _nearest(nobody: Iterable[bytes], known: list[bytes]) -> str:
    """Which known routing id the first of those that nobody has is most like; empty if none is."""
    readable = {other.decode("utf-8", "replace"): other for other in known}
    near = difflib.get_close_matches(next(iter(nobody), b"").decode("utf-8", "replace"), readable, n=1)
    return quoted_id(readable[near[0]]) if near else ""


def ignored_pair(traffic: Traffic, _now_ns: int) -> Iterator[Finding]:
    """`pair-ignored`: a PAIR talks to one peer at a time, and does not tell the others."""
    for node, socket in sockets(traffic, "PAIR"):
        if node.ignored:
            yield _ignored(node.name, node.name)
        for peer in traffic.peers.here(socket):
            if peer.is_ignored:
                yield _ignored(node.name, f"the program at {cut(peer.address)}")


def _ignored(node: str, who: str) -> Finding:
    return Finding(
        "pair-ignored",
        node,
        f"{who} came while the PAIR that it is connected to had another peer, and is ignored since: what it sends "
        "arrives nowhere and nothing comes back; no event says so. Let it connect again once that peer has left. A "
        "PAIR is for two; use DEALER and ROUTER, or REQ and REP, for more.",
        "zmq_socket(3), ZMQ_PAIR; RFC 31",
    )


RULES: tuple[Rule, ...] = (taken_routing_id, unroutable, ignored_pair)
