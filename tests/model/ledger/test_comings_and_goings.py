"""Foreign peers that come and go: what was known before stays known, and what nobody can know is no number."""

from __future__ import annotations

from tests.model.visited import STRANGER, depart, fates, rest, totals, visited
from tests.telling import Telling
from zmqplay.model.reading.fate import Fate
from zmqplay.patterns.publish_subscribe import PUBLISH_SUBSCRIBE
from zmqplay.patterns.push_pull import PUSH_PULL

BOUND_BY_WORKER = PUSH_PULL.turn("tasks")


def test_what_was_published_before_a_foreign_subscriber_came_and_after_it_left_was_heard_by_nobody() -> None:
    telling = Telling(PUBLISH_SUBSCRIBE, {"subscriber": 1})
    for number in range(2):
        telling.sends("publisher-1", b"nobody", b"%d" % number)
        telling.report()
    telling.report()
    telling.visit("publisher-1", STRANGER)
    for _ in range(4):
        telling.report()
    depart(telling, "publisher-1")
    for _ in range(4):
        telling.report()
    telling.sends("publisher-1", b"nobody", b"later")
    for _ in range(2):
        telling.report()
    assert totals(telling).unheard == 3
    assert fates(telling) == [Fate.UNHEARD] * 3


def test_whether_a_foreign_subscriber_heard_it_is_unknown_of_what_was_sent_while_it_was_there() -> None:
    telling = Telling(PUBLISH_SUBSCRIBE, {"subscriber": 1})
    telling.sends("publisher-1", b"nobody", b"before")
    for _ in range(2):
        telling.report()
    telling.visit("publisher-1", STRANGER)
    for _ in range(4):
        telling.report()
    telling.sends("publisher-1", b"nobody", b"meanwhile")
    for _ in range(2):
        telling.report()
    assert totals(telling).unheard is None
    assert fates(telling) == [Fate.UNHEARD, Fate.UNKNOWN]


def test_what_was_known_of_a_foreign_peer_that_has_left_stays_known_when_another_comes() -> None:
    telling = visited(BOUND_BY_WORKER, "worker-1", {"worker": 1})
    for number in range(3):
        telling.receives("worker-1", b"foreign %d" % number)
    rest(telling)
    depart(telling, "worker-1")
    rest(telling)
    telling.visit("worker-1", "10.0.0.7:5001")
    telling.receives("worker-1", b"another")
    telling.report(after_ms=40)  # nobody knows yet that it is another
    for _ in range(4):
        telling.report()
    assert [peer.received_from for peer in telling.traffic.peers.foreign.values()] == [3, None]


def test_of_two_foreign_peers_that_are_there_at_once_it_is_unknown_from_whom_how_much_has_come() -> None:
    telling = visited(BOUND_BY_WORKER, "worker-1", {"worker": 1})
    telling.receives("worker-1", b"foreign")
    rest(telling)
    assert [peer.received_from for peer in telling.traffic.peers.foreign.values()] == [1]
    telling.visit("worker-1", "10.0.0.7:5001")
    rest(telling)
    assert [peer.received_from for peer in telling.traffic.peers.foreign.values()] == [None, None]
