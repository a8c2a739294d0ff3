"""The other ends of sockets: connections, routing ids, foreign peers, ignored PAIRs."""

from __future__ import annotations

import pytest

from tests.model.two_roles import SERVER, routed, two_roles
from tests.model.visited import STRANGER, visited
from tests.telling import Telling
from zmqplay.model.event_numbers import EventNumber
from zmqplay.model.facts import Stopping
from zmqplay.model.nodes import NodeState
from zmqplay.model.peers import GRACE_NS
from zmqplay.patterns.dealer_router import DEALER_ROUTER
from zmqplay.patterns.pair import PAIR
from zmqplay.patterns.push_pull import PUSH_PULL


def test_connections_of_our_own_are_not_foreign() -> None:
    telling = Telling(PUSH_PULL)
    telling.pass_time(GRACE_NS)
    telling.report()
    assert telling.traffic.peers.foreign == {}


def test_an_unclaimed_connection_is_a_foreign_peer_until_it_closes() -> None:
    telling = visited(PUSH_PULL, "producer-1")
    (peer,) = telling.traffic.peers.on_wire("tasks")
    assert (peer.address, peer.node, peer.gone) == (STRANGER, "producer-1", False)
    telling.nodes["producer-1"].event(0, 0x200, telling.now_ns, peer=STRANGER)
    telling.report()
    assert peer.gone
    assert not peer.was_there(telling.now_ns + 1)


def test_a_probe_of_zmqplay_itself_is_not_foreign() -> None:
    telling = Telling(PUSH_PULL)
    telling.traffic.peers.know([STRANGER])
    telling.visit("producer-1", STRANGER)
    telling.report()
    telling.pass_time(200)
    telling.report()
    assert telling.traffic.peers.foreign == {}


def connect(telling: Telling, port: int) -> None:
    """The worker connects to the address of its wire, by a port of its own, and reports that."""
    worker, address = telling.nodes["worker-1"], telling.traffic.addresses["tasks"]
    local, peer = f"127.0.0.1:{port}", address.removeprefix("tcp://")
    worker.event(0, EventNumber.CONNECTED, telling.now_ns, address, value=port, local=local, peer=peer)
    worker.event(0, EventNumber.HANDSHAKE_SUCCEEDED, telling.now_ns, address)
    telling.tell("worker-1")


@pytest.mark.parametrize("then", ["ends", "starts again", "all is over"])
def test_a_connection_to_a_node_of_ours_that_has_ended_when_it_is_looked_at_is_not_foreign(then: str) -> None:
    telling = Telling(PUSH_PULL, {"worker": 1})
    connect(telling, 6_000)
    if then == "all is over":
        telling.over()
    telling.stop("producer-1")
    if then == "starts again":
        telling.start("producer")
    telling.tick(200)
    telling.tick(200)
    assert telling.traffic.peers.foreign == {}


def test_a_connection_to_where_a_node_of_ours_was_is_foreign() -> None:
    telling = Telling(PUSH_PULL, {"worker": 1})
    telling.stop("producer-1")
    telling.tick(200)
    connect(telling, 6_000)
    telling.tick(200)
    (peer,) = telling.traffic.peers.foreign.values()
    assert (peer.node, peer.address) == ("worker-1", telling.traffic.addresses["tasks"].removeprefix("tcp://"))


@pytest.mark.parametrize("has_told", [True, False])
@pytest.mark.parametrize("ends_after_ms", [10, 900])
def test_a_node_that_is_stopped_in_its_start_may_be_the_peer_that_came_and_left(
    has_told: bool, ends_after_ms: int
) -> None:
    telling = Telling(PUSH_PULL, {"worker": 1})
    telling.start("worker", 2)
    if has_told:
        telling.meet("worker-2")
    telling.visit("producer-1", STRANGER)
    telling.tell("producer-1")
    telling.take(Stopping(telling.now_ns, "worker-2"))
    telling.nodes["producer-1"].event(0, EventNumber.DISCONNECTED, telling.now_ns, peer=STRANGER)
    telling.tell("producer-1")
    for _ in range(ends_after_ms // 10):
        telling.tick(10)
    telling.tell("worker-2", final=True)
    telling.end("worker-2", NodeState.STOPPED)
    telling.tick(200)
    telling.tick(200)
    assert len(telling.traffic.peers.foreign) == has_told


def test_handshakes_are_counted_up_and_down() -> None:
    telling = Telling(PUSH_PULL, {"worker": 2})
    socket = telling.traffic.nodes["producer-1"].sockets[0]
    assert socket.handshakes == 2
    telling.kill("worker-1")
    telling.report()
    assert (socket.handshakes, socket.last_disconnect_ns > socket.last_handshake_ns) == (1, True)


def test_a_routing_id_belongs_to_the_first_that_announced_it_unless_the_router_hands_over() -> None:
    telling = Telling(DEALER_ROUTER, {"client": 2})
    telling.pass_time(1)
    telling.start("client", 3)
    telling.change("client-3", routing_id=b"Client1")
    telling.meet("client-3")
    router = telling.traffic.nodes["server-1"].sockets[0]
    assert telling.traffic.peers.holders(router)[b"Client1"] == ["client-1", "client-3"]
    assert telling.traffic.peers.owner(b"Client1") == "client-1"
    telling.change("server-1", options={"ROUTER_HANDOVER": 1})
    telling.report()
    assert telling.traffic.peers.owner(b"Client1") == "client-3"


def test_the_first_guest_of_a_pair_is_heard_and_a_newcomer_after_it_has_left() -> None:
    telling = Telling(PAIR, {"peer": 2})
    telling.pass_time(1)
    telling.start("peer", 3)
    telling.meet("peer-3")
    nodes = telling.traffic.nodes
    assert [bool(nodes[f"peer-{number}"].ignored) for number in (1, 2, 3)] == [False, False, True]


def test_a_foreign_pair_that_came_first_is_the_peer_and_ours_is_ignored() -> None:
    telling = Telling(PAIR, {"peer": 1})
    telling.visit("peer-1", STRANGER)
    for _ in range(2):
        telling.report()
    telling.start("peer", 2)
    telling.nodes["peer-2"].events.clear()
    telling.meet("peer-2")
    telling.nodes["peer-2"].event(0, EventNumber.HANDSHAKE_SUCCEEDED, telling.now_ns)
    for _ in range(2):
        telling.report()
    assert telling.traffic.nodes["peer-2"].ignored
    assert not next(iter(telling.traffic.peers.foreign.values())).is_ignored


def test_a_foreign_pair_that_came_second_is_ignored() -> None:
    telling = Telling(PAIR, {"peer": 2})
    telling.visit("peer-1", STRANGER)
    for _ in range(2):
        telling.report()
    assert not telling.traffic.nodes["peer-2"].ignored
    assert next(iter(telling.traffic.peers.foreign.values())).is_ignored


def ignored() -> Telling:
    """A PAIR that came while its peer had another one, and has sent a message."""
    telling = Telling(PAIR, {"peer": 2})
    telling.pass_time(1)
    telling.start("peer", 3)
    telling.meet("peer-3")
    telling.join("peer-3")
    telling.sends("peer-3", b"Hello?")
    telling.report()
    return telling


def test_what_an_ignored_pair_has_sent_stays_lost_when_its_connection_ends() -> None:
    telling = ignored()
    telling.stop("peer-1")
    telling.report()
    assert telling.traffic.nodes["peer-3"].ignored
    assert telling.traffic.ledger.totals.lost_by_reason == {"ignored": 1}


def test_what_an_ignored_pair_has_sent_stays_lost_when_it_starts_again_and_is_listened_to() -> None:
    telling = ignored()
    telling.stop("peer-2")
    telling.report()
    telling.stop("peer-3")
    telling.start("peer", 3)
    telling.meet("peer-3")
    telling.join("peer-3")
    telling.send("peer-3", ["peer-1"], b"Hello!")
    telling.report()
    totals = telling.traffic.ledger.totals
    assert not telling.traffic.nodes["peer-3"].ignored
    assert (totals.expected, totals.delivered, totals.lost_by_reason) == (2, 1, {"ignored": 1})
    [link] = [link for link in telling.traffic.ledger.find_links() if link.sender == "peer-3"]
    assert (link.delivered, link.lost, link.waiting) == (1, {"ignored": 1}, 0)


def test_a_routing_id_that_messages_contradict_each_other_about_is_contested_and_needs_a_lead() -> None:
    owners = Telling(two_roles(SERVER, ("client", "DEALER", 2))).traffic.peers.owners
    owners.learn(b"made up", "client-1")
    assert (owners.owner(b"made up"), owners.is_contested(b"made up")) == ("client-1", False)
    owners.learn(b"made up", "client-2")
    assert (owners.owner(b"made up"), owners.is_contested(b"made up")) == (None, True)
    for _ in range(3):
        owners.learn(b"made up", "client-2")
    assert (owners.owner(b"made up"), owners.is_contested(b"made up")) == ("client-2", True)
    assert not owners.is_sure(b"made up")


def test_a_gap_before_a_reply_is_no_loss_where_no_queue_was_ever_full() -> None:
    telling = routed(b"Client1")
    telling.sends("server-1", b"Client1", b"1")
    telling.send("server-1", ["client-1"], b"Client1", b"2", got=[b"2"])
    telling.report()
    assert telling.traffic.ledger.totals.lost_by_reason == {}
    telling = routed(b"Client1")
    telling.change("server-1", options={"SNDHWM": 1})
    telling.sends("server-1", b"Client1", b"1")
    telling.send("server-1", ["client-1"], b"Client1", b"2", got=[b"2"])
    telling.report()
    assert telling.traffic.ledger.totals.lost_by_reason == {"high-water-mark": 1}
