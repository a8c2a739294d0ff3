"""The Doctor's rules about sockets that no peer is connected to."""

from __future__ import annotations

import pytest

from tests.model.doctor.findings import findings
from tests.model.two_roles import ADDRESS, PRODUCER, PUBLISHER, subscribers, two_roles, workers
from tests.model.visited import depart
from tests.telling import MS, Telling
from zmqplay.model.doctor import Level
from zmqplay.model.event_numbers import EventNumber
from zmqplay.model.facts import Reported
from zmqplay.wire import Activity


def test_a_sender_that_waits_for_a_first_peer() -> None:
    telling = Telling(two_roles(PRODUCER, workers(0)))
    telling.nodes["producer-1"].does(Activity.BLOCKED, telling.now_ns)
    telling.report(after_ms=2_000)
    assert "blocked-without-peer" in findings(telling)


@pytest.mark.parametrize("guests", [0, 2], ids=["another program", "a node"])
def test_a_pair_whose_peer_has_left_waits_for_a_new_one_whoever_else_is_connected(guests: int) -> None:
    telling = Telling(two_roles(("host", "PAIR", 1), ("guest", "PAIR", guests)))
    for number in range(2 - guests):
        telling.visit("host-1", f"10.0.0.7:{5_000 + number}")
    for _ in range(3):
        telling.report()
    telling.nodes["host-1"].does(Activity.BLOCKED, telling.now_ns)
    telling.report(after_ms=2_000)
    assert "blocked-without-peer" not in findings(telling)
    if guests:
        telling.kill("guest-1")
    else:
        depart(telling, "host-1")
    telling.report(after_ms=2_000)
    found = findings(telling)
    assert "blocked-at-high-water-mark" not in found
    assert "whoever else is connected came while it had that one" in found["blocked-without-peer"].says


def test_a_sender_that_queues_without_a_peer() -> None:
    telling = Telling(two_roles(workers(1), PRODUCER))
    telling.kill("worker-1")
    telling.report()
    telling.nodes["producer-1"].event(0, EventNumber.CONNECT_RETRIED, telling.now_ns)
    telling.sends("producer-1", b"Task")
    telling.report(after_ms=2_000)
    assert "1 message" in findings(telling)["queued-without-peer"].says


def test_what_has_arrived_just_before_the_receiver_ended_waits_nowhere() -> None:
    telling = Telling(two_roles(workers(1), ("producer", "PUSH", 2)))
    for name in "producer-1", "producer-2":
        telling.send(name, ["worker-1"], b"Task of " + name.encode())
    telling.report()
    late = telling.nodes["producer-2"].report(telling.now_ns - 3_000 * MS)
    telling.take(Reported(telling.now_ns, late))  # the links are not added up before others that are late may come
    telling.send("producer-1", ["worker-1"], b"Last task")
    telling.stop("worker-1")
    telling.tell("producer-1")
    telling.tick()
    telling.tick(1_100)
    assert "queued-without-peer" not in findings(telling)


def test_a_socket_of_which_nothing_but_its_first_message_is_known_has_not_waited_yet() -> None:
    telling = Telling(two_roles(workers(1), PRODUCER))
    telling.change("producer-1", closed=True)
    telling.nodes["producer-1"].open("PUSH", connected=(ADDRESS,))
    telling.sends("producer-1", b"Task", socket=1)
    telling.report()
    assert "queued-without-peer" not in findings(telling)
    telling.report(after_ms=2_000)
    assert "1 message" in findings(telling)["queued-without-peer"].says


def test_a_message_that_is_counted_and_not_seen_has_not_waited_yet_either() -> None:
    telling = Telling(two_roles(workers(1), PRODUCER))
    telling.change("producer-1", closed=True)
    telling.nodes["producer-1"].open("PUSH", connected=(ADDRESS,))
    telling.sends("producer-1", b"Task", socket=1)
    telling.nodes["producer-1"].samples.clear()
    telling.report()
    assert "queued-without-peer" not in findings(telling)
    telling.report(after_ms=2_000)
    assert "1 message" in findings(telling)["queued-without-peer"].says


def test_a_publisher_without_a_peer() -> None:
    telling = Telling(two_roles(PUBLISHER, subscribers(0)))
    telling.nodes["publisher-1"].holding = False
    for _ in range(4):
        telling.sends("publisher-1", b"a")
        telling.report()
    found = findings(telling)["dropped-without-peer"]
    assert found.level is Level.NOTE, "a PUB is made so"
    assert "a PUB keeps nothing" in found.says


def left_alone(
    *, before: int, after: int, size: int = 1, connecting: tuple[str, str, int] = PRODUCER, **options: int
) -> Telling:
    """A sender that connects; it sends `before` messages, its peer ends, and it sends `after` messages more."""
    role, type_, _ = connecting
    far = {"PUSH": "PULL", "PUB": "SUB", "DEALER": "ROUTER"}[type_]
    telling = Telling(two_roles(("taker", far, 1), connecting))
    telling.change(f"{role}-1", options=options)
    telling.nodes[f"{role}-1"].holding = False
    for number in range(before):
        telling.sends(f"{role}-1", b"a", b"%d" % number, b"x" * size)
    telling.nodes[f"{role}-1"].does(Activity.IDLE, telling.now_ns)
    telling.report()
    telling.kill("taker-1")
    telling.report()
    for number in range(after):
        telling.sends(f"{role}-1", b"a", b"more %d" % number)
        telling.report()
    telling.report(after_ms=2_000 if after == 0 or type_ != "PUB" else 250)
    return telling


def test_of_what_was_sent_before_the_peer_died_some_is_gone_with_it() -> None:
    says = findings(left_alone(before=3, after=1, size=20_000))["queued-without-peer"].says
    assert "What had left before the last peer went away is gone with that peer; the rest waits here" in says


def test_what_was_sent_after_the_peer_died_waits() -> None:
    says = findings(left_alone(before=0, after=2))["queued-without-peer"].says
    assert "has sent 2 messages to" in says
    assert "gone with that peer" not in says


def test_immediate_is_not_advised_where_it_is_set_and_nothing_queues_there() -> None:
    assert "queued-without-peer" not in findings(left_alone(before=3, after=0, size=20_000, IMMEDIATE=1))


def test_a_publisher_that_connects_keeps_for_its_last_subscriber_what_that_had_asked_for() -> None:
    found = findings(left_alone(before=0, after=3, connecting=PUBLISHER))["dropped-without-peer"]
    assert found.level is Level.NOTE
    assert f"keeps for {ADDRESS} what the last subscriber there had asked for, up to SNDHWM (1,000)" in found.says


def test_a_publisher_that_connects_and_never_met_a_subscriber_drops() -> None:
    telling = Telling(two_roles(subscribers(0), ("publisher", "PUB", 0)))
    telling.start("publisher")
    node = telling.nodes["publisher-1"]
    node.events.clear()  # no connection
    node.holding = False
    telling.report()
    for _ in range(4):
        telling.sends("publisher-1", b"a")
        telling.report()
    assert "has not heard from tcp://127.0.0.1:5557 yet" in findings(telling)["dropped-without-peer"].says


def test_a_socket_over_inproc_has_peers_that_nobody_reports() -> None:
    telling = Telling(two_roles(PRODUCER, workers(0)))
    for number, activity in enumerate((Activity.IDLE, Activity.BLOCKED)):
        pair = telling.nodes["producer-1"].open("PAIR", connected=(f"inproc://signal{number}",))
        telling.sends("producer-1", b"done", socket=pair.number)
        telling.report(activity, after_ms=2_000)
    assert findings(telling) == {}


@pytest.mark.parametrize(
    ("sent", "where"), [(2, f"no peer at {ADDRESS}. "), (1_000, f"its queue for {ADDRESS} is full")]
)
def test_a_queue_is_said_to_be_full_where_as_much_was_sent_as_fits(sent: int, where: str) -> None:
    telling = Telling(two_roles(workers(1), PRODUCER))
    telling.kill("worker-1")
    telling.report()
    for number in range(sent):
        telling.sends("producer-1", b"%d" % number)
    telling.nodes["producer-1"].does(Activity.BLOCKED, telling.now_ns)
    telling.report(after_ms=2_000)
    assert where in findings(telling)["blocked-without-peer"].says


def test_a_blocked_socket_with_immediate_has_no_full_queue() -> None:
    telling = Telling(two_roles(workers(1), PRODUCER))
    telling.change("producer-1", options={"IMMEDIATE": 1, "SNDTIMEO": 60_000})
    telling.kill("worker-1")
    telling.nodes["producer-1"].does(Activity.BLOCKED, telling.now_ns)
    telling.report(after_ms=2_000)
    says = findings(telling)["blocked-without-peer"].says
    assert "with IMMEDIATE=1 it queues for no peer to come" in says
    assert "set SNDTIMEO" not in says


def test_a_sender_whose_heartbeats_ended_the_connection_to_a_frozen_worker_is_told_to_thaw_it() -> None:
    telling = Telling(two_roles(PRODUCER, workers(1)))
    telling.freeze("worker-1")
    host = telling.nodes["producer-1"]
    host.event(0, EventNumber.DISCONNECTED, telling.now_ns, ADDRESS, peer="127.0.0.1:40001")
    host.does(Activity.BLOCKED, telling.now_ns)
    telling.report(after_ms=2_000)
    says = findings(telling)["blocked-without-peer"].says
    assert "its PUSH has no peer; worker-1 is frozen, and the connection has ended" in says
    assert "thaw worker-1, or set SNDTIMEO" in says


def connecting_alone(tried: EventNumber = EventNumber.CONNECT_RETRIED) -> Telling:
    """A subscriber for whom nobody of ours binds, and the first event of its connection."""
    telling = Telling(two_roles(("publisher", "PUB", 0), ("subscriber", "SUB", 0)))
    telling.start("subscriber")
    node = telling.nodes["subscriber-1"]
    node.events.clear()
    node.event(0, tried, telling.now_ns)
    telling.report()
    telling.report(after_ms=2_000)
    return telling


def test_a_socket_that_connects_where_nobody_listens() -> None:
    found = findings(connecting_alone())["nobody-there"]
    assert f"subscriber-1's SUB connects to {ADDRESS}, where nobody listens yet" in found.says
    assert found.level is Level.NOTE, "the program may be started later"


def test_a_socket_that_connects_where_nobody_listens_is_found_though_many_more_do() -> None:
    telling = connecting_alone()
    for _ in range(3):
        for _ in range(2_500):
            telling.nodes["subscriber-1"].event(0, EventNumber.CONNECT_RETRIED, telling.now_ns)
        telling.report(after_ms=700)
    assert "nobody-there" in findings(telling), "all events in the log are those of the last moment"


def test_a_socket_that_has_met_somebody_is_not_alone() -> None:
    assert "nobody-there" not in findings(connecting_alone(EventNumber.CONNECTED))
    telling = Telling(two_roles(PUBLISHER, subscribers(1)))
    telling.nodes["subscriber-1"].event(0, EventNumber.CONNECT_RETRIED, telling.now_ns)
    telling.report(after_ms=2_000)
    assert "nobody-there" not in findings(telling), "its publisher is a node of ours"
