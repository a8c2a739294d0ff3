"""The rule about messages that a socket that never waits drops for a peer whose queue is full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zmqplay.model.causes import LossReason
from zmqplay.model.doctor.finding import Finding, Level, Rule
from zmqplay.model.doctor.queries import first_lost, has_several, is_frozen, lost_at_no_link
from zmqplay.model.ledger.accounts import Link
from zmqplay.model.nodes import NodeTraffic
from zmqplay.model.sockets import SocketTraffic
from zmqplay.model.traffic import Traffic
from zmqplay.model.words import counted, some, with_article


def dropped_at_high_water_mark(traffic: Traffic, _now_ns: int) -> Iterator[Finding]:
    """`dropped-at-high-water-mark`: a socket that never waits drops messages for a peer whose queue is full."""
    by_receiver: dict[str, list[Link]] = {}
    for link in traffic.ledger.links.values():
        if (link.lost or {}).get(LossReason.HIGH_WATER_MARK):
            by_receiver.setdefault(link.receiver, []).append(link)
    for name, links in by_receiver.items():
        receiver = traffic.nodes[name]
        senders = [traffic.nodes[link.sender] for link in links]
        kinds = [s for n in senders for s in n.all_sockets if s.kind.drops and s.wire in {link.wire for link in links}]
        lost = sum((link.lost or {})[LossReason.HIGH_WATER_MARK] for link in links)
        yield Finding(
            "dropped-at-high-water-mark",
            name,
            f"{name} takes less than {some([sender.name for sender in senders])} {_sends(kinds, len(senders))}, so its "
            f"queue ran full and {counted(lost)} to it {'was' if lost == 1 else 'were'} dropped{_first(links)}: "
            f"{_never_waits(traffic, kinds)}.",
            f"zmq_socket(3), ZMQ_{kinds[0].type if kinds else 'PUB'}, Action in mute state",
            _level_of_drops(traffic, senders, receiver),
            lost,
        )
    yield from _dropped_at_no_link(traffic)


def _sends(kinds: list[SocketTraffic], senders: int) -> str:
    word = "publish" if not kinds or kinds[0].publishes else "send"
    return word if senders > 1 else f"{word}{'es' if word == 'publish' else 's'}"


def _never_waits(traffic: Traffic, kinds: list[SocketTraffic]) -> str:
    """The rule of the sending socket, and what can be done: an option only where it is not set yet."""
    mends = "work faster, allow more (SNDHWM, RCVHWM)"
    if kinds and kinds[0].routes:
        return f"a ROUTER never waits. Send less, {mends}, or set ROUTER_MANDATORY=1, so that send waits for this peer"
    if kinds and not kinds[0].publishes:
        return f"{with_article(kinds[0].type)} never waits. Send less, {mends}"
    but = ", but then the slowest subscriber stops all the others"
    several = any(has_several(traffic, socket) for socket in kinds)
    one = with_article(kinds[0].type if kinds else "PUB")
    return f"{one} never waits. Publish less, {mends}. XPUB_NODROP=1 makes it wait{but if several else ''}"


def _level_of_drops(traffic: Traffic, senders: list[NodeTraffic], receiver: NodeTraffic) -> Level:
    """Drops of a flat-out publisher to an idle subscriber are only noted: the speed alone causes them."""
    sets_hwm = any({"SNDHWM", "RCVHWM"} & s.facts.options.keys() for n in (*senders, receiver) for s in n.all_sockets)
    slow = receiver.work_ms or is_frozen(receiver) or sets_hwm
    return Level.WRONG if slow or not traffic.sampled else Level.NOTE


def _first(links: Sequence[Link]) -> str:
    """The number of the first lost message, in brackets, if one sender sent them all."""
    first = first_lost(links)
    return f" (the first was no. {first:,})" if first else ""


def _dropped_at_no_link(traffic: Traffic) -> Iterator[Finding]:
    """What a flood has dropped, where it is not known for which of several receivers, or by which of several senders.

    No receiver that had room for all is told from the others: it may be the one that takes too little.
    """
    for flow in lost_at_no_link(traffic, LossReason.HIGH_WATER_MARK):
        names, to = ([*dict.fromkeys(socket.node for socket in ends)] for ends in (flow.senders, flow.receivers))
        if not to:
            continue
        lost, senders = flow.lost[LossReason.HIGH_WATER_MARK], [traffic.nodes[name] for name in names]
        many, which = len(to) > 1, "queues of some of them" if len(to) > 1 else "its queue"
        yield Finding(
            "dropped-at-high-water-mark",
            names[0] if many else to[0],
            f"{some(to)} take{'' if many else 's'} less than {some(names)} {_sends(flow.senders, len(names))}, so "
            f"{which} ran full and {counted(lost)} {'was' if lost == 1 else 'were'} dropped: "
            f"{_never_waits(traffic, flow.senders)}.",
            f"zmq_socket(3), ZMQ_{flow.senders[0].type}, Action in mute state",
            min((_level_of_drops(traffic, senders, traffic.nodes[name]) for name in to), key=list(Level).index),
            lost,
        )


RULES: tuple[Rule, ...] = (dropped_at_high_water_mark,)
