"""The rule about queues that grow: a receiver takes less than it is sent, long before anything blocks or is lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import inf
from typing import NamedTuple

from zmqplay.model.doctor.finding import Finding, Level, Rule
from zmqplay.model.doctor.held_up import is_told_flat_out, longest_wait
from zmqplay.model.doctor.queries import is_ending
from zmqplay.model.doctor.words import bytes_in_words, rate_in_words, seconds_in_words
from zmqplay.model.ledger.backlogs import BacklogEnd, BacklogMark
from zmqplay.model.ledger.capacity import usual_between
from zmqplay.model.nodes import NodeState
from zmqplay.model.sockets import SocketTraffic, Way
from zmqplay.model.traffic import Traffic
from zmqplay.model.words import counted, some

PARTS = 4
"""A queue grows while more waits in it, on average, in each of this many parts of a window than in the part before."""
GREW = 10
"""Messages by which a queue must have grown within a window; less may be chance."""
WINDOWS_NS = ((2_000_000_000, 0.1), (6_000_000_000, 0.02), (16_000_000_000, 0.0))
"""Windows, each with the share (0–1) of what came that must have stayed in the queue: long ones show a slow growth."""
STILL = 0.6
"""The share (0–1) of its growth that a queue must have kept in the last part of a window."""
SLACK_NS = 500_000_000
"""How much shorter than a window its marks may be; they are a quarter second apart, or somewhat more."""
RESERVE = 1.05
"""How much more work than what is sent a number of workers must manage to be advised."""
FLOOD = 2_000
"""Messages a second above which a receiver without work time is only slower than its sender: the machine's speed."""
FORESEEN_S = 3_600
"""A queue that is full later than in this time is not said when: its pace may be anything by then."""
ALWAYS = 0.95
"""Share (0–1) of the last second above which a sender sends as fast as it can."""


class Pace(NamedTuple):
    """How a queue changed over a window."""

    taken: float
    """Messages a second that left it."""
    growth: float
    """Messages a second by which it grew."""
    waiting: int
    """Messages in it now."""

    @property
    def given(self) -> float:
        """Messages a second that came into it."""
        return self.taken + self.growth


class Growing(NamedTuple):
    """A queue that grows: the sockets at both ends, those of nodes that run."""

    senders: list[SocketTraffic]
    receivers: list[SocketTraffic]
    pace: Pace


def growing_queue(traffic: Traffic, now_ns: int) -> Iterator[Finding]:
    """`queue-grows`: a receiver has taken less than it was sent for some seconds, and still does."""
    if is_ending(traffic):
        return
    by_way: dict[Way, list[Growing | None]] = {}
    for end, marks in traffic.ledger.backlogs.marks.items():
        by_way.setdefault(end.way, []).append(_growing(traffic, end, pace_of(marks, now_ns)))
    for queues in by_way.values():
        growing = [queue for queue in queues if queue is not None]
        if 1 < len(growing) == len(queues) and growing[0].senders[0].deals:
            yield _finding(traffic, _together(growing), now_ns)
        else:
            yield from (_finding(traffic, queue, now_ns, is_one_of_several=len(queues) > 1) for queue in growing)


def pace_of(marks: Sequence[BacklogMark], now_ns: int) -> Pace | None:
    """The pace at which a queue grows; None if it does not, or not clearly."""
    for window_ns, share in WINDOWS_NS:
        within = [mark for mark in marks if mark.time_ns >= now_ns - window_ns]
        if len(within) <= PARTS or within[-1].time_ns - within[0].time_ns < window_ns - SLACK_NS:
            continue  # on a busy machine there may be too few looks in a short window
        first, last = within[0], within[-1]
        seconds = (last.time_ns - first.time_ns) / 1e9
        pace = Pace((last.taken - first.taken) / seconds, (last.waiting - first.waiting) / seconds, last.waiting)
        has_grown = last.waiting - first.waiting >= GREW and pace.growth >= share * pace.given
        if has_grown and _rises(within, pace) and (window_ns > WINDOWS_NS[0][0] or _takes_on(within)):
            return pace
    return None


def _parts(marks: Sequence[BacklogMark]) -> list[Sequence[BacklogMark]]:
    ends = [len(marks) * part // PARTS for part in range(PARTS + 1)]
    return [marks[begin:end] for begin, end in pairwise(ends)]


def _rises(marks: Sequence[BacklogMark], pace: Pace) -> bool:
    """Whether more waits in each part of the window than before, and in the last part as much more as in the others.

    A burst is one step, and a drain ends the rise.
    """
    parts = _parts(marks)
    means = [sum(mark.waiting for mark in part) / len(part) for part in parts]
    latest = parts[-1][-1], parts[-2][-1]
    growth = (latest[0].waiting - latest[1].waiting) / (latest[0].time_ns - latest[1].time_ns) * 1e9
    return all(before < after for before, after in pairwise(means)) and growth >= STILL * pace.growth


def _takes_on(marks: Sequence[BacklogMark]) -> bool:
    """Whether something is taken in all parts but one: else the receiver may just have been held up for a second."""
    ends = [marks[(len(marks) - 1) * part // PARTS] for part in range(PARTS + 1)]
    return sum(before.taken < after.taken for before, after in pairwise(ends)) >= PARTS - 1


def _growing(traffic: Traffic, end: BacklogEnd, pace: Pace | None) -> Growing | None:
    """The queue with its sockets; None if it does not grow, or if another rule has the cause."""
    if pace is None:
        return None
    open_ = [socket for socket in traffic.sockets() if traffic.roster.is_open(socket)]
    senders = [socket for socket in open_ if socket.way == end.way and socket.sends_messages]
    receivers = [socket for socket in open_ if socket.from_way == end.way and socket.node in end.receivers]
    states = {traffic.nodes[socket.node].state for socket in receivers}
    if not senders or states != {NodeState.RUNNING}:
        return None  # a frozen node is a finding of its own
    if senders[0].deals and any(traffic.peers.here(socket) for socket in senders):
        return None  # what was dealt to a foreign peer does not wait for a node
    growing = Growing(senders, receivers, pace)
    return None if senders[0].drops and pace.waiting >= _room(growing) else growing


def _together(queues: list[Growing]) -> Growing:
    """Queues of one direction that all grow."""
    receivers = [socket for queue in queues for socket in queue.receivers]
    paces = [queue.pace for queue in queues]
    taken, growth, waiting = (sum(figures) for figures in zip(*paces, strict=True))
    return Growing(queues[0].senders, receivers, Pace(taken, growth, int(waiting)))


def _room(growing: Growing) -> float:
    """About how many messages fit into the queues at both ends and the kernel's buffers; infinite without a limit."""
    return usual_between(growing.senders, growing.receivers, is_read=growing.pace.taken > 0)


def _finding(traffic: Traffic, growing: Growing, now_ns: int, *, is_one_of_several: bool = False) -> Finding:
    senders, receivers, pace = growing
    names = list(dict.fromkeys(socket.node for socket in receivers))
    sender, many = senders[0], len(names) > 1
    behind = f", {seconds_in_words(pace.waiting / pace.taken)} behind" if pace.taken else ""
    return Finding(
        "queue-grows",
        sender.node if many else names[0],
        f"{some(names)} take{'' if many else 's'} {rate_in_words(pace.taken)} of {rate_in_words(pace.given)}, so the "
        f"queue{'s grow' if many else ' grows'} by {rate_in_words(pace.growth)}: {counted(pace.waiting, verb='wait')}"
        f"{behind}. {_limit(traffic, growing)} {_mend(traffic, growing, is_one_of_several=is_one_of_several)}",
        "zmq_setsockopt(3), ZMQ_SNDHWM, ZMQ_RCVHWM; zmq_socket(3), Action in mute state",
        _level(traffic, growing, now_ns),
    )


def _level(traffic: Traffic, growing: Growing, now_ns: int) -> Level:
    """A note where speed alone is the cause: senders that are flat out, or a flood that receivers hardly work on.

    A node that is told to speak as fast as it can sets the pace of those that pass its messages on.
    """
    rates = [traffic.nodes[socket.node].rates for socket in growing.senders]
    is_told = is_told_flat_out(traffic, now_ns, WINDOWS_NS[-1][0] // PARTS)
    flat_out = is_told or all(rate.busy + rate.blocked > ALWAYS for rate in rates)
    works = any(traffic.nodes[socket.node].work_ms for socket in growing.receivers)
    floods = not works and growing.pace.taken > FLOOD
    if _lacks_processor(traffic, growing):
        return Level.NOTE
    is_meant = _room(growing) < inf and not (growing.senders[0].drops and works)
    return Level.NOTE if is_meant and (flat_out or floods) else Level.WRONG


def _lacks_processor(traffic: Traffic, growing: Growing) -> bool:
    """Whether all would be taken in time if no node at either end had waited for a processor."""
    waited = longest_wait(traffic, (*growing.senders, *growing.receivers))
    return growing.pace.taken >= growing.pace.given * (1 - waited)


def _limit(traffic: Traffic, growing: Growing) -> str:
    """When the queue will be full, and what happens then."""
    senders, receivers, pace = growing
    room = _room(growing)
    if room == inf:
        return _memory(traffic, growing)
    marks = f"SNDHWM {senders[0].hwm('SNDHWM'):,.0f}, RCVHWM {receivers[0].hwm('RCVHWM'):,.0f}"
    between = ", the kernel's buffers between" if usual_between(senders, receivers) > _hwms(growing) else ""
    it_is, it = ("they are", "them") if len(receivers) > 1 else ("it is", "it")
    names = list(dict.fromkeys(socket.node for socket in senders))
    one = len(names) == 1
    then = f"drop{'s' * one} what comes for {it}" if senders[0].drops else f"wait{'s' * one} in send"
    whose = f"{names[0]}'s {senders[0].type}" if one else f"the {senders[0].type}s of {some(names)}"
    left = (room - pace.waiting) / pace.growth
    if left > FORESEEN_S:
        return f"Once {it_is} full ({marks}{between}), {whose} {then}."
    when = f"In about {seconds_in_words(left)}" if left > 0 else "About now"
    return f"{when} {it_is} full ({marks}{between}), and {whose} {then}."


def _hwms(growing: Growing) -> float:
    senders, receivers, _ = growing
    return (senders[0].hwm("SNDHWM") + receivers[0].hwm("RCVHWM")) * len(senders) * len(receivers)


def _memory(traffic: Traffic, growing: Growing) -> str:
    """Which node's memory goes where a high-water mark is 0."""
    senders, receivers, pace = growing
    at_receiver = receivers[0].hwm("RCVHWM") == inf
    holder, option = (receivers[0], "RCVHWM") if at_receiver else (senders[0], "SNDHWM")
    size = sum(socket.sent.bytes for socket in senders) / max(1, sum(socket.sent.messages for socket in senders))
    memory = traffic.nodes[holder.node].usage.memory_bytes
    has = f", which has {bytes_in_words(memory)} now" if memory else ""
    takes = f"{bytes_in_words(pace.growth * size)}/s of {holder.node}'s memory"
    return f"{option} is 0, so nothing limits it: it takes {takes}{has}."


def _mend(traffic: Traffic, growing: Growing, *, is_one_of_several: bool) -> str:
    """What helps here."""
    sender, pace = growing.senders[0], growing.pace
    if _lacks_processor(traffic, growing):
        return "The machine is busy, and the nodes wait for a processor: send less, or let less run beside them."
    if is_one_of_several and sender.deals:
        they = _receivers(traffic, growing)
        return f"A {sender.type} deals in turn and does not see who is behind; let {they} ask for work, or send less."
    if sender.type == "PUSH" and pace.taken:
        enough = int(RESERVE * pace.given / pace.taken * len(growing.receivers)) + 1
        they = _receivers(traffic, growing)
        return f"Send less, let the work take less time, or share it: {enough} {they} like these keep up."
    return "Send less, or take faster."


def _receivers(traffic: Traffic, growing: Growing) -> str:
    """What the receivers are called: `workers`, if that is the role of all."""
    roles = {traffic.nodes[socket.node].role for socket in growing.receivers}
    return f"{next(iter(roles))}s" if len(roles) == 1 else "receivers"


RULES: tuple[Rule, ...] = (growing_queue,)
