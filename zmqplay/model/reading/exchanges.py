"""Exchanges: which reply belongs to which request. A REQ sends no second request before the reply (RFC 28)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from zmqplay.model.kinds import kind_of
from zmqplay.model.messages.messages import Message


@dataclass(slots=True)
class Exchange:
    """A request, and the reply if there is one."""

    request: Message
    begin: int
    """The index of the request among the messages that were searched."""
    reply: Message | None = None
    end: int | None = None
    """The index of the reply; None if there is none."""
    given_up: bool = False
    """The client has sent another request without a reply to this one."""

    @property
    def client(self) -> str:
        """The node that asks."""
        return self.request.sender

    @property
    def server(self) -> str | None:
        """The node that received the request, or has answered it."""
        if self.reply is not None:
            return self.reply.sender
        return self.request.deliveries[0].node if self.request.deliveries else None

    def lasts_at(self, place: int) -> bool:
        """Whether the client waits for the reply at this index: after the request and before the reply."""
        return self.begin < place and not self.given_up and (self.end is None or place < self.end)

    @property
    def took_ns(self) -> int | None:
        """From the request to the reply's arrival at the client; None without a reply."""
        if self.reply is None or not self.reply.deliveries:
            return None
        return self.reply.deliveries[0].time_ns - self.request.time_ns


def find_exchanges(messages: Iterable[Message], first: int = 0) -> list[Exchange]:
    """The exchanges of REQ sockets among messages in their order; `first` is the index of the first message."""
    found: list[Exchange] = []
    asked: dict[tuple[str, str], Exchange] = {}
    for place, message in enumerate(messages, first):
        if not message.number:  # the send was not seen, so `socket` is the receiver's
            continue
        kind = kind_of(message.socket)
        if kind.asks:
            former = asked.get((message.wire, message.sender))
            if former is not None:
                former.given_up = True
            asked[message.wire, message.sender] = Exchange(message, place)
            found.append(asked[message.wire, message.sender])
        elif kind.answers:
            for name in [*(delivery.node for delivery in message.deliveries), *message.waits_at]:
                exchange = asked.pop((message.wire, name), None)
                if exchange is not None:
                    exchange.reply, exchange.end = message, place
    return found
