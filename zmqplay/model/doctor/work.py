"""Rules about work that a sender deals in turn, ignoring how busy each worker is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from statistics import median

from zmqplay.model.doctor.finding import Finding, Rule
from zmqplay.model.doctor.queries import PATIENCE_NS, across, outstanding, sockets, waiting
from zmqplay.model.nodes import NodeState, NodeTraffic
from zmqplay.model.sockets import SocketTraffic
from zmqplay.model.traffic import Traffic
from zmqplay.model.words import counted, some
from zmqplay.wire import Activity

BACKLOG = 5
"""Messages that must wait at a worker before a rule reports it."""
LASTED = 4
"""Quarter seconds for which as many must have waited, somewhere, before others are said to idle meanwhile."""
SLOWER = 3.0
"""A worker is slow when its tasks take this many times as long as the tasks of the others."""
SLOW_MS = 1.0
"""Shorter task times are noise."""
TASKS = 9
"""A worker's current speed is judged by this many of its last tasks."""
EQUAL = 0.5
"""A worker has had its share when it received at least this part of the largest share."""
TAKES_ALL = 0.1
"""One worker took everything when each other worker received at most this part of its share."""
MUCH = 0.6
"""Busy share (0–1) above which a worker is overloaded."""


def uneven_work(traffic: Traffic, now_ns: int) -> Iterator[Finding]:
    """`slow-worker`: one worker holds its equal share while others idle; `first-took-all`: one joined before them."""
    known = waiting(traffic)
    for sender, socket in sockets(traffic):
        ends = across(traffic, socket, *socket.kind.peers) if socket.deals else []
        running = list({node.name: node for node, _ in ends if node.state is NodeState.RUNNING}.values())
        if len(running) < 2:
            continue
        waits = known if any(known[node.name] for node in running) else _held_by_one(traffic, socket, running)
        held = max(running, key=lambda node: waits[node.name])
        others = [node for node in running if node is not held]
        if waits[held.name] < BACKLOG or max(waits[node.name] for node in others) >= BACKLOG:
            continue
        given = max(_given(node, waits[node.name]) for node in others)
        has = _given(held, waits[held.name])
        if given <= TAKES_ALL * has:
            if _has_lasted(traffic) and all(_has_idled(node, now_ns) for node in others):
                yield _took_all(sender, held, others, waits[held.name])
        elif given * EQUAL <= has and _is_slow(held, others):
            yield _slow_worker(sender, held, others, waits[held.name])


def _held_by_one(traffic: Traffic, socket: SocketTraffic, workers: list[NodeTraffic]) -> Counter[str]:
    """The number of messages that wait at each worker, where load forbids matching: all at the only busy worker.

    A worker that is frozen may hold some too, and a foreign peer may have been given some: then it is unknown.
    """
    if len(workers) < len(across(traffic, socket, *socket.kind.peers)) or traffic.peers.of(socket):
        return Counter()
    busy = [node.name for node in workers if node.rates.busy > MUCH]
    return Counter({busy[0]: outstanding(traffic, socket)} if len(busy) == 1 else {})


def _given(node: NodeTraffic, waits: int) -> int:
    """Messages dealt to a node: those that the node has received, and the `waits` in its queue."""
    return sum(socket.received.messages for socket in node.sockets.values()) + waits


def _has_lasted(traffic: Traffic) -> bool:
    """Whether messages have waited for a while: a flood that has just begun may not have been told by all yet."""
    return min(list(traffic.ledger.history)[-LASTED:]) >= BACKLOG


def _has_idled(node: NodeTraffic, now_ns: int) -> bool:
    """Whether a node has waited for a message for a while, and has been given none: its last report may be old."""
    waits = node.doing.activity is Activity.IDLE and now_ns - node.doing.since_ns > PATIENCE_NS // 2
    return waits and not node.rates.received


def _is_slow(held: NodeTraffic, others: list[NodeTraffic]) -> bool:
    """Whether the tasks of worker `held` take several times as long as those of the others, and keep it busier."""
    if not all(node.services.last_ns or node.work_ms for node in others):
        return False  # how long their tasks take is not known yet
    own, theirs = _task_ms(held) * _got_processor(held), median(_task_ms(node) for node in others)
    return own >= max(SLOW_MS, SLOWER * theirs) and held.rates.busy > max(node.rates.busy for node in others)


def _got_processor(node: NodeTraffic) -> float:
    """The share (0–1) of its busy time, at least, for which a node did not wait for a processor."""
    return max(0.0, 1 - node.usage.waiting.share / max(node.rates.busy, 0.001))


def _task_ms(node: NodeTraffic) -> float:
    """The median of a node's last task times, in milliseconds; the node's work time if it has done no task."""
    last = list(islice(reversed(node.services.last_ns), TASKS))
    return median(last) / 1e6 if last else node.work_ms


def _took_all(sender: NodeTraffic, held: NodeTraffic, others: list[NodeTraffic], waits: int) -> Finding:
    idle = some([node.name for node in others])
    return Finding(
        "first-took-all",
        held.name,
        f"{held.name} was connected first and got all there was: {counted(waits)} of {sender.name} still wait there "
        f"while {idle} idle{'s' if len(others) == 1 else ''}. What is in a queue is never dealt again; let all workers "
        "connect before the first task is sent, or let them ask for work.",
        "zguide, chapter 1, Divide and Conquer",
    )


def _slow_worker(sender: NodeTraffic, held: NodeTraffic, others: list[NodeTraffic], waits: int) -> Finding:
    own, theirs = (_in_words(ms) for ms in (_task_ms(held), median(_task_ms(node) for node in others)))
    many = len(others) > 1
    who = "the others" if many else others[0].name
    return Finding(
        "slow-worker",
        held.name,
        f"{held.name} needs {own} a task where {who} need{'' if many else 's'} {theirs}, and is given an equal share: "
        f"{counted(waits, verb='wait')} there while {who} idle{'' if many else 's'}, since {sender.name} deals in turn "
        "and does not see who is busy. Let the workers ask for work: a ROUTER sends the next task to a worker that has "
        "said READY. "
        "A small RCVHWM does not help alone, since SNDHWM and the kernel's buffers hold the worker's share too.",
        "RFC 30; zguide, chapter 3, The Load Balancing Pattern",
    )


def _in_words(ms: float) -> str:
    return f"{ms:,.0f} ms" if ms >= SLOW_MS else "less than a millisecond"


RULES: tuple[Rule, ...] = (uneven_work,)
