"""Why a message was lost and why a node ended, as enums: rules and panes compare members, not sentences."""

from __future__ import annotations

from enum import StrEnum
from signal import Signals


class LossReason(StrEnum):
    """Why a message can no longer arrive."""

    HIGH_WATER_MARK = "high-water-mark"
    """A queue was full, and a socket of this type drops then (zmq_socket(3), Action in mute state)."""
    UNROUTABLE = "unroutable"
    """A ROUTER had no peer with the message's routing id, and ROUTER_MANDATORY is off."""
    PEER_DIED = "peer-died"
    """The receiver ended while the message waited there, or the sender ended before the message had left."""
    LATE = "late"
    """The message arrived after the receiving role had stopped waiting for it."""
    CONFLATED = "conflated"
    """A socket with CONFLATE keeps only the last message."""
    UNSUBSCRIBED = "unsubscribed"
    """The subscriber had ended its subscription before it received the message, and its own filter dropped it."""
    UNSENT = "unsent"
    """The sender's socket was closed, or its process ended, before its LINGER let the message leave."""
    DISCONNECTED = "disconnected"
    """The pipe was closed while the message waited in it, and both ends live on."""
    ASKER_GONE = "asker-gone"
    """A reply to a socket that its living client has closed."""
    GIVEN_UP = "given-up"
    """The receiver closed its socket with the message waiting there, unread; or a client the one that had asked."""
    IGNORED = "ignored"
    """The receiver listens to another peer: a PAIR has one at a time."""


class EndCause(StrEnum):
    """Why a node ended."""

    TOLD = "told"
    """zmqplay told the node to stop."""
    RETURNED = "returned"
    """Its role function returned."""
    RAISED = "raised"
    """Its role raised an exception; `Ended.says` has the line of the traceback that begins with its type."""
    TOLD_TO_FAIL = "told-to-fail"
    """Its role raised because a command said so."""
    ADDRESS_IN_USE = "address-in-use"
    """Its role could not bind: another program holds the address."""
    PORT_LOST = "port-lost"
    """Another program was first at a port that was free; the node starts again at another port."""
    NOT_STARTED = "not-started"
    """The system did not let it start; `Ended.says` has the reason, and what helps."""
    KILLED = "killed"
    """A signal that zmqplay sent."""
    KILLED_FROM_OUTSIDE = "killed-from-outside"
    """A signal that zmqplay did not send."""
    FORK_SERVER_ENDED = "fork-server-ended"
    """The process from which all nodes are forked has ended, and its nodes with it."""


def in_words(cause: EndCause, exit_: int | None, says: str) -> str:
    """The end of a node in words; `says` is what was said of it, if anything."""
    if exit_ is None:
        return says or "it has ended; how is known only to the program that started it"
    if exit_ < 0:
        outside = ", not by zmqplay" if cause is EndCause.KILLED_FROM_OUTSIDE else ""
        return says or f"killed by {Signals(-exit_).name}{outside}"
    if cause is EndCause.TOLD:
        return "told to stop"
    if cause is EndCause.RETURNED:
        return "its role has ended"
    return says or f"exit status {exit_}"
