"""Which reply belongs to which request."""

from __future__ import annotations

from zmqplay.model.messages.messages import Delivery, Message, Origin
from zmqplay.model.reading.exchanges import find_exchanges


def asked(client: str, time_ns: int, number: int) -> Message:
    return Message(0, Origin(number, time_ns), client, "service", (b"?",), (1,), "REQ")


def answered(client: str, time_ns: int, number: int) -> Message:
    arrived = [Delivery(client, time_ns + 10)]
    return Message(0, Origin(number, time_ns), "server-1", "service", (b"!",), (1,), "REP", deliveries=arrived)


def test_a_reply_belongs_to_the_last_request_of_its_client_and_an_unanswered_one_is_given_up() -> None:
    exchanges = find_exchanges([
        asked("client-1", 1, 1), asked("client-2", 2, 1), answered("client-1", 5, 1), answered("client-2", 6, 2),
        asked("client-1", 7, 2), asked("client-1", 8, 3),
    ])  # fmt: skip
    told = [(exchange.client, exchange.begin, exchange.end, exchange.given_up) for exchange in exchanges]
    assert told == [
        ("client-1", 0, 2, False), ("client-2", 1, 3, False), ("client-1", 4, None, True), ("client-1", 5, None, False)
    ]  # fmt: skip
    assert exchanges[0].took_ns == 14
    assert exchanges[0].server == "server-1"


def test_a_request_lasts_from_the_place_after_it_to_its_reply() -> None:
    first, last = find_exchanges([asked("client-1", 1, 1), answered("client-1", 2, 1), asked("client-1", 3, 2)], 10)
    assert [first.lasts_at(place) for place in (10, 11, 12)] == [False, False, False]
    assert last.lasts_at(99)


def test_a_message_whose_send_was_not_seen_is_no_request() -> None:
    assert find_exchanges([asked("client-1", 1, 0)]) == []
