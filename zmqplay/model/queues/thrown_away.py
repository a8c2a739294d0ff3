"""Messages that went with their sender's queue: closed with LINGER 0 or ended; and those that nobody wants any more.

And why a message was lost that a later one has overtaken.
"""

from __future__ import annotations

from zmqplay.model.causes import LossReason
from zmqplay.model.closed import has_one_pipe, has_sent, never_left
from zmqplay.model.ledger.room import Room
from zmqplay.model.messages.messages import Message
from zmqplay.model.queues.pipes import Pipe, Pipes
from zmqplay.model.queues.placement import Placement
from zmqplay.model.roster import Roster
from zmqplay.model.sockets import HWM, SocketTraffic, Way, is_filtered

UNSENT_BYTES = 32_768
"""The kernel always takes this much: a pipe with fewer bytes has left its sender."""


def throw_away(sender: SocketTraffic, reason: LossReason, *, pipes: Pipes, placement: Placement, roster: Roster) -> int:
    """Lose all that this socket has sent and that waits; return the number of messages."""
    lost = 0
    for pipe in pipes.on(sender.way):
        if pipe.stream == sender.stream:
            for message in [one for one in pipe.waiting if _has_not_left(one, sender)]:
                pipe.remove(message)
                pipes.lose(message, pipe.stream, pipe.receiver, reason)
                lost += 1
    unplaced = placement.take_out(sender.stream, lambda message: _has_not_left(message, sender))
    receivers = {*roster.receivers(sender.way), *roster.former_receivers(sender.way)}
    if len(receivers) == 1:
        for message in unplaced:
            pipes.lose(message, sender.stream, min(receivers), reason)
        lost += len(unplaced)
    return lost


def take_kept(pipe: Pipe, roster: Roster, alive_ns: int) -> list[Message] | None:
    """Remove and return what a receiver cannot have had that has ended, and was last known to live at `alive_ns`.

    These are messages that were sent after its end, or that are still at a sender which has had no peer since. None
    where all that waits may still be at its sender.
    """
    if not _has_left(pipe, roster):
        return None
    senders = [socket for socket in roster.senders(pipe.stream) if has_one_pipe(socket)]
    kept = [
        message
        for message in pipe.waiting
        if message.time_ns > alive_ns or any(_has_not_left(message, sender) for sender in senders)
    ]
    for message in kept:
        pipe.remove(message)
    return kept


def lose_unsubscribed(way: Way, receiver: str, *, pipes: Pipes, roster: Roster) -> int:
    """Lose what waits for a subscriber that no longer subscribes to it; return the number of messages."""
    receivers = [one for one in roster.nodes[receiver].sockets.values() if one.from_way == way]
    lost = 0
    for pipe in pipes.on(way, receiver):
        for message in [one for one in pipe.waiting if is_filtered(one.topic, receivers, one.time_ns)]:
            pipe.remove(message)
            pipes.lose(message, pipe.stream, receiver, LossReason.UNSUBSCRIBED)
            lost += 1
    return lost


def why_overtaken(
    message: Message, pipe: Pipe, sender: SocketTraffic, conflates: bool, *, roster: Roster, room: Room
) -> LossReason:
    """Why a message was lost that a later one of the same pipe has overtaken; `conflates`: it keeps only the last."""
    if conflates:
        return LossReason.CONFLATED
    receivers = [one for one in roster.nodes[pipe.receiver].sockets.values() if one.from_way == pipe.way]
    if is_filtered(message.topic, receivers, message.time_ns):
        return LossReason.UNSUBSCRIBED
    if room.broken_ns([sender], receivers) > message.time_ns:
        return LossReason.DISCONNECTED
    return LossReason.HIGH_WATER_MARK


def lose_replies(way: Way, receiver: str, *, most: int, awaited: int, pipes: Pipes, placement: Placement) -> int:
    """Lose the oldest replies that wait for a node, `most` at most, but not the last `awaited`; return their number.

    What later replies have overtaken may have been for any node, so that it is lost last.
    """
    lost = 0
    for pipe in pipes.on(way, receiver):
        for _ in range(min(most - lost, len(pipe.waiting) - awaited)):
            pipes.lose(pipe.pop(), pipe.stream, receiver, LossReason.ASKER_GONE)
            lost += 1
        for message in placement.take_out(pipe.stream, lambda _: True)[: most - lost]:
            pipes.lose(message, pipe.stream, receiver, LossReason.ASKER_GONE)
            lost += 1
    return lost


def _has_not_left(message: Message, sender: SocketTraffic) -> bool:
    return has_sent(sender, message.number) and never_left(sender, message.time_ns)


def _has_left(pipe: Pipe, roster: Roster) -> bool:
    """Whether everything that waits has left its sender, so that the pipe dies with the peer."""
    if all(socket.binds for socket in roster.senders(pipe.stream)):
        return True
    return len(pipe.waiting) < HWM and sum(message.size for message in pipe.waiting) < UNSENT_BYTES
