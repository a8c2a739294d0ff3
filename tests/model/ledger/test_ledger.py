"""The ledger's sums, and its reasons for losses."""

from __future__ import annotations

import pytest

from tests.model.two_roles import nothing, routed
from tests.model.visited import rest, totals
from tests.telling import Telling
from zmqplay.model.causes import LossReason
from zmqplay.patterns.dealer_router import DEALER_ROUTER
from zmqplay.patterns.pair import PAIR
from zmqplay.patterns.pattern import End, Pattern, Role, Wire
from zmqplay.patterns.publish_subscribe import PUBLISH_SUBSCRIBE
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.patterns.request_reply import REQUEST_REPLY
from zmqplay.patterns.survey import SURVEY
from zmqplay.wire import Activity


def test_messages_to_an_unknown_routing_id_are_unroutable() -> None:
    telling = Telling(DEALER_ROUTER)
    telling.send("server-1", [], b"Nobody", b"hello")
    telling.report()
    assert totals(telling).lost_by_reason == {LossReason.UNROUTABLE: 1}


def test_a_message_that_its_role_discards_as_late_is_lost() -> None:
    telling = Telling(SURVEY, {"respondent": 1})
    telling.send("respondent-1", ["surveyor-1"], b"id", b"name", b"answer", wire=1)
    telling.nodes["surveyor-1"].discarded["late"] = 1
    telling.report()
    assert totals(telling).lost_by_reason == {LossReason.LATE: 1}
    assert totals(telling).delivered == 0


def test_messages_of_a_second_guest_to_a_pair_are_lost_as_ignored() -> None:
    telling = Telling(PAIR, {"peer": 3})
    telling.send("peer-2", ["peer-1"], b"heard")
    telling.send("peer-3", [], b"not heard")
    telling.report()
    assert telling.traffic.nodes["peer-3"].ignored
    assert totals(telling).lost_by_reason == {LossReason.IGNORED: 1}
    lost = {(link.sender, link.receiver): link.lost for link in telling.traffic.ledger.find_links()}
    assert (lost["peer-2", "peer-1"], lost["peer-3", "peer-1"]) == ({}, {LossReason.IGNORED: 1})


def test_a_reply_to_a_socket_that_its_living_client_has_closed_finds_the_asker_gone() -> None:
    telling = Telling(REQUEST_REPLY, {"client": 1})
    telling.send("client-1", ["server-1"], b"ask")
    telling.report()
    telling.change("client-1", closed=True)
    telling.nodes["client-1"].open("REQ", connected=(REQUEST_REPLY.wires[0].address,))
    telling.nodes["client-1"].begins(1, telling.now_ns)
    telling.sends("server-1", b"reply")
    assert totals(rest(telling)).lost_by_reason == {LossReason.ASKER_GONE: 1}


@pytest.mark.parametrize("is_over", [True, False])
def test_a_reply_to_a_client_that_the_source_ends_first_is_in_flight_and_not_lost(is_over: bool) -> None:
    telling = Telling(REQUEST_REPLY, {"client": 1})
    telling.send("client-1", ["server-1"], b"ask")
    telling.report()
    if is_over:
        telling.over()
    telling.change("client-1", closed=True)
    telling.sends("server-1", b"reply")
    report_on(telling)
    found = totals(telling)
    assert (found.in_flight, found.lost_by_reason) == ((1, {}) if is_over else (0, {LossReason.ASKER_GONE: 1}))


def report_on(telling: Telling) -> None:
    """All nodes report several times, and are busy: counts are certainly later than those of other nodes by then."""
    for _ in range(6):
        telling.report(Activity.BUSY)


def test_so_it_does_while_the_client_and_the_server_are_busy_with_further_requests() -> None:
    telling = Telling(REQUEST_REPLY, {"client": 1})
    for number in range(3):
        telling.send("client-1", ["server-1"] if number < 2 else [], b"ask %d" % number, wire=number)
        telling.report(Activity.BUSY)
        telling.change("client-1", number, closed=True)
        telling.nodes["client-1"].open("REQ", connected=(REQUEST_REPLY.wires[0].address,))
        telling.nodes["client-1"].begins(number + 1, telling.now_ns)
    telling.sends("client-1", b"ask 3", socket=3)
    for number in range(2):
        telling.sends("server-1", b"reply %d" % number)
    report_on(telling)
    assert totals(telling).lost_by_reason == {LossReason.ASKER_GONE: 1}
    telling.receives("server-1", b"ask 2")
    telling.sends("server-1", b"reply 2")
    report_on(telling)
    assert totals(telling).lost_by_reason == {LossReason.ASKER_GONE: 2}
    telling.receives("server-1", b"ask 3")
    telling.sends("server-1", b"reply 3")
    telling.receives("client-1", b"reply 3", socket=3)
    report_on(telling)
    assert totals(telling).lost_by_reason == {LossReason.ASKER_GONE: 3}
    assert totals(telling).in_flight == 0
    replies = [message for message in telling.traffic.messages.rows if message.sender == "server-1"]
    assert [dict(reply.lost) for reply in replies] == [{"client-1": LossReason.ASKER_GONE}] * 3 + [{}]


def test_what_waited_unread_at_a_socket_that_its_living_node_has_closed_is_given_up() -> None:
    telling = Telling(PUSH_PULL, {"worker": 1})
    telling.sends("producer-1", b"Task 1")
    telling.report()
    telling.change("worker-1", closed=True)
    telling.nodes["worker-1"].open("PULL", connected=(PUSH_PULL.wires[0].address,))
    telling.nodes["worker-1"].begins(1, telling.now_ns)
    assert totals(rest(telling)).lost_by_reason == {LossReason.GIVEN_UP: 1}


@pytest.mark.parametrize("activity", [Activity.IDLE, Activity.BUSY])
def test_nothing_is_lost_as_long_as_a_node_works(activity: Activity) -> None:
    telling = Telling(PUSH_PULL)
    telling.send("producer-1", [], b"x")
    telling.report()
    telling.kill("worker-3")
    for node in telling.nodes.values():
        node.does(activity, telling.now_ns)
    for _ in range(4):
        telling.report()
    assert totals(telling).lost == (1 if activity is Activity.IDLE else 0)


def test_messages_that_wait_for_a_receiver_to_bind_again_are_not_lost() -> None:
    telling = Telling(PUSH_PULL.turn("tasks"), {"worker": 1})  # the producer connects, and its pipe outlives the worker
    telling.send("producer-1", [], b"x" * 40_000)
    telling.report()
    telling.kill("worker-1")
    assert (totals(rest(telling)).lost, totals(telling).in_flight) == (0, 1)


def test_what_a_bound_socket_sends_before_it_notices_that_its_peer_has_gone_dies_with_the_peer() -> None:
    telling = Telling(PAIR, {"peer": 2})
    telling.send("peer-1", ["peer-2"], b"heard")
    telling.report()
    telling.kill("peer-2")
    rest(telling)
    for number in range(2):
        telling.sends("peer-1", b"%d" % number)
    assert totals(rest(telling)).lost_by_reason == {LossReason.PEER_DIED: 2}


def test_two_wires_between_the_same_two_nodes_are_two_links() -> None:
    roles = Role("sender", nothing), Role("receiver", nothing)
    wires = [
        Wire(name, f"tcp://127.0.0.1:{port}", End("sender", "PUSH"), End("receiver", "PULL"))
        for name, port in (("first", 7001), ("second", 7002))
    ]
    telling = Telling(Pattern("two", "", "", "", "", roles, tuple(wires)))
    for number in range(3):
        telling.send("sender-1", ["receiver-1"], b"%d" % number, wire=0)
        telling.send("sender-1", ["receiver-1"] * (number == 0), b"%d" % number, wire=1)
    telling.report()
    links = {link.wire: (link.delivered, link.waiting) for link in telling.traffic.ledger.links.values()}
    assert links == {"first": (3, 0), "second": (1, 2)}


def test_each_sender_has_its_own_delivered_and_waiting_messages() -> None:
    telling = Telling(REQUEST_REPLY, {"client": 2})
    telling.send("client-1", ["server-1"], b"a")
    telling.send("client-2", [], b"b")
    telling.report()
    links = {(link.sender, link.receiver): link for link in telling.traffic.ledger.find_links()}
    assert {ends: (link.delivered, link.waiting) for ends, link in links.items()} == {
        ("client-1", "server-1"): (1, 0),
        ("client-2", "server-1"): (0, 1),
        ("server-1", "client-1"): (0, 0),
        ("server-1", "client-2"): (0, 0),
    }


def test_the_end_of_one_client_is_no_reason_for_what_a_router_has_dropped_for_another() -> None:
    telling = routed(b"Client1", b"Client2")
    telling.change("server-1", options={"SNDHWM": 2})
    telling.report()
    for number in range(8):
        for client in (b"Client1", b"Client2"):
            telling.sends("server-1", client, b"%d" % number)
    telling.nodes["server-1"].sampled = True
    telling.tell("server-1")
    telling.kill("client-1")
    for name in ("server-1", "client-2"):
        telling.nodes[name].does(Activity.IDLE, telling.now_ns)
    for _ in range(6):
        telling.report()
    assert telling.traffic.ledger.totals.lost_by_reason == {LossReason.PEER_DIED: 8, LossReason.HIGH_WATER_MARK: 8}


def test_what_found_no_room_and_what_is_given_up_when_all_is_quiet_are_both_lost_and_stay_so() -> None:
    telling = Telling(PUBLISH_SUBSCRIBE, {"subscriber": 1})
    for name in ("publisher-1", "subscriber-1"):
        telling.change(name, options={"SNDHWM": 5, "RCVHWM": 5})
        telling.nodes[name].sampled = True
    for _ in range(200):
        telling.sends("publisher-1", b"topic1", bytes(1_000_000))
    for _ in range(3):
        telling.report(Activity.BUSY)
    found_no_room = totals(telling).lost
    assert 100 < found_no_room < 200
    for node in telling.nodes.values():
        node.does(Activity.IDLE, telling.now_ns)
    while totals(telling).lost == found_no_room:
        telling.report()
    telling.over()
    assert totals(telling).lost_by_reason == {LossReason.HIGH_WATER_MARK: 200}
