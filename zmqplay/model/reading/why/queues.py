"""Why a message waits, or took long: what was before it in the queue, and what its receiver does."""

from __future__ import annotations

from itertools import islice

from zmqplay.model.messages.messages import Message
from zmqplay.model.nodes import NodeState, NodeTraffic
from zmqplay.model.reading.why.ways import Rule, sending_sockets
from zmqplay.model.stops import Stopped
from zmqplay.model.traffic import Traffic
from zmqplay.model.words import counted, milliseconds
from zmqplay.wire import Activity

LONG_NS = 2_000_000
"""A message that took less has not waited worth a sentence."""
SHARE = 0.5
"""The part (0–1) of its time, at least, that a cause must explain to be named."""
LOOKED_AT = 5_000
"""How many earlier messages are searched for those that were before it."""


def why_it_waits(traffic: Traffic, message: Message, name: str) -> Rule:
    """What is before the message, and what the receiver `name` does."""
    node = traffic.nodes.get(name)
    if node is None:
        return Rule()
    before = 0 if traffic.sampled else sum(name in other.waits_at for other in _earlier(traffic, message))
    if traffic.is_over and traffic.stops.at_end.get(name) is not Stopped.DEAD:
        return Rule(_at_the_end(traffic, name, before))
    others = f"{counted(before, verb='wait')} there before it, and " if before else ""
    return Rule(f"{others}{_does(traffic, message, node)}.")


def _at_the_end(traffic: Traffic, name: str, before: int) -> str:
    """What was so when the source ended its nodes: what comes after tells nothing about the message."""
    others = f"{counted(before)} waited there before it" if before else ""
    frozen = f"{name} was frozen" if traffic.stops.at_end.get(name) is Stopped.FROZEN else ""
    says = ", and ".join(part for part in (others, frozen) if part)
    return f"{says}." if says else ""


def _does(traffic: Traffic, message: Message, node: NodeTraffic) -> str:
    """What a receiver does at this moment instead of receiving."""
    if node.state is NodeState.FROZEN:
        return f"{node.name} is frozen, and receives nothing until it is thawed"
    if node.state is NodeState.STARTING:
        return f"{node.name} is still starting"
    if not node.state.alive:
        if any(socket.binds for socket in sending_sockets(traffic, message)):
            return f"{node.name} has ended, and what had not reached it is lost with the connection"
        return f"{node.name} has ended; its peer keeps what it has not sent yet, until somebody connects again"
    match node.doing.activity:
        case Activity.BUSY:
            work = node.service_ms(0.5)
            each = f", {milliseconds(int(work * 1e6))} each" if work else ""
            return f"{node.name} is busy with a message that came earlier: it takes one after the other{each}"
        case Activity.BLOCKED:
            return f"{node.name} cannot receive, since it waits in send itself"
        case Activity.IDLE:
            return f"{node.name} waits for a message, so this one will be there soon"
        case _:
            return f"{node.name} receives more messages than can be shown one by one"


def why_it_took_long(traffic: Traffic, message: Message) -> Rule:
    """What the slowest receiver did between the send and the receive; nothing if that is not known to be the cause."""
    if message.latency_ns is None or message.latency_ns < LONG_NS or traffic.sampled:
        return Rule()
    last = max(message.deliveries, key=lambda delivery: delivery.time_ns)
    stops = traffic.stops.between(last.node, message.time_ns, last.time_ns)
    lasted_ns = max(stops.values(), default=0)
    if lasted_ns > SHARE * message.latency_ns:
        was = "was frozen" if stops.get(Stopped.FROZEN) == lasted_ns else "had ended, and was yet to be started again"
        return Rule(f"{last.node} {was} for {milliseconds(lasted_ns)} of that time.")
    done = 0
    for other in _earlier(traffic, message):
        done += any(d.node == last.node and message.time_ns < d.time_ns <= last.time_ns for d in other.deliveries)
    node = traffic.nodes.get(last.node)
    work = node.service_ms(0.5) if node else None
    if not done or not work or done * work * 1e6 < SHARE * message.latency_ns:
        return Rule()
    each = milliseconds(int(work * 1e6))
    return Rule(f"It waited behind {counted(done)} that {last.node} received first, and it took about {each} for each.")


def _earlier(traffic: Traffic, message: Message) -> list[Message]:
    """The messages that were sent before this one, the latest first, as far back as is looked."""
    log = traffic.messages
    begin = message.row - log.first
    if begin <= 0:
        return []
    back = len(log.rows) - begin
    return list(islice(reversed(log.rows), back, back + LOOKED_AT))
