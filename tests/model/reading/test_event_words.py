"""Socket events in words."""

from __future__ import annotations

import errno

from zmqplay.model.event_numbers import EventNumber
from zmqplay.model.reading.event_words import WORDS, detail, word
from zmqplay.wire import SocketEvent


def test_the_value_of_an_event_is_said_where_it_means_something() -> None:
    said = {
        (0x10, errno.EADDRINUSE): "EADDRINUSE",
        (0x4, 138): "138 ms",
        (0x2000, 0x11000002): "another security mechanism",
        (0x2000, 0x11000001): "the keys do not fit",
        (0x4000, 400): "ZAP status 400",
    }
    for (event, value), words in said.items():
        assert words in detail(SocketEvent(0, 0, event, value, ""))
    for event in (0x1, 0x8, 0x20, 0x200, 0x1000):
        assert not detail(SocketEvent(0, 0, event, 17, ""))


def test_every_event_has_a_word_and_an_unknown_one_its_number() -> None:
    assert set(WORDS) == set(EventNumber)
    assert word(SocketEvent(0, 0, EventNumber.LISTENING, 0, "")) == "listening"
    assert word(SocketEvent(0, 0, EventNumber.CLOSED, 17, "")) == "network socket closed"
    assert word(SocketEvent(0, 0, 0x10000, 0, "")) == "event 0x10000"
