"""Which of the subscribers that a publication was due to lack it, and what is known of why."""

from __future__ import annotations

from zmqplay.model.causes import LossReason
from zmqplay.model.kinds import kind_of
from zmqplay.model.messages.messages import Message
from zmqplay.model.reading.subscriptions import lacking
from zmqplay.model.reading.waiting import waiting_at
from zmqplay.model.reading.why.losses import why_lost
from zmqplay.model.reading.why.ways import Rule
from zmqplay.model.traffic import Traffic
from zmqplay.model.words import counted, some


def why_some_lack_it(traffic: Traffic, message: Message) -> list[Rule]:
    """A sentence or two for each subscriber that lacks what others have; none where they cannot be named."""
    if not kind_of(message.socket).publishes or not message.deliveries:
        return []
    waits = waiting_at(traffic, message)
    rules = [Rule(f"It {_is(traffic)} on its way to {some(waits)}{_then(traffic)}.")] if waits else []
    return rules + [rule for name in lacking(traffic, message) for rule in _lacks(traffic, message, name)]


def _lacks(traffic: Traffic, message: Message, name: str) -> list[Rule]:
    link = traffic.ledger.links.get((message.sender, name, message.wire))
    lost = {LossReason(reason): number for reason, number in (link.lost or {}).items() if number} if link else {}
    if link is None or not lost:
        return [Rule(f"{name} had not received it{_then(traffic)}." if traffic.is_over else f"{name} lacks it so far.")]
    rules = [why_lost(traffic, message, reason, name) for reason in lost if len(lost) == 1]
    if link.waiting == 0:
        return [Rule(f"It is lost on its way to {name}."), *rules]
    gone = sum(lost.values())
    waiting = f" and {link.waiting:,} {'waited' if traffic.is_over else 'wait'}" if link.waiting else ""
    says = f"{name} lacks it: of what was sent there, {counted(gone)} {'was' if gone == 1 else 'were'} lost{waiting}"
    return [Rule(f"{says}, and which of these it is cannot be told."), *rules]


def _is(traffic: Traffic) -> str:
    return "was still" if traffic.is_over else "is"


def _then(traffic: Traffic) -> str:
    return " when the run ended" if traffic.is_over else ""
