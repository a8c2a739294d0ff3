"""What was handed over to foreign peers was due to no node of ours."""

from __future__ import annotations

from tests.model.visited import STRANGER, depart, fates, flood, links, rest, sums, visited
from zmqplay.model.reading.fate import Fate
from zmqplay.patterns.dealer_router import DEALER_ROUTER
from zmqplay.patterns.pair import PAIR
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.wire import Activity


def test_a_foreign_pull_takes_what_our_worker_was_not_dealt() -> None:
    telling = visited(PUSH_PULL, "producer-1", {"worker": 1})
    for number in range(5):
        telling.send("producer-1", ["worker-1"] * (number % 2 == 0), b"%d" % number)
    telling.report()
    assert sums(telling) == (3, 0, 2, 0)
    assert fates(telling) == [Fate.ARRIVED, Fate.HANDED_OVER] * 2 + [Fate.ARRIVED]
    assert links(telling) == {("producer-1", "worker-1"): 3}
    assert [peer.handed_over for peer in telling.traffic.peers.foreign.values()] == [2]


def test_what_a_foreign_pull_took_is_known_while_our_worker_is_far_behind() -> None:
    telling = visited(PUSH_PULL, "producer-1", {"worker": 1})
    for number in range(20):
        telling.send("producer-1", ["worker-1"] * (number in {0, 2}), b"%d" % number)
    telling.report(Activity.BUSY)
    assert sums(telling) == (2, 8, 10, 0)
    assert [message.handed_to for message in list(telling.traffic.messages.rows)[1::2]] == [STRANGER] * 10


def test_two_foreign_pulls_take_two_of_three_messages() -> None:
    telling = visited(PUSH_PULL, "producer-1", {"worker": 1}, peers=2)
    for number in range(9):
        telling.send("producer-1", ["worker-1"] * (number in {0, 3}), b"%d" % number)
    telling.report(Activity.BUSY)
    assert sums(telling) == (2, 1, 6, 0)


def test_messages_stay_in_flight_while_nobody_can_tell_whose_turn_it_was() -> None:
    telling = visited(PUSH_PULL, "producer-1", {"worker": 1})
    for number in range(4):
        telling.sends("producer-1", b"%d" % number)
    telling.report(Activity.BUSY)
    assert sums(telling) == (0, 4, 0, 0)
    telling.receives("worker-1", b"1")
    telling.receives("worker-1", b"3")
    telling.report()
    assert sums(telling) == (2, 0, 2, 0)


def test_a_full_foreign_pull_that_was_passed_over_is_not_said_to_have_taken_a_message() -> None:
    telling = visited(PUSH_PULL, "producer-1", {"worker": 1})
    for number in range(8):
        telling.send("producer-1", ["worker-1"] * (number % 2 == 0 or number > 4), b"%d" % number)
        telling.report()
    assert sums(telling) == (6, 0, 2, 0)
    assert fates(telling).count(Fate.HANDED_OVER) == 2


def test_a_foreign_pull_alone_takes_everything() -> None:
    telling = visited(PUSH_PULL, "producer-1", {"worker": 0})
    for number in range(3):
        telling.sends("producer-1", b"%d" % number)
    telling.report(Activity.BUSY)
    assert sums(telling) == (0, 0, 3, 0)
    assert fates(telling) == [Fate.HANDED_OVER] * 3


def test_what_a_foreign_pull_held_when_it_left_stays_handed_over() -> None:
    telling = visited(PUSH_PULL, "producer-1", {"worker": 1})
    for number in range(6):
        telling.send("producer-1", ["worker-1"] * (number % 2), b"%d" % number)
    telling.report()
    depart(telling, "producer-1")
    telling.report()
    for number in range(6, 9):
        telling.send("producer-1", ["worker-1"], b"%d" % number)
    telling.report()
    assert sums(rest(telling)) == (6, 0, 3, 0)


def test_in_a_flood_what_was_handed_over_is_known_once_all_is_quiet() -> None:
    telling = visited(PUSH_PULL, "producer-1", {"worker": 1})
    flood(telling, "producer-1", 1_000, ("worker-1", 400))
    assert sums(telling) == (400, 600, None, 0)
    telling.nodes["worker-1"].sockets[0].received.messages += 100
    assert sums(rest(telling)) == (500, 0, 500, 0)
    telling.nodes["producer-1"].does(Activity.BUSY, telling.now_ns)
    flood(telling, "producer-1", 100)
    assert sums(telling) == (500, 100, None, 0)


def test_what_was_handed_over_is_unknown_while_our_worker_has_taken_nothing_for_long() -> None:
    telling = visited(PUSH_PULL, "producer-1", {"worker": 1})
    for number in range(80):
        telling.sends("producer-1", b"%d" % number)
    telling.report(Activity.BUSY)
    assert sums(telling) == (0, 80, 0, 0)
    for _ in range(4):
        telling.report(Activity.BUSY)
    assert sums(telling) == (0, 80, None, 0)
    assert [link.waiting for link in telling.traffic.ledger.find_links()] == [None]
    assert set(fates(telling)) == {Fate.UNKNOWN}
    for number in (0, 2, 4):
        telling.receives("worker-1", b"%d" % number)
    telling.report(Activity.BUSY)
    assert sums(telling) == (3, 37, 40, 0)
    assert [link.waiting for link in telling.traffic.ledger.find_links()] == [37]


def test_an_idle_foreign_peer_of_the_receiver_takes_nothing_of_what_waits() -> None:
    telling = visited(DEALER_ROUTER, "server-1", {"client": 1})
    for number in range(5):
        telling.send("client-1", ["server-1"] * (number < 2), b"%d" % number, got=[b"Client1", b"%d" % number])
    telling.report()
    assert sums(rest(telling)) == (2, 3, 0, 0)


def test_what_a_pair_sent_to_a_peer_that_was_killed_is_lost_and_not_handed_over_to_a_program_that_it_ignores() -> None:
    telling = visited(PAIR, "peer-1", {"peer": 2})
    telling.report()
    telling.kill("peer-2")
    telling.sends("peer-1", b"is anyone there?")
    rest(telling)
    assert sums(telling)[2] == 0
    assert telling.traffic.ledger.totals.lost_by_reason == {"peer-died": 1}


def test_what_was_sent_just_before_the_end_may_have_been_handed_over_and_nobody_can_tell() -> None:
    telling = visited(PUSH_PULL, "producer-1", {"worker": 1})
    telling.sends("producer-1", b"Task")
    telling.report(after_ms=10)
    assert sums(telling)[2] == 0
    telling.over()
    telling.tick()
    assert sums(telling)[1:3] == (1, None)
