"""The nodes between publishers and subscribers: an XPUB that receives subscriptions, an XSUB that sends them on."""

from __future__ import annotations

import time

from zmqplay.model.sockets import SocketKey, SocketTraffic
from zmqplay.model.traffic import Traffic
from zmqplay.session.start.readiness import ARRIVING_NS

PASSING_ON_NS = 500_000_000
"""How long such a node may take to pass on the subscriptions that it gets; some pass on other ones."""

SentOn = dict[SocketKey, tuple[bytes, ...]]


class Fronts:
    """Follows the subscriptions that such nodes pass on."""

    def __init__(self, traffic: Traffic) -> None:
        self._traffic = traffic
        self._released: SentOn = {}
        """The subscriptions by XSUB at the last release."""
        self._seen: SentOn = {}
        self._changed_ns = 0

    def awaited(self, since_ns: int) -> bool:
        """Whether subscriptions are on their way through a node; `since_ns` is when they may last have changed."""
        now_ns, sent = time.monotonic_ns(), self._sent_on()
        if sent != self._seen:
            self._seen, self._changed_ns = sent, now_ns
        lacking = self._lacks_some() and now_ns - since_ns < PASSING_ON_NS
        return lacking or (bool(sent) and now_ns - self._changed_ns < ARRIVING_NS)

    def changed(self) -> set[str]:
        """The nodes that have passed on other subscriptions since the last call."""
        before, self._released = self._released, self._sent_on()
        return {key[0] for key, subscriptions in self._released.items() if before.get(key) != subscriptions}

    def _alive(self) -> list[SocketTraffic]:
        return [socket for socket in self._traffic.sockets() if self._traffic.nodes[socket.node].state.alive]

    def _sent_on(self) -> SentOn:
        return {socket.key: socket.facts.subscriptions for socket in self._alive() if socket.subscribes_by_sending}

    def _lacks_some(self) -> bool:
        """Whether a node has not subscribed for all of its subscribers."""
        alive = self._alive()
        for front in (socket for socket in alive if socket.subscribes_by_sending):
            ways = {back.way for back in alive if back.node == front.node and back.publishes}
            wanted = {topic for socket in alive if socket.from_way in ways for topic in socket.facts.subscriptions}
            if not all(topic.startswith(front.facts.subscriptions) for topic in wanted):
                return True
        return False
