"""The rule about foreign peers that have left: what was handed over to them may be lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from zmqplay.model.doctor.finding import Finding, Level, Rule
from zmqplay.model.doctor.queries import is_ending
from zmqplay.model.kinds import kind_of
from zmqplay.model.peers import ForeignPeer
from zmqplay.model.traffic import Traffic
from zmqplay.model.words import counted, cut, some


class Handed(NamedTuple):
    """The messages that foreign peers were handed, and those among them for which no message has come back."""

    messages: int
    unanswered: int


def left_with_messages(traffic: Traffic, _now_ns: int) -> Iterator[Finding]:
    """`left-with-messages`: a foreign peer was handed messages that it did not answer, and has left."""
    if is_ending(traffic):
        return  # our own nodes leave the peers then
    by_sender: dict[tuple[str, str], list[ForeignPeer]] = {}
    for peer in traffic.peers.foreign.values():
        if peer.gone and _is_sent_to(peer) and _outlived(traffic, peer):
            by_sender.setdefault((peer.node, peer.socket), []).append(peer)
    for (node, _), peers in by_sender.items():
        handed = _handed_over(traffic, peers)
        if handed.unanswered > 0:
            taken = "that message was" if handed.unanswered == 1 else "these messages were"
            yield Finding(
                "left-with-messages",
                node,
                f"{_what_happened(peers, handed)}. Whether {taken} taken cannot be known: a "
                "message that was dealt counts as sent, and what had not been taken is lost. Where each counts, let "
                "the receiver acknowledge, and send again what it did not.",
                "RFC 30; libzmq #160",
                Level.NOTE,
                handed.unanswered,
            )


def _what_happened(peers: list[ForeignPeer], handed: Handed) -> str:
    """That peers have left, and with how many messages that a socket of ours had handed to them."""
    by = f"{peers[0].node}'s {peers[0].socket}"
    was, has, it = ("was", "has", "it") if len(peers) == 1 else ("were", "have", "them")
    if not kind_of(peers[0].socket).receives_messages:
        return f"{_named(peers)} {was} handed {counted(handed.messages)} by {by} and {has} left"
    of = counted(handed.messages)
    some_of = of if handed.unanswered == handed.messages else f"{handed.unanswered:,} of {of}"
    return f"{_named(peers)} {has} left with {some_of} handed to {it} by {by} unanswered"


def _outlived(traffic: Traffic, peer: ForeignPeer) -> bool:
    """Whether our socket is still there: else it may be the one that has left, or been killed, and not the peer."""
    return any(s.key == peer.key and traffic.roster.is_open(s) for s in traffic.nodes[peer.node].all_sockets)


def _is_sent_to(peer: ForeignPeer) -> bool:
    """Whether our socket picks this peer as a receiver; whom a publication reaches is never known."""
    kind = kind_of(peer.socket)
    return kind.sends_messages and not kind.publishes


def _handed_over(traffic: Traffic, peers: list[ForeignPeer]) -> Handed:
    """The messages that these peers were handed, as far as that is known."""
    answers = kind_of(peers[0].socket).receives_messages
    known = [
        (peer.handed_over, peer.handed_over - (peer.received_from or 0))
        for peer in peers
        if peer.handed_over is not None and (peer.received_from is not None or not answers)
    ]
    if len(known) == len(peers):
        messages = sum(handed for handed, _ in known)
        return Handed(messages, sum(unanswered for _, unanswered in known if unanswered > 0))
    if answers:
        return Handed(0, 0)
    handed_over = traffic.ledger.totals.handed_over
    if len(peers) == len(traffic.peers.foreign) and handed_over is not None:
        return Handed(handed_over, handed_over)
    dealt = 0 if traffic.sampled else sum(_dealt_to(traffic, peer) for peer in peers)
    return Handed(dealt, dealt)


def _dealt_to(traffic: Traffic, peer: ForeignPeer) -> int:
    """The messages that are known one by one to have been dealt to a peer."""
    sockets = [socket for socket in traffic.nodes[peer.node].all_sockets if socket.key == peer.key]
    return sum(traffic.queues.handed_over.count_to(peer.node, socket.way, peer.name) for socket in sockets)


def _named(peers: list[ForeignPeer]) -> str:
    """`The foreign PULL 127.0.0.1:45678`, with the type where only one is possible."""
    types = {peer.types for peer in peers}
    what = types.pop()[0] if len(types) == 1 and all(len(one) == 1 for one in types) else "peer"
    return f"The foreign {what}{'' if len(peers) == 1 else 's'} {some([cut(peer.address) for peer in peers])}"


RULES: tuple[Rule, ...] = (left_with_messages,)
