"""Each rule of the Doctor on a story of its own: facts in, finding out, no process."""

from __future__ import annotations

from errno import EPIPE

import pytest

from tests.model.story import Party, Story
from zmqplay.model.causes import EndCause
from zmqplay.model.doctor import Level
from zmqplay.model.event_numbers import EventNumber, ProtocolError
from zmqplay.wire import Activity, Tally

PRODUCER: Party = "producer", "PUSH", 1
PUBLISHER: Party = "publisher", "PUB", 1
SERVER: Party = "server", "ROUTER", 1


def workers(count: int = 2, socket: str = "PULL") -> Party:
    return "worker", socket, count


def subscribers(count: int = 1) -> Party:
    return "subscriber", "SUB", count


def published(topics: dict[bytes, int], *subscriptions: bytes) -> Story:
    """A publisher that has sent this many messages of each topic, and a subscriber to these, a while later."""
    story = Story(PUBLISHER, subscribers(), met=False)
    story.change("subscriber-1", subscriptions=subscriptions)
    story.meet()
    told = story.told["publisher-1"]
    told.sent = Tally(sum(topics.values()), 100)
    told.sent_by_key = {topic: Tally(messages, 10) for topic, messages in topics.items()}
    story.tell(2_000)
    return story


def test_where_all_is_well_nothing_is_found() -> None:
    story = Story(PRODUCER, workers())
    for number in range(10):
        story.pass_on("producer-1", f"worker-{number % 2 + 1}", b"Task")
    story.tell(2_000)
    assert story.found() == {}


# --- subscriptions


def test_a_subscriber_without_subscription() -> None:
    assert set(published({b"a": 20}).found()) == {"no-subscription"}


def test_a_subscription_that_matches_nothing_has_the_nearest_topic() -> None:
    found = published({b"weather": 20}, b"Wether").found()["matches-nothing"]
    assert "the nearest topic is 'weather'" in found.says
    assert found.level is Level.WRONG
    assert published({b"weather": 20}, b"qqq").found()["matches-nothing"].level is Level.NOTE


def test_a_subscription_that_is_the_beginning_of_another_topic() -> None:
    story = published({b"a1": 5, b"a10": 5, b"a1/x": 5}, b"a1")
    story.told["subscriber-1"].received_by_key = {topic: Tally(5, 10) for topic in (b"a1", b"a10", b"a1/x")}
    story.tell()
    assert "got 'a10' too (5 messages)" in story.found()["prefix-caught-more"].says


def test_matching_that_is_inverted_on_one_side_only() -> None:
    story = published({b"a": 20}, b"a")
    story.change("publisher-1", options={"INVERT_MATCHING": 1})
    story.tell()
    assert "half-inverted" in story.found()


def test_a_subscriber_that_came_late() -> None:
    story = Story(PUBLISHER, subscribers())
    for _ in range(3):
        story.send("publisher-1", b"a", b"1", to=b"a")
    story.tell()
    story.start("subscriber", "SUB", 2)
    story.tell()
    story.meet()
    story.tell()
    assert "subscriber-2 joined after 3 messages" in story.found()["slow-joiner"].says


def test_a_bound_subscriber_that_does_not_touch_its_socket() -> None:
    story = Story(("subscriber", "SUB", 1), ("publisher", "PUB", 1), met=False)
    story.does("subscriber-1", Activity.BUSY)
    story.meet()
    story.tell(2_000)
    assert "idle-bound-sub" in story.found()


def test_messages_of_several_frames_where_one_is_kept() -> None:
    story = Story(PRODUCER, workers(1))
    story.change("worker-1", options={"CONFLATE": 1})
    story.pass_on("producer-1", "worker-1", b"a", b"b")
    story.tell()
    assert "messages of 2 frames" in story.found()["conflate-multipart"].says


# --- queues


def test_a_sender_that_waits_for_anybody_to_come() -> None:
    story = Story(PRODUCER, workers(0))
    story.does("producer-1", Activity.BLOCKED)
    story.tell(2_000)
    assert "blocked-without-peer" in story.found()


def test_a_sender_that_queues_for_nobody() -> None:
    story = Story(workers(0), PRODUCER)
    story.event("producer-1", EventNumber.CONNECT_RETRIED)
    story.send("producer-1", b"Task")
    story.tell(2_000)
    assert "1 message" in story.found()["queued-without-peer"].says


def test_a_publisher_that_speaks_to_nobody() -> None:
    story = Story(PUBLISHER, subscribers(0))
    for _ in range(4):
        story.send("publisher-1", b"a", to=b"a")
        story.tell()
    assert "dropped-without-peer" in story.found()


def test_a_full_queue_is_back_pressure_while_something_moves_and_wrong_if_nothing_does() -> None:
    story = Story(PRODUCER, workers(1))
    story.does("producer-1", Activity.BLOCKED)
    story.tell(2_000)
    assert story.found()["blocked-at-high-water-mark"].level is Level.WRONG
    story.pass_on("producer-1", "worker-1", b"Task")
    story.tell()
    assert story.found()["blocked-at-high-water-mark"].level is Level.NOTE
    story.freeze("worker-1")
    assert "worker-1 is frozen, and" in story.found()["blocked-at-high-water-mark"].says


def test_what_a_publisher_drops_for_a_full_subscriber() -> None:
    story = Story(PUBLISHER, subscribers())
    story.work("subscriber-1", 50)
    story.send("publisher-1", b"a", b"1", to=b"a")
    story.receive("subscriber-1", story.send("publisher-1", b"a", b"2", to=b"a"), b"a", b"2", key=b"a")
    story.tell()
    found = story.found()["dropped-at-high-water-mark"]
    assert (found.happened, found.level) == (1, Level.WRONG)
    assert "the first was no. 1" in found.says


def test_a_frozen_node() -> None:
    story = Story(PRODUCER, workers(1))
    story.freeze("worker-1")
    assert story.found()["frozen"].level is Level.NOTE
    story.send("producer-1", b"Task")
    story.tell()
    assert "1 message waits for it" in story.found()["frozen"].says


# --- work


def test_a_slow_worker_that_holds_its_equal_share() -> None:
    story = Story(PRODUCER, workers())
    for number in range(20):
        story.send("producer-1", b"Task")
        if number % 2:
            story.receive("worker-2", number + 1, b"Task")
        elif number < 4:
            story.receive("worker-1", number + 1, b"Task")
    for _ in range(4):
        story.told["worker-1"].services_ns, story.told["worker-2"].services_ns = [100_000_000], [10_000]
        story.told["worker-1"].busy_ns += 250_000_000
        story.tell()
    assert "worker-1 needs 100 ms a task" in story.found()["slow-worker"].says


def test_a_worker_that_took_all_since_it_was_there_first() -> None:
    story = Story(PRODUCER, workers(1))
    for _ in range(9):
        story.send("producer-1", b"Task")
    story.tell()
    story.start("worker", "PULL", 2)
    story.tell()
    story.meet()
    story.tell(2_000)
    assert "9 messages of producer-1 still wait there" in story.found()["first-took-all"].says


# --- connections


def test_two_sockets_that_do_not_go_together() -> None:
    story = Story(PRODUCER, ("worker", "SUB", 1))
    assert "a SUB meets PUB and XPUB only" in story.found()["wrong-pair"].says


def test_a_stranger_that_was_sent_away() -> None:
    story = Story(PRODUCER, workers(1))
    story.event("producer-1", EventNumber.ACCEPTED, peer="127.0.0.1:50001")
    story.tell(300)
    story.event("producer-1", EventNumber.DISCONNECTED, peer="127.0.0.1:50001")
    story.tell()
    assert "the program at 127.0.0.1:50001" in story.found()["wrong-pair"].says


@pytest.mark.parametrize(
    ("event", "value", "says"),
    [
        (EventNumber.HANDSHAKE_FAILED_AUTH, 400, "ZAP refused the key or password (400)"),
        (EventNumber.HANDSHAKE_FAILED_PROTOCOL, ProtocolError.CRYPTOGRAPHIC, "a wrong server key"),
        (EventNumber.HANDSHAKE_FAILED_PROTOCOL, ProtocolError.MECHANISM_MISMATCH, "other security than the other"),
        (EventNumber.HANDSHAKE_FAILED_PROTOCOL, 0x10000001, "breaks the protocol (0x10000001)"),
        (EventNumber.HANDSHAKE_FAILED_NO_DETAIL, 11, "did not answer in time"),
    ],
)
def test_a_handshake_that_failed(event: EventNumber, value: int, says: str) -> None:
    story = Story(PRODUCER, workers(1))
    story.event("producer-1", event, value)
    story.tell()
    assert says in story.found()["handshake-failed"].says


def test_a_peer_that_hangs_up_twice_is_a_failed_handshake_and_once_is_none() -> None:
    story = Story(PRODUCER, workers(1))
    for times in (1, 2):
        story.event("worker-1", EventNumber.HANDSHAKE_FAILED_NO_DETAIL, EPIPE)
        story.tell()
        assert ("handshake-failed" in story.found()) is (times == 2)


def test_an_option_that_came_too_late() -> None:
    story = Story(PRODUCER, workers(1))
    story.change("worker-1", late_options=("MAXMSGSIZE", "RCVHWM", "LINGER"))
    story.tell()
    assert "worker-1 sets MAXMSGSIZE after" in story.found()["option-too-late"].says


def test_a_frame_that_is_too_large() -> None:
    story = Story(PRODUCER, workers(1))
    story.change("worker-1", options={"MAXMSGSIZE": 10})
    story.send("producer-1", b"x" * 11)
    story.tell()
    assert "no frame over 10 bytes" in story.found()["too-large"].says


def test_an_ipc_path_that_two_have_bound() -> None:
    story = Story(("producer", "PUSH", 2), workers(1))
    for name in ("producer-1", "producer-2"):
        story.change(name, bound=("ipc:///tmp/x",))
    story.tell()
    assert story.found()["ipc-taken-over"].node == "producer-2"


# --- routing


def test_a_routing_id_that_two_have() -> None:
    story = Story(SERVER, ("client", "DEALER", 2), met=False)
    for name in ("client-1", "client-2"):
        story.change(name, routing_id=b"Me")
    story.meet()
    assert "which is client-1's" in story.found()["routing-id-taken"].says
    story.change("server-1", options={"ROUTER_HANDOVER": 1})
    story.tell()
    assert "routing-id-taken-over" in story.found()


def test_a_routing_id_that_nobody_has() -> None:
    story = Story(SERVER, ("client", "DEALER", 1), met=False)
    story.change("client-1", routing_id=b"Client1")
    story.meet()
    story.send("server-1", b"Cleint1", b"hello", to=b"Cleint1")
    story.tell()
    assert "the nearest is 'Client1'" in story.found()["unroutable"].says


def test_a_second_guest_at_a_pair() -> None:
    story = Story(("host", "PAIR", 1), ("guest", "PAIR", 2))
    story.tell()
    assert story.found()["pair-ignored"].node == "guest-2"


# --- requests


def test_a_request_whose_server_is_gone() -> None:
    story = Story(("server", "REP", 1), ("client", "REQ", 1))
    story.send("client-1", b"Hello")
    story.does("client-1", Activity.IDLE)
    story.tell()
    story.event("client-1", EventNumber.DISCONNECTED)
    story.tell()
    assert "its server went away with the request" in story.found()["stuck-request"].says


def test_a_message_without_the_delimiter() -> None:
    story = Story(("server", "REP", 1), ("client", "DEALER", 1))
    story.send("client-1", b"Hello")
    story.tell()
    assert "[b'', body]" in story.found()["delimiter-missing"].says


# --- ends


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ("efsm", "zmq.error.ZMQError: Operation cannot be accomplished in current state"),
        ("no-text", "UnicodeDecodeError: 'utf-8' codec can't decode byte 0x80"),
        ("frame-count", "ValueError: too many values to unpack (expected 2)"),
        ("timed-out", "zmq.error.Again: Resource temporarily unavailable"),
        ("host-unreachable", "zmq.error.ZMQError: Host unreachable"),
        ("crashed", "RuntimeError: not by zmqplay: Address already in use"),
    ],
)
def test_a_crash_is_explained_by_its_exception(rule: str, says: str) -> None:
    story = Story(PRODUCER, workers(1))
    story.end("worker-1", EndCause.RAISED, 1, says)
    assert set(story.found()) == {rule}


def test_a_taken_address_and_a_failure_that_was_wanted_are_told_by_their_cause() -> None:
    story = Story(PRODUCER, workers(2))
    story.end("worker-1", EndCause.ADDRESS_IN_USE, 1, "whatever it says")
    story.end("worker-2", EndCause.TOLD_TO_FAIL, 1, "whatever it says")
    found = story.found()
    assert set(found) == {"address-in-use", "told-to-fail"}
    assert found["told-to-fail"].level is Level.NOTE


def test_a_signal_from_outside_is_told_and_ours_is_not() -> None:
    story = Story(PRODUCER, workers(2))
    story.end("worker-1", EndCause.KILLED, -9)
    assert story.found() == {}
    story.end("worker-2", EndCause.KILLED_FROM_OUTSIDE, -6)
    assert "an assertion fails" in story.found()["killed"].says


def test_what_waited_at_a_node_that_died() -> None:
    story = Story(PRODUCER, workers(1))
    story.pass_on("producer-1", "worker-1", b"Task")
    story.send("producer-1", b"Task")
    story.tell()
    story.end("worker-1", EndCause.KILLED, -9)
    story.tell()
    assert "1 message waiting for it, lost now, from no. 2 on" in story.found()["died-with-messages"].says


def test_what_a_sender_did_not_get_rid_of() -> None:
    story = Story(workers(1), PRODUCER)
    story.send("producer-1", b"Task")
    story.tell()
    story.end("producer-1", EndCause.TOLD)
    story.does("worker-1", Activity.IDLE)
    story.tell(500)
    story.tell(500)
    assert "ended before 1 message had left it" in story.found()["unsent"].says


def test_a_node_that_cannot_end_for_what_it_still_has() -> None:
    story = Story(PRODUCER, workers(1))
    story.send("producer-1", b"Task")
    story.tell()
    story.stop("producer-1")
    story.tell(2_000)
    assert "1 message waits for peers" in story.found()["lingers"].says


def test_a_node_that_does_not_hear_that_it_shall_end() -> None:
    story = Story(PRODUCER, workers(1))
    story.does("worker-1", Activity.BUSY)
    story.tell()
    story.stop("worker-1")
    story.tell(2_000)
    assert "deaf" in story.found()
