"""What a ROUTER sends to an id that nobody of ours has: lost, handed over, or nobody knows which."""

from __future__ import annotations

from tests.model.two_roles import routed
from tests.model.visited import STRANGER, depart, totals
from tests.telling import Telling
from zmqplay.model.reading.fate import Fate, fate_of


def with_a_stranger() -> Telling:
    """A ROUTER with one client, to which a foreign peer has connected that has not spoken."""
    telling = routed(b"Client1")
    telling.visit("server-1", STRANGER)
    telling.report()
    telling.pass_time(200)
    telling.report()
    return telling


def sent_to(telling: Telling, routing_id: bytes, messages: int = 1) -> None:
    for number in range(messages):
        telling.sends("server-1", routing_id, b"%d" % number)
    telling.report()


def fates(telling: Telling) -> list[Fate]:
    return [fate_of(telling.traffic, row) for row in telling.traffic.messages.rows if row.sender == "server-1"]


def test_without_any_foreign_peer_it_is_lost() -> None:
    telling = routed(b"Client1")
    sent_to(telling, b"Nobody", 3)
    assert (totals(telling).lost_by_reason, totals(telling).handed_over) == ({"unroutable": 3}, 0)
    assert fates(telling) == [Fate.LOST] * 3
    assert [link.lost for link in telling.traffic.ledger.find_links()] == [{}, {}]  # none of them was on its way there


def test_while_a_peer_is_connected_that_has_not_spoken_nobody_knows_and_no_number_is_shown() -> None:
    telling = with_a_stranger()
    sent_to(telling, b"Nobody", 3)
    found = totals(telling)
    assert (found.expected, found.lost, found.in_flight, found.handed_over) == (0, 0, 0, None)
    assert fates(telling) == [Fate.UNKNOWN] * 3
    assert next(iter(telling.traffic.peers.foreign.values())).handed_over is None


def test_what_is_sent_after_such_a_peer_has_left_is_lost_and_what_was_sent_before_stays_unknown() -> None:
    telling = with_a_stranger()
    sent_to(telling, b"Nobody", 2)
    depart(telling, "server-1")
    telling.report()
    telling.report()
    sent_to(telling, b"Nobody", 3)
    found = totals(telling)
    assert (found.lost_by_reason, found.handed_over) == ({"unroutable": 3}, None)
    assert fates(telling) == [Fate.UNKNOWN] * 2 + [Fate.LOST] * 3


def test_once_the_peer_speaks_what_went_to_its_id_was_handed_over() -> None:
    telling = with_a_stranger()
    sent_to(telling, b"Zoe", 2)
    telling.receives("server-1", b"Zoe", b"hello")
    for _ in range(4):
        telling.report()
    found = totals(telling)
    assert (found.handed_over, found.lost, found.from_elsewhere) == (2, 0, 1)


def test_what_is_sent_to_a_peer_that_has_spoken_and_left_is_lost() -> None:
    telling = with_a_stranger()
    telling.receives("server-1", b"Zoe", b"hello")
    sent_to(telling, b"Zoe", 2)
    for _ in range(4):
        telling.report()
    depart(telling, "server-1")
    telling.report()
    telling.report()
    sent_to(telling, b"Zoe", 3)
    found = totals(telling)
    assert (found.handed_over, found.lost_by_reason) == (2, {"unroutable": 3})
    assert fates(telling) == [Fate.HANDED_OVER] * 2 + [Fate.LOST] * 3


def test_to_another_id_it_is_lost_though_a_peer_that_has_spoken_is_connected() -> None:
    telling = with_a_stranger()
    telling.receives("server-1", b"Zoe", b"hello")
    for _ in range(4):
        telling.report()
    sent_to(telling, b"Nobody", 3)
    found = totals(telling)
    assert (found.handed_over, found.lost_by_reason) == (0, {"unroutable": 3})
