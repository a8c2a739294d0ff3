"""The Doctor's rules about the ends of nodes."""

from __future__ import annotations

import pytest

from tests.model.doctor.findings import findings
from tests.model.two_roles import ADDRESS, PRODUCER, PUBLISHER, subscribers, two_roles, workers
from tests.model.visited import rest
from tests.telling import Telling
from zmqplay.model.causes import EndCause
from zmqplay.model.facts import Ended, Printed, Stopping
from zmqplay.wire import Activity


def end(telling: Telling, name: str, cause: EndCause, status: int = 0, says: str = "") -> None:
    """A node's process has ended, and no peer has noticed; `says` is the last line of the node's traceback."""
    telling.take(Ended(telling.now_ns, name, cause, status, says))


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
    telling = Telling(two_roles(PRODUCER, workers(1)))
    end(telling, "worker-1", EndCause.RAISED, 1, says)
    assert set(findings(telling)) == {rule}


def test_a_taken_address_is_known_by_its_cause() -> None:
    telling = Telling(two_roles(PRODUCER, workers(2)))
    end(telling, "worker-1", EndCause.ADDRESS_IN_USE, 1, "whatever it says")
    assert set(findings(telling)) == {"address-in-use"}


def test_a_signal_from_outside_is_a_finding_and_ours_is_not() -> None:
    telling = Telling(two_roles(PRODUCER, workers(2)))
    end(telling, "worker-1", EndCause.KILLED, -9)
    assert findings(telling) == {}
    end(telling, "worker-2", EndCause.KILLED_FROM_OUTSIDE, -6)
    assert "an assertion fails" in findings(telling)["killed"].says


def test_a_node_that_ended_with_the_fork_server_is_a_finding_that_names_it() -> None:
    telling = Telling(two_roles(PRODUCER, workers(1)))
    end(telling, "worker-1", EndCause.FORK_SERVER_ENDED, -9, "the fork server ended, and its nodes with it")
    assert "worker-1 was killed: the fork server ended, and its nodes with it" in findings(telling)["killed"].says


def test_a_node_that_lost_its_port_and_starts_again_elsewhere_is_no_finding() -> None:
    telling = Telling(two_roles(PRODUCER, workers(1)))
    end(telling, "producer-1", EndCause.PORT_LOST, 1, "zmq.error.ZMQError: Address already in use")
    assert findings(telling) == {}


def test_messages_that_waited_at_a_dead_node() -> None:
    telling = Telling(two_roles(PRODUCER, workers(1)))
    telling.send("producer-1", ["worker-1"], b"Task 1")
    telling.sends("producer-1", b"Task 2")
    telling.report()
    end(telling, "worker-1", EndCause.KILLED, -9)
    telling.report()
    assert "1 message waiting for it, lost now, from no. 2 on" in findings(telling)["died-with-messages"].says


def test_messages_that_waited_at_several_deaths_of_a_node_are_not_those_of_the_last() -> None:
    telling = Telling(two_roles(PRODUCER, workers(1)))
    for ends, said in enumerate(
        (
            "worker-1 ended with 1 message waiting for it, lost now, from no. 1 on: ",
            "worker-1 ended 2 times, with 2 messages waiting for it in all, lost now: ",
            "worker-1 ended 3 times, with 3 messages waiting for it in all, lost now: ",
        )
    ):
        telling.sends("producer-1", b"Task %d" % ends)
        telling.report()
        telling.kill("worker-1")
        rest(telling)
        assert findings(telling)["died-with-messages"].says.startswith(said)
        telling.start("worker")
        telling.meet("worker-1")
        telling.join("worker-1")
        telling.report()
        assert findings(telling)["died-with-messages"].says.startswith(said)


def test_what_died_in_a_flood_is_a_finding_though_no_link_tells_with_whom_it_died() -> None:
    telling = Telling(two_roles(PRODUCER, workers(3)))
    telling.nodes["producer-1"].sockets[0].sent.messages += 9_000
    for number, received in (1, 2_500), (2, 2_600), (3, 3_000):
        telling.nodes[f"worker-{number}"].sockets[0].received.messages += received
    telling.report()
    telling.kill("worker-1")
    telling.kill("worker-2")
    for name in ("producer-1", "worker-3"):
        telling.nodes[name].does(Activity.IDLE, telling.now_ns)
    for _ in range(4):
        telling.report()
    assert {link.lost is None for link in telling.traffic.ledger.links.values()} == {True}
    said = findings(telling)["died-with-messages"].says
    assert said.startswith("worker-1 and worker-2 ended with 900 messages waiting for them, lost now: ")


def test_what_is_sent_to_a_node_that_is_known_to_be_dead_never_waited_for_it() -> None:
    telling = Telling(two_roles(PRODUCER, workers(1)))
    telling.kill("worker-1")
    telling.report(after_ms=1_000)
    telling.sends("producer-1", b"Task")
    telling.report(after_ms=2_000)
    telling.report()
    assert "died-with-messages" not in findings(telling)


def test_tries_that_a_client_has_thrown_away_did_not_wait_at_the_server() -> None:
    telling = Telling(two_roles(("server", "REP", 1), ("client", "REQ", 1)))
    telling.send("client-1", ["server-1"], b"Hello 1")
    telling.send("server-1", ["client-1"], b"World 1")
    telling.report()
    telling.kill("server-1")
    telling.change("client-1", closed=True)
    telling.report(after_ms=1_000)
    for number in (1, 2):  # Lazy Pirate: each try has its own socket, and no server is there
        telling.nodes["client-1"].open("REQ", connected=(ADDRESS,))
        telling.sends("client-1", b"Hello 2", socket=number)
        telling.report(after_ms=400)
        telling.change("client-1", number, closed=True)
    telling.report()
    telling.start("server")
    telling.report()
    telling.nodes["client-1"].open("REQ", connected=(ADDRESS,))
    telling.nodes["client-1"].begins(3, telling.now_ns)
    telling.meet("server-1")
    telling.join("server-1")
    telling.send("client-1", ["server-1"], b"Hello 2", wire=3)
    for name in telling.nodes:
        telling.nodes[name].does(Activity.IDLE, telling.now_ns)
    telling.report(after_ms=2_000)
    telling.report()
    assert "died-with-messages" not in findings(telling)


def test_a_command_of_the_screen_is_named_on_the_screen_alone() -> None:
    telling = Telling(two_roles(PUBLISHER, subscribers(1)))
    telling.change("subscriber-1", subscriptions=())
    telling.report(after_ms=2_000)
    telling.freeze("subscriber-1")
    found = findings(telling)
    end(telling, "publisher-1", EndCause.RAISED, 1, "RuntimeError: no")
    found |= findings(telling)
    end(telling, "subscriber-1", EndCause.KILLED_FROM_OUTSIDE, -9, "killed from outside")
    found |= findings(telling)
    for rule, command in (
        ("no-subscription", "/subscribe subscriber-1 TOPIC"),
        ("frozen", "/thaw subscriber-1"),
        ("crashed", "/restart publisher-1"),
        ("killed", "/restart subscriber-1"),
    ):
        assert (command in found[rule].on_screen, "/" in found[rule].says) == (True, False), rule


def test_a_crash_without_a_traceback_does_not_promise_one() -> None:
    telling = Telling(two_roles(PRODUCER, workers(2)))
    telling.take(Printed(telling.now_ns, "worker-2", ["Traceback (most recent call last):", "RuntimeError: no"]))
    end(telling, "worker-2", EndCause.RAISED, 1, "RuntimeError: no")
    assert "Its output has the traceback" in findings(telling)["crashed"].says
    telling = Telling(two_roles(PRODUCER, workers(1)))
    end(telling, "worker-1", EndCause.RAISED, 255)
    assert "traceback" not in findings(telling)["crashed"].says


def test_a_router_that_misses_a_peer_that_ended_with_the_session_is_no_finding() -> None:
    telling = Telling(two_roles(("server", "ROUTER", 1), ("client", "DEALER", 1)))
    telling.over()
    end(telling, "server-1", EndCause.RAISED, 1, "zmq.error.ZMQError: Host unreachable")
    assert findings(telling) == {}


def test_a_router_that_missed_a_peer_while_the_session_went_on_stays_a_finding() -> None:
    telling = Telling(two_roles(("server", "ROUTER", 1), ("client", "DEALER", 1)))
    end(telling, "server-1", EndCause.RAISED, 1, "zmq.error.ZMQError: Host unreachable")
    telling.tick(5_000)
    telling.pass_time(200)
    telling.over()
    (diagnosis,) = telling.doctor.diagnoses.values()
    assert (diagnosis.finding.rule, diagnosis.until_ns) == ("host-unreachable", None)


def test_the_advice_about_requests_out_of_turn_names_both_options() -> None:
    telling = Telling(two_roles(PRODUCER, workers(1)))
    end(
        telling, "worker-1", EndCause.RAISED, 1, "zmq.error.ZMQError: Operation cannot be accomplished in current state"
    )
    assert "both REQ_RELAXED and REQ_CORRELATE" in findings(telling)["efsm"].says


def test_messages_that_a_dead_sender_had_not_sent() -> None:
    telling = Telling(two_roles(workers(1), PRODUCER))
    telling.sends("producer-1", b"Task")
    telling.report()
    end(telling, "producer-1", EndCause.TOLD)
    telling.nodes["worker-1"].does(Activity.IDLE, telling.now_ns)
    telling.report(after_ms=500)
    telling.report(after_ms=500)
    assert "ended before 1 message had left it" in findings(telling)["unsent"].says


def test_a_node_whose_queued_messages_delay_its_end() -> None:
    telling = Telling(two_roles(PRODUCER, workers(1)))
    telling.sends("producer-1", b"Task")
    telling.report()
    telling.take(Stopping(telling.now_ns, "producer-1"))
    telling.report(after_ms=2_000)
    assert "LINGER is over (by default, never)" in findings(telling)["lingers"].says
    telling.change("producer-1", options={"LINGER": 5_000})
    telling.report()
    assert "1 message waits for peers" in findings(telling)["lingers"].says
    assert "LINGER is over (here 5,000 ms)" in findings(telling)["lingers"].says


def test_a_node_whose_queue_is_still_taken_from_ends_by_itself() -> None:
    telling = Telling(two_roles(PRODUCER, workers(1)))
    for number in range(20):
        telling.sends("producer-1", b"%d" % number)
    telling.report()
    telling.take(Stopping(telling.now_ns, "producer-1"))
    for number in range(8):
        telling.receives("worker-1", b"%d" % number, after_ms=100)
        telling.report()
    assert "lingers" not in findings(telling)


def test_a_node_that_does_not_notice_the_order_to_stop() -> None:
    telling = Telling(two_roles(PRODUCER, workers(1)))
    telling.nodes["worker-1"].does(Activity.BUSY, telling.now_ns)
    telling.report()
    telling.take(Stopping(telling.now_ns, "worker-1"))
    telling.report(after_ms=2_000)
    assert "deaf" in findings(telling)
