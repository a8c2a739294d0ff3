"""The Doctor's rules about connections, handshakes and socket options."""

from __future__ import annotations

from errno import EPIPE

import pytest

from tests.model.doctor.findings import findings
from tests.model.two_roles import ADDRESS, PRODUCER, two_roles, workers
from tests.telling import MS, Telling
from zmqplay.model.event_numbers import EventNumber, ProtocolError
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.wire import Activity


def test_two_incompatible_sockets() -> None:
    telling = Telling(two_roles(PRODUCER, ("worker", "SUB", 1)))
    assert "a SUB meets PUB and XPUB only" in findings(telling)["wrong-pair"].says


@pytest.mark.parametrize(("hasty", "is_told"), [(0, True), (2, True), (9, False)])
def test_where_one_program_after_the_other_leaves_at_once_none_is_said_to_be_of_a_wrong_type(
    hasty: int, is_told: bool
) -> None:
    telling = Telling(two_roles(PRODUCER, workers(1)))
    producer = telling.nodes["producer-1"]
    for number in range(hasty):
        peer = f"127.0.0.1:{50_001 + number}"
        producer.accepts(0, telling.now_ns, ADDRESS, peer)
        producer.event(0, EventNumber.DISCONNECTED, telling.now_ns + MS, ADDRESS, peer=peer)
    producer.event(0, EventNumber.ACCEPTED, telling.now_ns, ADDRESS, peer="127.0.0.1:60001")
    telling.pass_time(300)
    producer.event(0, EventNumber.HANDSHAKE_FAILED_NO_DETAIL, telling.now_ns, value=EPIPE)
    producer.event(0, EventNumber.DISCONNECTED, telling.now_ns, ADDRESS, peer="127.0.0.1:60001", carried=(65, 91))
    telling.report()
    assert ("wrong-pair" in findings(telling)) is is_told


def test_a_foreign_peer_that_was_rejected() -> None:
    telling = Telling(two_roles(PRODUCER, workers(1)))
    telling.nodes["producer-1"].event(0, EventNumber.ACCEPTED, telling.now_ns, peer="127.0.0.1:50001")
    telling.report(after_ms=300)
    telling.nodes["producer-1"].event(0, EventNumber.DISCONNECTED, telling.now_ns, peer="127.0.0.1:50001")
    telling.report()
    assert "the program at 127.0.0.1:50001" in findings(telling)["wrong-pair"].says


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
    telling = Telling(two_roles(PRODUCER, workers(1)))
    telling.nodes["producer-1"].event(0, event, telling.now_ns, value=value)
    telling.report()
    assert says in findings(telling)["handshake-failed"].says


def test_a_handshake_that_failed_is_found_however_much_is_told_of_other_sockets() -> None:
    telling = Telling(two_roles(PRODUCER, workers(1)))
    telling.nodes["producer-1"].event(0, EventNumber.HANDSHAKE_FAILED_AUTH, telling.now_ns, value=400)
    telling.report()
    for _ in range(3_000):
        telling.nodes["worker-1"].event(0, EventNumber.CONNECT_RETRIED, telling.now_ns)
    telling.report(after_ms=60_000)
    assert "ZAP refused the key" in findings(telling)["handshake-failed"].says


def test_a_handshake_that_failed_in_a_former_life_is_none_of_this_one() -> None:
    telling = Telling(two_roles(PRODUCER, workers(1)))
    telling.nodes["producer-1"].event(0, EventNumber.HANDSHAKE_FAILED_AUTH, telling.now_ns, value=400)
    telling.report()
    telling.kill("producer-1")
    telling.start("producer")
    telling.report()
    telling.report(after_ms=2_000)
    assert "handshake-failed" not in findings(telling)


def test_a_peer_that_hangs_up_twice_is_a_failed_handshake_and_once_is_none() -> None:
    telling = Telling(two_roles(PRODUCER, workers(1)))
    for times in (1, 2):
        telling.nodes["worker-1"].event(0, EventNumber.HANDSHAKE_FAILED_NO_DETAIL, telling.now_ns, value=EPIPE)
        telling.report()
        assert ("handshake-failed" in findings(telling)) is (times == 2)


@pytest.mark.parametrize("is_blocked", [False, True])
def test_a_sender_whose_handshake_fails_is_told_that_alone(is_blocked: bool) -> None:
    telling = Telling(two_roles(workers(1), PRODUCER))
    telling.kill("worker-1")
    telling.report()
    producer, mismatch = telling.nodes["producer-1"], ProtocolError.MECHANISM_MISMATCH
    producer.event(0, EventNumber.CONNECTED, telling.now_ns, ADDRESS)
    producer.event(0, EventNumber.HANDSHAKE_FAILED_PROTOCOL, telling.now_ns, value=mismatch)
    producer.event(0, EventNumber.DISCONNECTED, telling.now_ns, ADDRESS)
    telling.sends("producer-1", b"Task")
    if is_blocked:
        producer.does(Activity.BLOCKED, telling.now_ns)
    telling.report(after_ms=2_000)
    assert {"queued-without-peer", "blocked-without-peer", "handshake-failed"} & findings(telling).keys() == {
        "handshake-failed"
    }


def test_an_option_that_came_too_late() -> None:
    telling = Telling(two_roles(PRODUCER, workers(1)))
    telling.change("worker-1", late_options=("MAXMSGSIZE", "RCVHWM", "LINGER"))
    telling.report()
    assert "worker-1 sets MAXMSGSIZE after" in findings(telling)["option-too-late"].says


def test_an_ipc_path_bound_twice() -> None:
    telling = Telling(two_roles(("producer", "PUSH", 2), workers(1)))
    for name in ("producer-1", "producer-2"):
        telling.change(name, bound=("ipc:///tmp/x",))
    telling.report()
    assert findings(telling)["ipc-taken-over"].node == "producer-2"


def test_a_socket_that_met_a_wrong_type_while_its_server_was_away_does_not_try_again() -> None:
    telling = Telling(PUSH_PULL.turn("tasks"), {"worker": 1})
    producer, address = telling.nodes["producer-1"], telling.traffic.addresses["tasks"]
    telling.stop("worker-1")
    telling.report()
    peer = address.removeprefix("tcp://")
    producer.event(0, EventNumber.CONNECTED, telling.now_ns, address, value=9, local="127.0.0.1:50001", peer=peer)
    producer.event(0, EventNumber.DISCONNECTED, telling.now_ns, address, value=9)
    telling.report()
    telling.start("worker")
    telling.join("worker-1")
    producer.does(Activity.BLOCKED, telling.now_ns)
    for _ in range(8):
        telling.report(Activity.BLOCKED)
    found = findings(telling)
    assert f"the program at {address} cannot talk" in found["wrong-pair"].says
    assert found["wrong-pair"].says.endswith("start producer-1 again.")
    assert f"has no peer at {address} any more" in found["blocked-without-peer"].says
    assert found["blocked-without-peer"].says.endswith("start producer-1 again.")


def test_a_sender_whose_connection_was_ended_for_its_type_has_no_full_queue_and_nobody_to_come() -> None:
    telling = Telling(two_roles(("worker", "PUSH", 1), PRODUCER))
    telling.nodes["producer-1"].holding = False
    telling.sends("producer-1", b"Task")
    telling.nodes["producer-1"].event(0, EventNumber.DISCONNECTED, telling.now_ns, ADDRESS)
    telling.report(after_ms=2_000)
    telling.nodes["producer-1"].does(Activity.BLOCKED, telling.now_ns)
    telling.report(after_ms=2_000)
    found = findings(telling)
    assert set(found) == {"wrong-pair", "blocked-without-peer"}
    said = found["blocked-without-peer"].says
    assert f"has no peer at {ADDRESS} any more: it met a wrong type there" in said
    assert "full" not in said
