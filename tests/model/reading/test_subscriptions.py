"""Subscriptions received as messages, and the subscription for which a message was delivered."""

from __future__ import annotations

from tests.model.two_roles import subscribed
from zmqplay.model.messages.messages import Message, Origin
from zmqplay.model.reading.subscriptions import is_subscription, matching, subscription


def received(socket: str, *frames: bytes) -> Message:
    return Message(0, None, "", "wire", frames, tuple(map(len, frames)), socket)


def test_what_an_xpub_receives_is_a_subscription_by_its_first_byte() -> None:
    assert subscription(received("XPUB", b"\x01weather")) == ("subscribe", b"weather")
    assert subscription(received("XPUB", b"\x00")) == ("unsubscribe", b"")
    assert is_subscription(received("XPUB", b"\x01weather"))
    assert not any(map(is_subscription, (received("XPUB"), received("XPUB", b"a"), received("SUB", b"\x01a"))))
    assert not is_subscription(Message(0, Origin(1, 1), "publisher-1", "wire", (b"\x01a",), (2,), "XPUB"))


def test_a_message_was_delivered_for_the_longest_subscription_that_begins_its_topic() -> None:
    telling = subscribed(b"", b"a", b"a/", b"b")
    node = telling.traffic.nodes["subscriber-1"]
    message = received("PUB", b"a/1")
    assert matching(node, message) is None, "its topic is not known"
    message.topic = b"a/1"
    assert matching(node, message) == b"a/"
    message.topic = b"c"
    assert matching(node, message) == b""
    assert matching(None, message) is None
