"""Two nodes send the same content: whose arrived is known by the counts once all has arrived, and not before."""

from __future__ import annotations

from tests.telling import Telling
from zmqplay.model.reading.fate import Fate, fate_of
from zmqplay.patterns.publish_subscribe import PUBLISH_SUBSCRIBE
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.patterns.request_reply import REQUEST_REPLY

SENDERS = "producer-1", "producer-2"


def two_producers() -> Telling:
    """Two nodes that send to the same worker, each at an address of its own."""
    telling = Telling(PUSH_PULL, {"producer": 2, "worker": 1})
    telling.tick(300)
    return telling


def tell(telling: Telling, *names: str) -> None:
    """Let these nodes report, one after the other."""
    for name in names:
        telling.tell(name)


def delivered(telling: Telling) -> dict[str, int | None]:
    """What the worker has received of each sender."""
    telling.traffic.ledger.update(telling.now_ns)
    links = [link for link in telling.traffic.ledger.find_links() if link.sender in SENDERS]
    return {link.sender: link.delivered for link in links if link.receiver == "worker-1"}


def test_a_send_that_is_reported_late_may_be_the_one_that_had_arrived() -> None:
    telling = two_producers()
    for sender in SENDERS:
        telling.sends(sender, b"same")
    telling.receives("worker-1", b"same")
    tell(telling, "producer-2", "worker-1", "producer-1")
    assert delivered(telling) == {"producer-1": None, "producer-2": None}
    telling.receives("worker-1", b"same")
    telling.report()
    assert delivered(telling) == {"producer-1": 1, "producer-2": 1}


def test_a_send_after_the_arrival_cannot_be_the_one_that_had_arrived() -> None:
    telling = two_producers()
    telling.sends("producer-2", b"same")
    telling.receives("worker-1", b"same")
    tell(telling, "producer-2", "worker-1")
    telling.sends("producer-1", b"same")
    telling.tell("producer-1")
    assert delivered(telling) == {"producer-1": 0, "producer-2": 1}


def test_once_all_has_arrived_each_sender_has_delivered_what_it_sent_whatever_was_matched() -> None:
    telling = two_producers()
    for sender in SENDERS:
        telling.sends(sender, b"same")
        telling.receives("worker-1", b"same")
    tell(telling, "producer-2", "worker-1")
    telling.tick(3_000)  # the other receive waits for its send no longer
    telling.report()
    telling.sends("producer-2", b"more")
    telling.tell("producer-2")
    assert delivered(telling) == {"producer-1": 1, "producer-2": 1}


def test_what_is_uncertain_of_one_subscriber_is_known_of_another() -> None:
    telling = Telling(PUBLISH_SUBSCRIBE, {"publisher": 2, "subscriber": 2})
    topic = telling.nodes["subscriber-1"].sockets[0].facts.subscriptions[0]
    assert telling.nodes["subscriber-2"].sockets[0].facts.subscriptions[0] != topic
    for publisher in ("publisher-1", "publisher-2"):
        telling.sends(publisher, topic, b"news")
    telling.receives("subscriber-1", topic, b"news")
    tell(telling, "publisher-2", "subscriber-1", "publisher-1")
    telling.traffic.ledger.update(telling.now_ns)
    links = {link.receiver: link.delivered for link in telling.traffic.ledger.find_links()}
    assert links == {"subscriber-1": None, "subscriber-2": 0}


def traded(telling: Telling, client: str) -> None:
    """One request and its reply, alike for all clients."""
    telling.send(client, ["server-1"], b"Hello")
    telling.send("server-1", [client], b"World")


def assert_that_all_has_arrived(telling: Telling, messages: int) -> None:
    totals = telling.traffic.ledger.totals
    assert (totals.sent, totals.expected, totals.delivered, totals.lost) == (messages, messages, messages, 0)
    assert {fate_of(telling.traffic, row) for row in telling.traffic.messages.rows} == {Fate.ARRIVED}


def test_a_client_that_ends_has_not_lost_the_reply_to_another_client_s_equal_request() -> None:
    telling = Telling(REQUEST_REPLY, {"client": 2})
    telling.sends("client-2", b"Hello")  # this request is under way for long
    for _ in range(3):
        traded(telling, "client-1")
    tell(telling, "client-2", "client-1", "server-1")
    telling.receives("server-1", b"Hello")
    telling.sends("server-1", b"World")
    telling.tell("server-1")
    telling.stop("client-1")
    telling.tick()
    assert telling.traffic.ledger.totals.lost == 0
    telling.receives("client-2", b"World")
    telling.report(after_ms=30)
    assert_that_all_has_arrived(telling, 8)


def test_an_equal_request_that_is_reported_late_may_be_the_one_that_was_answered() -> None:
    telling = Telling(REQUEST_REPLY, {"client": 2})
    telling.sends("client-1", b"Hello")
    telling.sends("client-2", b"Hello")
    telling.receives("server-1", b"Hello")
    telling.tell("client-1")
    telling.tell("server-1")
    telling.sends("server-1", b"World")
    tell(telling, "server-1", "client-2")
    telling.stop("client-1")  # it was client-2 that was answered
    telling.tick()
    assert telling.traffic.ledger.totals.lost == 0


def test_a_reply_that_arrives_elsewhere_waits_no_longer_where_it_was_thought_to_wait() -> None:
    telling = Telling(REQUEST_REPLY, {"client": 2})
    telling.send("client-1", ["server-1"], b"Hello")
    telling.sends("server-1", b"World")
    telling.change("client-1", closed=True)
    telling.report(after_ms=30)
    telling.receives("client-2", b"World")
    telling.tell("client-2")
    telling.stop("client-1")
    telling.report(after_ms=30)
    assert_that_all_has_arrived(telling, 2)
