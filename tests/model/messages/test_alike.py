"""Two nodes send the same content: whose arrived is known by the counts once all has arrived, and not before."""

from __future__ import annotations

from tests.telling import Telling
from zmqplay.patterns.publish_subscribe import PUBLISH_SUBSCRIBE
from zmqplay.patterns.push_pull import PUSH_PULL

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
