"""When a subscriber counts as one that has met its publisher: what is published before is not due to it."""

from __future__ import annotations

from tests.telling import MS, Telling
from zmqplay.patterns.publish_subscribe import PUBLISH_SUBSCRIBE
from zmqplay.trace.listing import Listing
from zmqplay.trace.meeting import SUBSCRIBES_NS, Meeting


def looked(telling: Telling) -> Meeting:
    meeting = Meeting()
    meeting.look(telling.traffic.nodes.values(), Listing(), telling.now_ns, telling.now_ns)
    return meeting


def heard(telling: Telling, *publishers: str) -> None:
    [topic] = telling.nodes["subscriber-1"].sockets[0].facts.subscriptions
    for publisher in publishers:
        telling.send(publisher, ["subscriber-1"], topic, b"news")
    telling.report(after_ms=0)


def test_a_subscriber_has_met_its_only_publisher_when_it_has_heard_something() -> None:
    telling = Telling(PUBLISH_SUBSCRIBE, {"publisher": 1, "subscriber": 1})
    meeting = looked(telling)
    assert meeting.met(telling.traffic.nodes, telling.now_ns) == []
    heard(telling, "publisher-1")
    assert meeting.met(telling.traffic.nodes, telling.now_ns) == ["subscriber-1"]


def test_what_one_of_two_publishers_says_does_not_prove_that_the_other_has_the_subscription() -> None:
    telling = Telling(PUBLISH_SUBSCRIBE, {"publisher": 2, "subscriber": 1})
    meeting = looked(telling)
    heard(telling, "publisher-1")
    assert meeting.met(telling.traffic.nodes, telling.now_ns) == []


def test_in_the_end_all_have_met_and_a_slow_connection_gets_more_time() -> None:
    telling = Telling(PUBLISH_SUBSCRIBE, {"publisher": 1, "subscriber": 1})
    for name in telling.nodes:
        telling.change(name, options={"RECONNECT_IVL": 5_000})
        telling.tell(name)
    meeting = looked(telling)
    assert meeting.met(telling.traffic.nodes, telling.now_ns + SUBSCRIBES_NS) == []
    assert set(meeting.met(telling.traffic.nodes, telling.now_ns + SUBSCRIBES_NS + 9_801 * MS)) == set(telling.nodes)
