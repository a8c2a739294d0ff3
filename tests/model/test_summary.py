"""The object that `zmqplay run --json` prints."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from tests.model.two_roles import two_roles
from tests.telling import Telling
from zmqplay.model.causes import EndCause
from zmqplay.model.event_numbers import EventNumber
from zmqplay.model.facts import Ended
from zmqplay.model.summary.summary import PEERS_LISTED, summary
from zmqplay.patterns.push_pull import PUSH_PULL


def told(telling: Telling) -> Any:  # noqa: ANN401  # JSON
    """The summary as a reader of the JSON gets it."""
    telling.doctor.look(telling.now_ns)
    whole = summary(telling.traffic, telling.doctor, seconds=1.23456, complete=True, now_ns=telling.now_ns)
    return json.loads(msgspec.json.encode(whole))


def test_the_object_has_these_parts_in_this_order() -> None:
    assert list(told(Telling(two_roles(("producer", "PUSH", 1), ("worker", "PULL", 1))))) == [
        "pattern", "seconds", "complete", "nodes", "links", "totals", "lost_by_reason", "topics",
        "topics_unlisted", "routing_ids", "routing_ids_unlisted", "foreign_peers", "foreign_peers_unlisted",
        "diagnosis", "unseen_reports", "bad_reports", "commands", "why",
    ]  # fmt: skip


def test_losses_ends_and_findings_are_plain_words() -> None:
    telling = Telling(two_roles(("producer", "PUSH", 1), ("worker", "PULL", 1)))
    telling.send("producer-1", ["worker-1"], b"a")
    telling.sends("producer-1", b"b")
    telling.report()
    telling.take(Ended(telling.now_ns, "worker-1", EndCause.KILLED_FROM_OUTSIDE, -9))
    telling.report()
    read = told(telling)
    assert read["lost_by_reason"] == {"peer-died": 1}
    assert read["seconds"] == 1.235
    (link,) = read["links"]
    assert (link["lost"], link["lost_numbers"]) == ({"peer-died": 1}, [2])
    worker = read["nodes"][1]
    assert (worker["state"], worker["reason"], worker["exit"]) == ("killed", "killed by SIGKILL, not by zmqplay", -9)
    assert {found["rule"] for found in read["diagnosis"]} == {"killed", "died-with-messages"}


def test_topics_and_routing_ids_are_text_whatever_their_bytes() -> None:
    telling = Telling(two_roles(("publisher", "PUB", 1), ("subscriber", "SUB", 1)))
    telling.send("publisher-1", ["subscriber-1"], b"\xff")
    telling.send("publisher-1", ["subscriber-1"], rb"\xff")
    telling.report()
    assert told(telling)["topics"] == [
        {"topic": r"\xff", "sent": 1, "received": {"subscriber-1": 1}},
        {"topic": r"\\xff", "sent": 1, "received": {"subscriber-1": 1}},
    ]
    telling = Telling(two_roles(("server", "ROUTER", 1), ("client", "DEALER", 1)))
    telling.sends("server-1", b"Me", b"hello")
    telling.report()
    assert told(telling)["routing_ids"] == [
        {"routing_id": "Me", "hex": "4d65", "node": "server-1", "peer": None, "sent": 1, "received": 0}
    ]


def test_what_waits_is_told_in_messages_and_bytes_for_each_link_and_each_node() -> None:
    telling = Telling(two_roles(("producer", "PUSH", 1), ("worker", "PULL", 1)))
    for body in (b"a", b"bb", b"ccc"):
        telling.sends("producer-1", body)
    telling.tell("producer-1")
    telling.tick(30)
    read = told(telling)
    (link,) = read["links"]
    assert (link["waiting"], link["waiting_bytes"]) == (3, 6)
    producer, worker = read["nodes"]
    assert producer["waiting_out"] == worker["waiting_in"] == {"messages": 3, "bytes": 6}
    assert producer["waiting_in"] == worker["waiting_out"] == {"messages": 0, "bytes": 0}


def test_a_run_is_dated_from_its_first_start_until_nodes_meet_for_the_first_time() -> None:
    telling = Telling()
    telling.declare(PUSH_PULL)
    telling.start("producer")
    started_ns = telling.now_ns
    telling.tick(2_000)
    telling.start("worker")
    assert telling.traffic.live_ns == started_ns
    telling.meet()
    telling.join()
    met_ns = telling.now_ns
    telling.kill("worker-1")
    telling.tick(2_000)
    telling.start("worker")
    telling.meet()
    telling.join()
    assert telling.traffic.live_ns == met_ns


def test_foreign_peers_that_come_and_go_are_listed_up_to_a_limit_and_all_counted() -> None:
    telling = Telling(PUSH_PULL)
    producer = telling.nodes["producer-1"]
    address = producer.sockets[0].facts.bound[0]
    telling.visit("producer-1", "127.0.0.1:9")
    for number in range(1_500):
        peer = f"127.0.0.1:{10_000 + number}"
        telling.visit("producer-1", peer)
        producer.event(0, EventNumber.DISCONNECTED, telling.now_ns + 1, address, peer=peer)
        if number % 100 == 99:
            telling.report()
    telling.report()
    read = told(telling)
    assert len(read["foreign_peers"]) == PEERS_LISTED
    assert len(read["foreign_peers"]) + read["foreign_peers_unlisted"] == 1_501
    addresses = [peer["address"] for peer in read["foreign_peers"]]
    assert (addresses[0], addresses[-1]) == ("127.0.0.1:9", "127.0.0.1:11499")
