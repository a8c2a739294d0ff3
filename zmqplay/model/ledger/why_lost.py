"""Why messages were lost that had not arrived when all was quiet: by what has happened since all had arrived."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from zmqplay.model.causes import LossReason
from zmqplay.model.closed import discarded, has_one_pipe, lingers
from zmqplay.model.ledger.arrivals import SILENT_NS, is_silent_since
from zmqplay.model.ledger.flows import Flow
from zmqplay.model.ledger.room import Room
from zmqplay.model.nodes import NodeState
from zmqplay.model.roster import Roster
from zmqplay.model.sockets import SocketKey, SocketTraffic
from zmqplay.wire import Activity

NOTICED_NS = 100_000_000
"""How long a sender may take to notice that a socket was closed, and zmqplay that its node has ended."""


@dataclass(frozen=True, slots=True)
class Clear:
    """A moment at which everything sent on a flow had arrived or was lost."""

    reported_ns: Mapping[SocketKey, int] = field(default_factory=dict)
    """The time up to which what each open sender sent was counted by then: of what it sent later, nothing is known."""
    sent: int = 0
    """Messages that were due by then."""
    subscriptions: tuple[tuple[tuple[bytes, ...], int], ...] = ()
    """Those of each receiver, and when one of its subscriptions had ended last."""
    gone: frozenset[SocketKey] = frozenset()
    """Sockets of the flow that were closed by then, or whose node had ended, and to which nothing was sent since."""


class WhyLost:
    """Finds the reason; a cause from before everything had arrived is none."""

    def __init__(self, roster: Roster, room: Room) -> None:
        self._roster = roster
        self._room = room
        self._clear: dict[object, Clear] = {}
        """By the flow's key."""
        self._answered_ns: dict[SocketKey, int] = {}
        """Up to when a socket that asks had received a reply to each of its requests."""
        self._closed_ns: dict[SocketKey, int] = {}
        """When a socket was first seen to be closed, or its node to have ended."""

    def all_arrived(self, flow: Flow, now_ns: int, *, is_certain: bool, is_quiet: bool, is_asked: bool) -> None:
        """Nothing is under way on a flow, as far as its nodes have reported; `is_asked`: messages are, to its senders.

        A socket that was closed before its request was answered may still be sent the reply, so it is not gone yet.
        Unless `is_certain`, a receive may have been counted before its send, so no more sockets are gone than before.
        """
        reported_ns = self._reported_ns
        closed = {socket.key for socket in (*flow.senders, *flow.receivers) if not self._roster.is_open(socket)}
        reported = {sender.key: self._counted_ns(sender) for sender in flow.senders if sender.key not in closed}
        told_ns = now_ns if is_quiet or not reported else min(reported.values()) - NOTICED_NS
        gone = self._gone(flow, closed, now_ns, told_ns)
        if flow.senders[0].kind.answers:
            answered = [asker for asker in flow.receivers if asker.received.messages >= asker.sent.messages]
            self._answered_ns.update((asker.key, reported_ns(asker)) for asker in answered if asker.key not in closed)
            if is_asked or any(map(self._owes_reply, flow.senders)):
                gone -= {asker.key for asker in flow.receivers} - {asker.key for asker in answered}
        known = frozenset(gone) if is_quiet or is_certain else self._clear.get(flow.key, Clear()).gone
        self._clear[flow.key] = Clear(reported, flow.expected, _subscriptions(flow), known)

    def _gone(self, flow: Flow, closed: set[SocketKey], now_ns: int, told_ns: int) -> set[SocketKey]:
        """The closed sockets, but for receivers that were closed after `told_ns`.

        Up to then, the senders have reported what they sent to a receiver whose end they had not noticed.
        """
        receiving = {receiver.key for receiver in flow.receivers}
        return {key for key in closed if self._closed_ns.setdefault(key, now_ns) <= told_ns or key not in receiving}

    def is_told(self, flow: Flow, now_ns: int) -> bool:
        """Whether the senders' counts are no older than the receivers': else a receive may be counted before its send.

        Of senders that are gone, all is counted; of a receiver that has ended, all by its end. A node that has long
        been silent, and was not frozen, had nothing to report.
        """
        receiving = (self._roster.nodes[name] for name in {receiver.node for receiver in flow.receivers})
        newest_ns = max((max(one.doing.reported_ns, one.life.ended_ns) for one in receiving), default=0)
        told_ns = min(newest_ns, now_ns - SILENT_NS)
        senders = [self._roster.nodes[one.node] for one in flow.senders if self._roster.is_open(one)]
        return all(one.doing.reported_ns >= newest_ns or is_silent_since(one, told_ns) for one in senders)

    def _owes_reply(self, sender: SocketTraffic) -> bool:
        """Whether a socket has still to answer a request; of one that may answer any number of times, it is unknown."""
        owes = sender.received.messages > sender.sent.messages and not sender.routes
        return owes and self._roster.is_open(sender)

    def of(self, flow: Flow, receivers: list[SocketTraffic], due: int) -> LossReason | None:
        """Why messages to these receivers can no longer arrive now that all is quiet; None if they can, or unknown.

        `due` is the number of all messages that were sent to them.

        Of several causes, the one that leaves least behind is taken: an end of the receiver, then one of the sender,
        then one of their connection, then a full queue.
        """
        is_open = self._roster.is_open
        receiving = [socket for socket in receivers if is_open(socket)]
        sending = [socket for socket in flow.senders if is_open(socket)]
        if any(socket.conflates for socket in (*receiving, *sending)):
            return LossReason.CONFLATED
        if not receiving and sending and not any(socket.binds for socket in sending):
            return None  # messages may wait in a pipe that outlives the connection, until a receiver binds again
        if not receiving and receivers and sending and all(socket.binds for socket in sending):
            return self._without_receiver(flow, receivers[-1])  # also what was sent before the end was noticed
        clear = self._clear.get(flow.key, Clear())
        sent = [one for one in flow.senders if one.sent.messages and (is_open(one) or one.key not in clear.gone)]
        for socket in reversed(receivers):
            if socket.key not in clear.gone and not is_open(socket) and self._may_have_met(sent, socket):
                return self._without_receiver(flow, socket)
        for socket in reversed(flow.senders):
            if socket.key not in clear.gone and not is_open(socket) and not self._still_sends(socket):
                return self.without_sender(socket)
        if any(self._has_taken(sender, receiver, clear) for sender in sending for receiver in receiving):
            return LossReason.DISCONNECTED
        if _may_have_filled(sending, min(due, flow.expected - clear.sent)):
            return LossReason.HIGH_WATER_MARK
        return LossReason.UNSUBSCRIBED if _have_changed(flow, clear) else None

    def _may_have_met(self, senders: list[SocketTraffic], receiver: SocketTraffic) -> bool:
        """Whether one of these senders may have been connected to a receiver that is gone."""
        ended_ns = self._roster.nodes[receiver.node].life.ended_ns
        met = (sender for sender in senders if not self._has_met_nobody(sender))
        return not self._has_ended(receiver) or any(sender.first_handshake_ns <= ended_ns for sender in met)

    def _has_met_nobody(self, sender: SocketTraffic) -> bool:
        """Whether a socket has told of no connection, though it would have; a killed node may not have reported it."""
        return not sender.first_handshake_ns and has_one_pipe(sender) and not self._was_killed(sender)

    def _has_taken(self, sender: SocketTraffic, receiver: SocketTraffic, clear: Clear) -> bool:
        """Whether a connection has ended since nothing was under way from one socket to the other, nor due.

        A reply leaves by the connection by which its request came, even if that has ended meanwhile.
        """
        clear_ns = clear.reported_ns.get(sender.key, 0)
        if sender.kind.answers:
            clear_ns = min(clear_ns, self._answered_ns.get(receiver.key, 0))
        return self._room.broken_ns([sender], [receiver]) > clear_ns

    def _reported_ns(self, socket: SocketTraffic) -> int:
        """The time up to which a socket's node has reported."""
        return self._roster.nodes[socket.node].doing.reported_ns

    def _counted_ns(self, sender: SocketTraffic) -> int:
        """The time up to which all that a socket took to send is counted: a call that has not returned counts nothing.

        What libzmq took in it may have left, and have ended the connection, before its count is reported.
        """
        doing = self._roster.nodes[sender.node].doing
        is_in_send = doing.activity is Activity.BLOCKED and doing.socket == sender.number
        return min(doing.since_ns, doing.reported_ns) if is_in_send else doing.reported_ns

    def _without_receiver(self, flow: Flow, receiver: SocketTraffic) -> LossReason:
        """The receiver's socket is gone: with its node, or the node has closed it."""
        if self._has_ended(receiver):
            return LossReason.PEER_DIED
        return LossReason.ASKER_GONE if flow.senders[0].kind.answers else LossReason.GIVEN_UP

    def takes_queue_along(self, sender: SocketTraffic) -> bool:
        """Whether a sender that is gone took along what had not left: closed with LINGER 0, or ended with its node.

        A killed node may not have reported its last connection.
        """
        if sender.drops:
            return False
        if discarded(sender):
            return True
        return has_one_pipe(sender) and self._has_ended(sender) and not self._was_killed(sender)

    def without_sender(self, sender: SocketTraffic) -> LossReason:
        """The sender's socket is gone, and what was in its queue with it."""
        if self._has_ended(sender):
            return LossReason.PEER_DIED if self._was_killed(sender) else LossReason.UNSENT
        return LossReason.GIVEN_UP if sender.kind.asks else LossReason.UNSENT

    def _still_sends(self, socket: SocketTraffic) -> bool:
        """Whether a closed socket goes on sending what had not left."""
        return lingers(socket) and not self._has_ended(socket)

    def _was_killed(self, socket: SocketTraffic) -> bool:
        return socket.killed or self._roster.nodes[socket.node].state is NodeState.KILLED

    def _has_ended(self, socket: SocketTraffic) -> bool:
        """Whether the life of a node in which the socket was made is over."""
        node = self._roster.nodes[socket.node]
        return socket.life != node.life.number or not node.state.alive


def _may_have_filled(senders: list[SocketTraffic], sent: int) -> bool:
    """Whether a queue can have filled: with fewer messages than its SNDHWM since all had arrived, it cannot."""
    return any(socket.drops and sent >= socket.hwm("SNDHWM") for socket in senders)


def _have_changed(flow: Flow, clear: Clear) -> bool:
    """Whether the receivers subscribe to something else than at that moment, or have ended a subscription since."""
    return flow.publishes and bool(clear.reported_ns) and _subscriptions(flow) != clear.subscriptions


def _subscriptions(flow: Flow) -> tuple[tuple[tuple[bytes, ...], int], ...]:
    return tuple((socket.facts.subscriptions, socket.ended_subscriptions.last_ns) for socket in flow.receivers)
