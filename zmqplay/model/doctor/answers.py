"""Rules about answers that help nobody: to askers that have gone, after the asker gave up, or never read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from zmqplay.model.causes import LossReason
from zmqplay.model.closed import has_sent
from zmqplay.model.doctor.finding import Finding, Level, Rule
from zmqplay.model.doctor.queries import across, is_ending, recent
from zmqplay.model.messages.messages import Delivery, Message
from zmqplay.model.nodes import NodeState, NodeTraffic
from zmqplay.model.sockets import SocketTraffic, Stream
from zmqplay.model.traffic import Traffic
from zmqplay.model.words import counted, some

NOTICED_NS = 50_000_000
"""A request that is taken this soon after its asker went was as good as taken before."""
TOO_LATE = frozenset({LossReason.LATE, LossReason.ASKER_GONE})
UNREAD = 5
"""Answers that must wait at a socket that has never received before a rule reports it."""
LASTS = 8
"""Quarter seconds for which they must have waited."""


def asker_gone(traffic: Traffic, _now_ns: int) -> Iterator[Finding]:
    """`asker-gone`: a REP or ROUTER takes requests whose asker has ended or given up, and works for nobody."""
    if is_ending(traffic):
        return
    taken: Counter[tuple[str, str, bool]] = Counter()
    repeats = _Repeats()
    for message in recent(traffic):
        if message.socket not in ("REQ", "DEALER") or (asker := traffic.nodes.get(message.sender)) is None:
            continue
        asked_again_ns = repeats.next_ns(asker, message)
        ended_ns = asker.life.ended_ns if asker.life.ended_ns > message.time_ns else 0
        gone_ns = min(filter(None, (asked_again_ns, ended_ns)), default=0)
        for delivery in message.deliveries if gone_ns else ():
            if delivery.time_ns > gone_ns + NOTICED_NS and _answers(traffic, message, delivery):
                taken[delivery.node, message.sender, gone_ns == ended_ns] += 1
    for (server, asker_name, has_ended), requests in taken.items():
        yield _works_for_nobody(server, asker_name, requests, has_ended=has_ended)


class _Repeats:
    """When each REQ asked again, of messages that are read with the latest first; others may have several open."""

    def __init__(self) -> None:
        self._sockets: dict[str, dict[tuple[int, str], list[SocketTraffic]]] = {}
        """By node: the sockets with a number, of all lives, and a wire."""
        self._later: dict[Stream, tuple[int, SocketTraffic]] = {}
        """The last message read of each stream, which is the next one: its time, and its socket."""

    def next_ns(self, asker: NodeTraffic, message: Message) -> int:
        """When the asker of this request gave it up and asked again, unless it has the answer; 0 if it did not."""
        if message.socket != "REQ" or (socket := self._socket(asker, message)) is None:
            return 0
        time_ns, later = self._later.get(socket.stream, (0, socket))
        self._later[socket.stream] = message.time_ns, socket
        return time_ns if later is socket or _gave_up(socket) else 0

    def _socket(self, asker: NodeTraffic, message: Message) -> SocketTraffic | None:
        """The socket that sent the message: a process may have many REQs on one wire, as one for each thread."""
        if (known := self._sockets.get(asker.name)) is None:
            known = self._sockets[asker.name] = {}
            for socket in asker.all_sockets:
                known.setdefault((socket.number, socket.wire), []).append(socket)
        number = message.origin.socket if message.origin else -1
        return next((one for one in known.get((number, message.wire), ()) if has_sent(one, message.number)), None)


def _gave_up(socket: SocketTraffic) -> bool:
    """Whether a REQ was closed, or its life ended, before it had the answer to its last request."""
    return socket.sent.messages > socket.received.messages


def _answers(traffic: Traffic, message: Message, delivery: Delivery) -> bool:
    """Whether the message was taken by a socket that answers."""
    sockets = traffic.nodes[delivery.node].all_sockets
    return any(socket.wire == message.wire and socket.kind.answers for socket in sockets)


def _works_for_nobody(server: str, asker: str, requests: int, *, has_ended: bool) -> Finding:
    why = "had ended" if has_ended else "had given up and asked again"
    patience = "" if has_ended else "Let the client wait longer than the server needs. "
    return Finding(
        "asker-gone",
        server,
        f"{server} took {counted(requests, 'request')} of {asker} after {asker} {why}: what waits at a server outlives "
        f"its asker, and the answer is dropped silently. {patience}Put a deadline into each "
        "request, and let the server skip what is past it.",
        "zmq_socket(3), ZMQ_REP and ZMQ_ROUTER; zguide, chapter 4",
        happened=requests,
    )


def late_answers(traffic: Traffic, _now_ns: int) -> Iterator[Finding]:
    """`late-answers`: answers came after their asker had stopped waiting for them."""
    gave_up: Counter[str] = Counter()
    for link in traffic.ledger.links.values():
        gave_up[link.receiver] += (link.lost or {}).get(LossReason.ASKER_GONE, 0)
    for node in traffic.nodes.values():
        discarded = node.discarded[LossReason.LATE]
        late = discarded + (gave_up[node.name] if node.state.alive else 0)
        if late:
            yield Finding(
                "late-answers",
                node.name,
                f"{counted(late, 'answer')} came after {node.name} had stopped waiting, and "
                f"{_what_became(node.name, late, discarded)}{_slowest(traffic, node)}. Wait longer than that, or count "
                "on the answer to be missing; a request that is asked again may be done twice.",
                "zguide, chapter 4, Client-Side Reliability; RFC 28",
                Level.NOTE if late == discarded else Level.WRONG,
                late,
            )


def _what_became(asker: str, late: int, discarded: int) -> str:
    """What became of the late answers, of which the asker received and discarded some."""
    them = "it" if late == 1 else "them"
    if not discarded:
        return f"nobody read {them}"
    if discarded == late:
        return f"{asker} threw {them} away"
    return f"{asker} threw {discarded:,} of them away and nobody read the rest"


def _slowest(traffic: Traffic, asker: NodeTraffic) -> str:
    """Who was late, and how long the slowest of those who answer takes where that is why; nothing if not known."""
    needs = {
        node.name: node.service_ms(1) or node.work_ms
        for socket in asker.all_sockets
        for node, _ in across(traffic, socket)
    }
    late = _late_ones(traffic, asker) or (list(needs) if len(needs) == 1 else [])
    name = max(needs, key=lambda name: needs[name], default="")
    if name in late and needs[name] >= 1:
        return f": {name} needs up to {needs[name]:,.0f} ms"
    return f": {some(late)} {'was' if len(late) == 1 else 'were'} late" if late else ""


def _late_ones(traffic: Traffic, asker: NodeTraffic) -> list[str]:
    """The nodes of whose answers it is known that some came too late."""
    links = [link for link in traffic.ledger.links.values() if link.receiver == asker.name]
    of_links = [link.sender for link in links if TOO_LATE & (link.lost or {}).keys()]
    of_messages = [one.sender for one in recent(traffic) if one.lost.get(asker.name) is LossReason.LATE]
    return sorted({*of_links, *of_messages})


def unread_answers(traffic: Traffic, _now_ns: int) -> Iterator[Finding]:
    """`unread-answers`: a DEALER has answers waiting, and its program has never received one."""
    for (_, receiver, wire), link in traffic.ledger.links.items():
        node = traffic.nodes[receiver]
        unread = [socket for socket in node.sockets.values() if socket.wire == wire and _never_reads(socket)]
        lasts = len(link.history) >= LASTS and min(list(link.history)[-LASTS:]) >= UNREAD
        if unread and lasts and node.state is NodeState.RUNNING and not node.life.stopping_ns:
            waits = link.waiting or 0
            yield Finding(
                "unread-answers",
                receiver,
                f"{receiver} sends with its DEALER and never receives: {counted(waits, 'answer', verb='wait')} there. "
                "When its queue is full, a ROUTER or REP drops further answers, and a DEALER waits. Let it receive as "
                "well (poll for both), or use PUSH and PULL where no answer is wanted.",
                "zmq_socket(3), ZMQ_DEALER",
            )


def _never_reads(socket: SocketTraffic) -> bool:
    return socket.type == "DEALER" and not socket.received.messages and socket.sent.messages > 0


RULES: tuple[Rule, ...] = (asker_gone, late_answers, unread_answers)
