"""The Doctor's rules about full queues."""

from __future__ import annotations

from dataclasses import replace

from tests.model.doctor.findings import findings
from tests.model.two_roles import PRODUCER, PUBLISHER, SERVER, Party, routed, subscribers, two_roles, workers
from tests.telling import Telling
from zmqplay.model.causes import LossReason
from zmqplay.model.doctor import Level
from zmqplay.model.doctor.queries import first_lost
from zmqplay.model.facts import WorkSet
from zmqplay.model.ledger.accounts import Link
from zmqplay.wire import Activity


def wait_in_send(telling: Telling, sender: str, *frames: bytes, **options: int) -> None:
    """Fill the queues of a sender, whose SNDHWM is 1, and let it wait for room."""
    telling.change(sender, options={"SNDHWM": 1, **options})
    telling.sends(sender, *frames)
    telling.nodes[sender].does(Activity.BLOCKED, telling.now_ns)


def test_a_full_queue_is_back_pressure_while_something_moves_and_wrong_if_nothing_does() -> None:
    telling = Telling(two_roles(PRODUCER, workers(1)))
    wait_in_send(telling, "producer-1", b"Task")
    telling.report(after_ms=2_000)
    assert findings(telling)["blocked-at-high-water-mark"].level is Level.WRONG
    telling.send("producer-1", ["worker-1"], b"Task")
    telling.report()
    assert findings(telling)["blocked-at-high-water-mark"].level is Level.NOTE
    telling.freeze("worker-1")
    assert "worker-1 is frozen, and" in findings(telling)["blocked-at-high-water-mark"].says


def test_a_full_queue_is_named_with_the_limits_at_both_ends_where_they_are_known() -> None:
    telling = Telling(two_roles(PRODUCER, workers(2)))
    wait_in_send(telling, "producer-1", b"Task")
    telling.report(after_ms=2_000)
    assert "(SNDHWM 1 here, RCVHWM 1,000 there, the" in findings(telling)["blocked-at-high-water-mark"].says
    telling.change("worker-2", options={"RCVHWM": 0})
    telling.report()
    said = findings(telling)["blocked-at-high-water-mark"].says
    assert "(SNDHWM 1 here, RCVHWM 1,000 or more there, the" in said
    telling.change("worker-2", options={"RCVHWM": 5})
    telling.report()
    assert "(SNDHWM 1 here, RCVHWM 5 to 1,000 there, the" in findings(telling)["blocked-at-high-water-mark"].says
    foreign = findings(visited(PRODUCER, workers(0), "127.0.0.1:50001", 2_000))["blocked-at-high-water-mark"].says
    assert "(SNDHWM 1 here, RCVHWM there, the" in foreign


def test_a_send_that_a_busy_machine_holds_up_is_no_full_queue() -> None:
    telling = Telling(two_roles(SERVER, ("client", "DEALER", 1)))
    for number in range(154):
        telling.sends("client-1", b"%d" % number)
    telling.nodes["client-1"].does(Activity.BLOCKED, telling.now_ns)
    telling.report(after_ms=2_000)
    assert "blocked-at-high-water-mark" not in findings(telling), "154 messages do not fill a queue for 1,000"


def test_a_send_that_is_held_up_waits_for_no_room_in_a_queue_without_limit() -> None:
    telling = Telling(two_roles(PRODUCER, workers(1)))
    wait_in_send(telling, "producer-1", b"Task", SNDHWM=0)
    telling.report(after_ms=2_000)
    assert "blocked-at-high-water-mark" not in findings(telling)


def test_a_router_that_drops_what_finds_no_room_never_waits_for_room_however_long_its_send_is_held_up() -> None:
    telling = Telling(two_roles(SERVER, ("client", "DEALER", 1)))
    wait_in_send(telling, "server-1", b"Client1", b"answer")
    telling.report(after_ms=2_000)
    assert "blocked-at-high-water-mark" not in findings(telling)
    telling.change("server-1", options={"SNDHWM": 1, "ROUTER_MANDATORY": 1})
    telling.report(after_ms=2_000)
    assert "blocked-at-high-water-mark" in findings(telling)


def test_messages_dropped_for_a_full_subscriber() -> None:
    telling = Telling(two_roles(PUBLISHER, subscribers()))
    telling.take(WorkSet(telling.now_ns, "subscriber-1", 50))
    telling.sends("publisher-1", b"a", b"1")
    telling.send("publisher-1", ["subscriber-1"], b"a", b"2")
    telling.report()
    found = findings(telling)["dropped-at-high-water-mark"]
    assert (found.happened, found.level) == (1, Level.WRONG)
    assert "the first was no. 1" in found.says


def test_what_a_flood_dropped_is_a_finding_though_no_link_tells_for_whom() -> None:
    telling = routed(b"A", b"B")
    telling.change("server-1", options={"SNDHWM": 1})
    telling.report()
    server = telling.nodes["server-1"].sockets[0]
    for routing_id in (b"A", b"B"):
        server.count_key(routing_id, 2_000 * 100_000, 2_000, sent=True)
    server.sent.messages += 4_000
    server.sent.bytes += 4_000 * 100_000
    for received in (10, 20):
        telling.nodes["client-1"].sockets[0].received.messages += received
        telling.report(Activity.BUSY)
    telling.report(Activity.BUSY)
    for name in telling.nodes:
        telling.nodes[name].does(Activity.IDLE, telling.now_ns)
    for _ in range(4):
        telling.report()
    lost = telling.traffic.ledger.totals.lost
    assert telling.traffic.ledger.totals.lost_by_reason == {LossReason.HIGH_WATER_MARK: lost}
    assert {link.lost is None for link in telling.traffic.ledger.links.values() if link.sender == "server-1"} == {True}
    found = findings(telling)["dropped-at-high-water-mark"]
    assert found.happened == lost
    assert found.says.startswith("client-1 and client-2 take less than server-1 sends, so queues of some of them ran")


def test_a_finding_names_the_first_lost_message_only_where_all_were_lost_for_its_reason() -> None:
    link = Link("a-1", "b-1", "wire", 0, {LossReason.PEER_DIED: 2}, 0, lost_numbers=[3, 4])
    assert first_lost([link]) == 3
    assert first_lost([replace(link, lost={LossReason.PEER_DIED: 1, LossReason.HIGH_WATER_MARK: 1})]) == 0
    assert first_lost([link, link]) == 0


def test_a_worker_that_is_long_at_one_task_takes_slowly_and_is_not_nobody() -> None:
    telling = Telling(two_roles(PRODUCER, workers(1)))
    wait_in_send(telling, "producer-1", b"Task")
    telling.nodes["worker-1"].does(Activity.BUSY, telling.now_ns)
    telling.report(after_ms=9_000)
    found = findings(telling)["blocked-at-high-water-mark"]
    assert found.level is Level.NOTE
    assert "its peers take less than it sends, and the queue to worker-1 is full" in found.says


def visited(binding: Party, connecting: Party, peer: str, wait_ms: float) -> Telling:
    """A sender that waits in send this long after a foreign peer has connected."""
    telling = Telling(two_roles(binding, connecting))
    sender = f"{binding[0]}-1"
    telling.visit(sender, peer)
    telling.report(after_ms=300)
    wait_in_send(telling, sender, b"Task")
    telling.report(after_ms=wait_ms)
    return telling


def test_a_foreign_peer_that_takes_little_is_back_pressure() -> None:
    found = findings(visited(PRODUCER, workers(0), "127.0.0.1:50001", 2_000))["blocked-at-high-water-mark"]
    assert found.level is Level.NOTE
    assert "the queue to the program at 127.0.0.1:50001 is full" in found.says


def test_a_foreign_peer_that_takes_nothing_for_long_is_wrong() -> None:
    found = findings(visited(PRODUCER, workers(0), "127.0.0.1:50001", 12_000))["blocked-at-high-water-mark"]
    assert found.level is Level.WRONG
    assert "nobody takes anything for 12 s, and the queue to the program at 127.0.0.1:50001 is full" in found.says


def test_a_foreign_program_that_has_bound_is_named_by_its_address() -> None:
    telling = Telling(two_roles(workers(0), PRODUCER))
    wait_in_send(telling, "producer-1", b"Task")
    telling.report(after_ms=2_000)
    found = findings(telling)["blocked-at-high-water-mark"]
    assert found.level is Level.NOTE
    assert "the queue to the program at tcp://127.0.0.1:5557 is full" in found.says


def insisting(**options: int) -> Telling:
    """A ROUTER with ROUTER_MANDATORY whose client takes each reply, and whose foreign peer `Mute` does not."""
    telling = Telling(two_roles(SERVER, ("client", "DEALER", 1)))
    telling.change("server-1", options={"ROUTER_MANDATORY": 1, "SNDHWM": 2, **options})
    telling.visit("server-1", "127.0.0.1:50001")
    for number in range(4):
        telling.sends("server-1", b"Client1", b"%d" % number)
        telling.receives("client-1", b"%d" % number)
        telling.sends("server-1", b"Mute", b"%d" % number)
    telling.nodes["server-1"].does(Activity.BLOCKED, telling.now_ns)
    telling.report(after_ms=2_000)
    return telling


def test_a_mandatory_router_names_the_peer_that_is_full_and_not_the_one_that_has_room() -> None:
    found = findings(insisting())["blocked-at-high-water-mark"]
    assert found.level is Level.WRONG
    assert "the queue to 'Mute' (a foreign peer) is full" in found.says
    assert "client-1" not in found.says
    assert "even after the peer has died: set SNDTIMEO" in found.says


def test_a_timeout_that_is_set_is_not_advised() -> None:
    assert "set SNDTIMEO" not in findings(insisting(SNDTIMEO=60_000))["blocked-at-high-water-mark"].says


def test_a_publisher_that_waits_names_the_subscriber_that_is_full() -> None:
    telling = Telling(two_roles(PUBLISHER, subscribers(2)))
    telling.change("publisher-1", options={"XPUB_NODROP": 1, "SNDHWM": 2})
    for number in range(4):
        telling.send("publisher-1", ["subscriber-2"], b"a", b"%d" % number)
    telling.report()
    telling.freeze("subscriber-1")
    telling.nodes["publisher-1"].does(Activity.BLOCKED, telling.now_ns)
    telling.report(after_ms=2_000)
    found = findings(telling)["blocked-at-high-water-mark"]
    assert "subscriber-1 is frozen, and the queue to subscriber-1 is full" in found.says
    assert "the slowest subscriber stops all the others" in found.says


def test_where_there_is_one_subscriber_no_others_are_spoken_of() -> None:
    telling = Telling(two_roles(PUBLISHER, subscribers(1)))
    telling.sends("publisher-1", b"a", b"1")
    telling.send("publisher-1", ["subscriber-1"], b"a", b"2")
    telling.report()
    assert findings(telling)["dropped-at-high-water-mark"].says.endswith("XPUB_NODROP=1 makes it wait.")
    telling = Telling(two_roles(PUBLISHER, subscribers(1)))
    wait_in_send(telling, "publisher-1", b"a", b"1", XPUB_NODROP=1)
    telling.report(after_ms=2_000)
    found = findings(telling)
    assert "With XPUB_NODROP send waits for its peer: set SNDTIMEO" in found["blocked-at-high-water-mark"].says


def test_what_several_publishers_drop_for_one_subscriber_is_one_finding() -> None:
    telling = Telling(two_roles(subscribers(1), ("publisher", "PUB", 2)))
    telling.take(WorkSet(telling.now_ns, "subscriber-1", 50))
    for name in ("publisher-1", "publisher-2"):
        telling.sends(name, b"a", name.encode() + b" 1")
        telling.send(name, ["subscriber-1"], b"a", name.encode() + b" 2")
    telling.report()
    found = findings(telling)["dropped-at-high-water-mark"]
    assert "takes less than publisher-1 and publisher-2 publish" in found.says
    assert found.happened == 2


def test_a_pair_waits_for_its_peer_and_not_for_one_that_it_ignores() -> None:
    telling = Telling(two_roles(("host", "PAIR", 1), ("guest", "PAIR", 2)))
    telling.visit("host-1", "127.0.0.1:50001")
    for _ in range(3):
        telling.report()
    for name in ("host-1", "guest-2"):
        wait_in_send(telling, name, b"hello")
    telling.report(after_ms=2_000)
    found = findings(telling)["blocked-at-high-water-mark"]
    assert found.node == "host-1"
    assert "the queue to guest-1 is full" in found.says
