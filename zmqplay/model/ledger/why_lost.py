"""Why messages were lost that had not arrived when all was quiet: by what has happened since all had arrived."""

from __future__ import annotations

from dataclasses import dataclass

from zmqplay.model.causes import LossReason
from zmqplay.model.ledger.flows import Flow
from zmqplay.model.ledger.room import Room
from zmqplay.model.nodes import NodeState
from zmqplay.model.roster import Roster
from zmqplay.model.sockets import SocketKey, SocketTraffic


@dataclass(frozen=True, slots=True)
class Clear:
    """A moment at which everything sent on a flow had arrived or was lost."""

    at_ns: int = 0
    sent: int = 0
    """Messages that were due by then."""
    subscriptions: tuple[tuple[bytes, ...], ...] = ()
    """Those of each receiver."""
    gone: frozenset[SocketKey] = frozenset()
    """Sockets of the flow that were closed by then, or whose node had ended."""


class WhyLost:
    """Finds the reason; a cause from before everything had arrived is none."""

    def __init__(self, roster: Roster, room: Room) -> None:
        self._roster = roster
        self._room = room
        self._clear: dict[object, Clear] = {}
        """By the flow's key."""

    def all_arrived(self, flow: Flow, now_ns: int) -> None:
        """Nothing is under way on a flow."""
        gone = frozenset(socket.key for socket in (*flow.senders, *flow.receivers) if not self._roster.is_open(socket))
        self._clear[flow.key] = Clear(now_ns, flow.expected, _subscriptions(flow), gone)

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
        clear = self._clear.get(flow.key, Clear())
        for socket in reversed(receivers):
            if socket.key not in clear.gone and not is_open(socket):
                return self._without_receiver(flow, socket)
        for socket in reversed(flow.senders):
            if socket.key not in clear.gone and not is_open(socket):
                return self._without_sender(socket)
        if self._room.broken_ns(sending, receiving) > clear.at_ns:
            return LossReason.DISCONNECTED
        if _may_have_filled(sending, min(due, flow.expected - clear.sent)):
            return LossReason.HIGH_WATER_MARK
        has_changed = flow.publishes and clear.at_ns and _subscriptions(flow) != clear.subscriptions
        return LossReason.UNSUBSCRIBED if has_changed else None

    def _without_receiver(self, flow: Flow, receiver: SocketTraffic) -> LossReason:
        """The receiver's socket is gone: with its node, or the node has closed it."""
        if self._has_ended(receiver):
            return LossReason.PEER_DIED
        return LossReason.ASKER_GONE if flow.senders[0].kind.answers else LossReason.GIVEN_UP

    def _without_sender(self, sender: SocketTraffic) -> LossReason:
        """The sender's socket is gone, and what was in its queue with it."""
        if self._has_ended(sender):
            was_killed = sender.killed or self._roster.nodes[sender.node].state is NodeState.KILLED
            return LossReason.PEER_DIED if was_killed else LossReason.UNSENT
        return LossReason.GIVEN_UP if sender.kind.asks else LossReason.UNSENT

    def _has_ended(self, socket: SocketTraffic) -> bool:
        """Whether the life of a node in which the socket was made is over."""
        node = self._roster.nodes[socket.node]
        return socket.life != node.life.number or not node.state.alive


def _may_have_filled(senders: list[SocketTraffic], sent: int) -> bool:
    """Whether a queue can have filled: with fewer messages than its SNDHWM since all had arrived, it cannot."""
    return any(socket.drops and sent >= socket.hwm("SNDHWM") for socket in senders)


def _subscriptions(flow: Flow) -> tuple[tuple[bytes, ...], ...]:
    return tuple(socket.facts.subscriptions for socket in flow.receivers)
