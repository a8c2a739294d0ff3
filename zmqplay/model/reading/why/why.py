"""Two or three sentences about one message: where it is, why it went there, and why it waited or was lost."""

from __future__ import annotations

from dataclasses import dataclass

from zmqplay.model.messages.messages import Message
from zmqplay.model.reading.fate import Fate, fate_of, losses_of
from zmqplay.model.reading.subscriptions import is_subscription, subscriber_of, subscription
from zmqplay.model.reading.waiting import waiting_at
from zmqplay.model.reading.why.lacking import why_some_lack_it
from zmqplay.model.reading.why.losses import why_lost
from zmqplay.model.reading.why.queues import why_it_took_long, why_it_waits
from zmqplay.model.reading.why.ways import Rule, why_there
from zmqplay.model.traffic import Traffic
from zmqplay.model.words import counted, milliseconds, quoted, some


@dataclass(frozen=True, slots=True)
class Why:
    """What is said of one message."""

    says: tuple[str, ...]
    """Sentences of plain text, in their order. They may hold foreign text: make them safe before drawing them."""
    source: str
    """The pages that document the rule: `zmq_socket(3), ZMQ_PUSH; RFC 30`; empty for none."""


def why(traffic: Traffic, message: Message) -> Why:
    """Where a message is, why it went there, and why it waited or was lost; only what is known is said."""
    if is_subscription(message):
        return _of_subscription(traffic, message)
    rules = [Rule(_where(traffic, message)), why_there(traffic, message)]
    rules += [why_lost(traffic, message, reason, receiver) for reason, receiver in losses_of(traffic, message).items()]
    rules += why_some_lack_it(traffic, message)
    waits = waiting_at(traffic, message)
    rules.append(why_it_waits(traffic, message, waits[0]) if waits else why_it_took_long(traffic, message))
    said = [rule for rule in rules if rule.says]
    sources = dict.fromkeys(page for rule in said for page in rule.source.split("; ") if page)
    return Why(tuple(rule.says for rule in said), "; ".join(sources))


def _of_subscription(traffic: Traffic, message: Message) -> Why:
    verb, topic = subscription(message)
    does = "asks for" if verb == "subscribe" else "no longer asks for"
    what = f"topics that begin with {quoted(topic)}" if topic else "every topic"
    told, who = ", ".join(delivery.node for delivery in message.deliveries), subscriber_of(traffic, message)
    return Why(
        (
            f"It is no message of a role's: {who} {does} {what}, and the socket of {told} was told.",
            "A subscription travels as a frame whose first byte is 1, its end as one with a 0.",
        ),
        "RFC 29",
    )


def _where(traffic: Traffic, message: Message) -> str:
    """Where the message is, in one sentence."""
    match fate_of(traffic, message):
        case Fate.LATE:
            return f"{some(list(message.lost))} received it too late, and discarded it."
        case Fate.LOST:
            return _lost(message)
        case Fate.ARRIVED:
            return _arrived(message)
        case Fate.WAITING if message.waits_at and traffic.is_over:
            return f"It was still on its way to {some(message.waits_at)} when the run ended."
        case Fate.WAITING if message.waits_at:
            return f"It is on its way to {some(message.waits_at)}, and has not been received yet."
        case Fate.UNKNOWN if message.waits_at:
            names = some(message.waits_at)
            return f"It waits for {names} or is lost: some of those not received are, and which is not known yet."
        case Fate.WAITING:
            return "It is in a queue or on its way to one; which one cannot be told yet."
        case Fate.UNHEARD:
            return "Nobody has it, and nobody will."
        case Fate.HANDED_OVER:
            return "It went to a peer that zmqplay does not watch, so whether it was taken cannot be known."
        case _ if traffic.ledger.may_be_overheard(message.sender, message.time_ns) and not message.expected:
            return "Nobody who is watched has it; whether a foreign or joining subscriber heard it cannot be known."
        case _:
            return (
                "What became of it is not known: messages passed too fast for all to be shown one by one."
                if traffic.sampled
                else "What became of it is not known: several answers are possible."
            )


def _arrived(message: Message) -> str:
    first, *others = sorted(message.deliveries, key=lambda delivery: delivery.time_ns)
    if message.latency_ns is None:
        sent = "its send was not seen" if not message.number else "when is not known, since it was killed then"
        unseen = next((delivery for delivery in message.deliveries if not delivery.is_seen), first)
        return f"{unseen.node} has received it; {sent}."
    took = milliseconds(first.time_ns - message.time_ns)
    if not others and message.expected <= 1:
        return f"{first.node} received it {took} after {message.sender} had sent it."
    due = max(message.expected, len(message.deliveries))
    last = milliseconds(max(delivery.time_ns for delivery in others) - message.time_ns) if others else took
    return f"{len(message.deliveries)} of {due} subscribers have received it, {first.node} first, within {last}."


def _lost(message: Message) -> str:
    names = [name for name in message.lost if name]
    told = f"{counted(len(message.deliveries), 'node')} received it; " if message.deliveries else ""
    to = f" on its way to {some(names)}" if names else ""
    return f"{told[:1].upper()}{told[1:]}{'it' if told else 'It'} is lost{to}."
