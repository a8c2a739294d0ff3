"""Capacity: how many messages fit between two sockets: into both queues, libzmq's buffers, and the kernel's between.

A message waits in its sender's queue, of SNDHWM messages, until libzmq's I/O thread encodes it for the kernel; the
receiver's I/O thread decodes it into a queue of RCVHWM messages. Over inproc nothing lies between the two queues
(zmq_inproc(7)). The kernel counts bytes, so that the room for messages depends on their size.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf
from typing import NamedTuple

from zmqplay.model.sockets import SocketKey, SocketTraffic

BATCH_BYTES = 8_192
"""What libzmq's I/O thread takes at once from a queue, or from the kernel (config.hpp: out_ and in_batch_size)."""
BATCH_MESSAGES = 2
"""A message that is only partly encoded or decoded, and one larger than the batch."""
CONFLATED_QUEUE = 2
"""Messages in a queue of a socket with CONFLATE: one to be read and one to be replaced (dbuffer.hpp)."""
FRAME_BYTES = 2
"""The bytes that ZMTP adds to a small frame (RFC 23)."""


class Kernel(NamedTuple):
    """Bytes that the kernel's buffers of a connection hold."""

    usual: int
    """As measured on Linux, with messages of 10 B to 20 kB."""
    most: int
    """Never more than that, where no event has told: Linux's default limits."""


KERNEL = {"tcp": Kernel(4 << 20, 36 << 20), "ipc": Kernel(200 << 10, 2 * 212_992)}
"""By transport."""


def queue_of(sender: SocketTraffic) -> float:
    """Most messages that a sender's queue holds for one peer; infinite if the sender rather waits than drops."""
    if not sender.drops:
        return inf
    return CONFLATED_QUEUE if sender.conflates else sender.hwm("SNDHWM")


def batch_of(smallest: int) -> int:
    """Most messages that one of libzmq's I/O threads has in its hands, of at least so many bytes."""
    return BATCH_BYTES // smallest + BATCH_MESSAGES


def most_between(
    senders: Sequence[SocketTraffic], receivers: Sequence[SocketTraffic], held: Mapping[SocketKey, int]
) -> float:
    """Messages that can be under way from these senders, which drop, to these receivers; never less than there are.

    `held` has, by socket, what the kernel can hold on its connections, as far as events have told. Infinite where there
    is no limit, or none is known.
    """
    fits = 0.0
    for sender in senders:
        transport = transport_of(sender)
        kernel = held.get(sender.key) or (KERNEL[transport].most if transport in KERNEL else 0)
        if transport != "inproc" and not (kernel and sender.smallest):
            return inf
        between = kernel / sender.smallest + 2 * batch_of(sender.smallest) if kernel else 0
        queues = (CONFLATED_QUEUE if one.conflates else one.hwm("RCVHWM") for one in receivers)
        fits += sum(queue_of(sender) + between + queue for queue in queues)
    return fits


def usual_between(
    senders: Sequence[SocketTraffic], receivers: Sequence[SocketTraffic], *, is_read: bool = False
) -> float:
    """About how many messages are under way when all is full, or seems so to a sender; infinite without a limit.

    With `is_read` the receivers go on reading. libzmq tells the writer of a queue only each time that half of it has
    been read (pipe.cpp: compute_lwm), so that there may be room for so many when the sender stops.
    """
    sent, sent_bytes = sum(one.sent.messages for one in senders), sum(one.sent.bytes for one in senders)
    size = sent_bytes / max(1, sent) + FRAME_BYTES
    fits = 0.0
    for sender in senders:
        transport = transport_of(sender)
        between = KERNEL[transport].usual / size if transport in KERNEL else 0
        for one in receivers:
            queues = sender.hwm("SNDHWM"), one.hwm("RCVHWM")
            last = sum(queues) if transport == "inproc" else queues[1]
            fits += sum(queues) + between - (last / 2 if is_read and last < inf else 0)
    return fits


def room_at(senders: Sequence[SocketTraffic], receivers: Sequence[SocketTraffic]) -> int:
    """Messages that these receivers' ends of the pipes from these senders hold; 0 without a limit.

    A sender that has gone has left its messages in one pipe.
    """
    room = sum(one.hwm("RCVHWM") for one in receivers if not one.conflates) * max(1, len(senders))
    room += sum(one.hwm("SNDHWM") for one in senders if transport_of(one) == "inproc")
    return 0 if room == inf else int(room)


def transport_of(socket: SocketTraffic) -> str:
    """The transport of a socket's addresses: tcp, ipc, inproc."""
    return next(iter((*socket.facts.bound, *socket.facts.connected)), "").partition("://")[0]
