"""Subscriptions that a SUB dropped itself: what it subscribes to is queued for its publishers as messages are.

Measured with libzmq 4.3.5 over tcp, SNDHWM 5 and 1,000, SUB and XSUB:

- A new connection, and each later reconnection, is sent the subscriptions in the order of their bytes; SNDHWM of them
  arrive, and the rest is dropped without an event, also where the SUB binds.
- Of those made on a connection while the thread receives nothing, the first SNDHWM arrive in the order in which they
  were made: only a call that receives or polls learns that there is room again. Made one by one between such calls, all
  arrive.
- Subscribing again to a dropped topic sends nothing: the SUB believes that it has subscribed. SNDHWM=0 lets all pass.
"""

from __future__ import annotations

from collections.abc import Sequence

from zmqplay.model.sockets import SocketTraffic


def dropped_when_connected(socket: SocketTraffic) -> frozenset[bytes]:
    """Of a SUB that connects, or binds, with these subscriptions: those that its publishers will not hear of."""
    most = socket.hwm("SNDHWM")
    if socket.type != "SUB" or len(socket.facts.subscriptions) <= most:
        return frozenset()
    return frozenset(sorted(set(socket.facts.subscriptions))[int(most) :])


def dropped_subscriptions(socket: SocketTraffic, first: Sequence[bytes]) -> frozenset[bytes]:
    """Of the `first` subscriptions, in the order in which they were made: those that may have been dropped.

    Made before the socket connected, these are the last by bytes; made after it, the last ones. A subscription for
    which a message has arrived is none of them.
    """
    most = socket.hwm("SNDHWM")
    if not socket.subscribes or len(first) <= most:
        return frozenset()
    made = list(dict.fromkeys(first))
    past = {*sorted(made)[int(most) :], *made[int(most) :]} & set(socket.facts.subscriptions)
    heard = tuple(set(made) - past)
    arrived = [topic for topic in socket.received_by_key if not topic.startswith(heard)]
    return frozenset(prefix for prefix in past if not any(topic.startswith(prefix) for topic in arrived))
