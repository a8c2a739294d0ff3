"""The Doctor on how nodes end, in real sessions."""

import os
import signal

import pytest

from tests.playing import node, until
from tests.session import faulty
from tests.session.doctor.diagnosing import diagnosed, looked, met, tell
from zmqplay.model.doctor import Level
from zmqplay.model.nodes import NodeState
from zmqplay.model.words import counted
from zmqplay.patterns.pattern import Pattern
from zmqplay.session.setup import Setup


@pytest.mark.parametrize(
    ("pattern", "rule", "crashes", "says"),
    [
        (faulty.IMPATIENT, "efsm", "asker-1", "EFSM, out of step"),
        (faulty.DECODING, "no-text", "router-1", "a routing id that a ROUTER makes up"),
        (faulty.COUNTING, "frame-count", "router-1", "too many values to unpack"),
        (faulty.BROKEN, "crashed", "taker-1", "RuntimeError: the disk is full"),
    ],
    ids=lambda value: value if isinstance(value, str) and value.islower() else "",
)
def test_a_crash_is_explained(pattern: Pattern, rule: str, crashes: str, says: str) -> None:
    with met(pattern) as session:
        tell(session, "burst 2")
        diagnosed(session, rule, crashes, f"{crashes} crashed", says)


def test_a_send_that_gave_up_is_explained() -> None:
    options: dict[str, dict[str, int | bytes]] = {"producer": {"SNDTIMEO": 50}}
    with met("push-pull", Setup(counts={"worker": 0}, options=options)) as session:
        session.controls.speech.send("producer-1", "nobody takes this")
        diagnosed(session, "timed-out", "producer-1", "EAGAIN", "SNDTIMEO")


def test_a_router_that_insists_and_reaches_nobody_is_explained() -> None:
    with met("dealer-router", Setup(options={"server": {"ROUTER_MANDATORY": 1}})) as session:
        session.controls.speech.send("server-1", "Nobody | hello")
        diagnosed(session, "host-unreachable", "server-1", "EHOSTUNREACH")


def test_a_second_bind_to_a_port_is_explained() -> None:
    with met(faulty.TWINS, Setup(counts={"taker": 2})) as session:
        until(session, lambda: any(node.state is NodeState.CRASHED for node in session.traffic.nodes.values()))
        late = next(name for name, node in session.traffic.nodes.items() if node.state is NodeState.CRASHED)
        diagnosed(session, "address-in-use", late, "EADDRINUSE", "only one can be")


def test_a_commanded_failure_is_only_noted() -> None:
    with met("push-pull") as session:
        tell(session, "fail worker-1", "rate 100")
        assert diagnosed(session, "told-to-fail", "worker-1").level is Level.NOTE


def test_a_node_killed_from_outside_is_a_finding() -> None:
    with met("push-pull") as session:
        os.kill(node(session, "worker-1").life.pid, signal.SIGABRT)
        diagnosed(session, "killed", "worker-1", "killed by SIGABRT, not by zmqplay", "an assertion fails")


def test_messages_at_a_killed_worker_are_reported_lost() -> None:
    with met("push-pull", Setup(work_ms={"worker": 100})) as session:
        tell(session, "burst 30")
        until(session, lambda: node(session, "producer-1").sent == 30)
        tell(session, "kill worker-2")
        found = diagnosed(session, "died-with-messages", "worker-2", "lost now, from no. ")
        lost = session.traffic.ledger.links["producer-1", "worker-2", "tasks"].lost
        assert lost
        assert found.says.startswith(f"worker-2 ended with {counted(lost['peer-died'])} waiting for it")


def test_unsent_messages_of_an_ended_sender_are_reported_lost() -> None:
    with met("push-pull", Setup(counts={"worker": 1}, size=1_000_000)) as session:
        tell(session, "freeze worker-1", "burst 50")
        until(session, lambda: node(session, "producer-1").sent == 50)
        tell(session, "stop producer-1")
        until(session, lambda: not node(session, "producer-1").state.alive)
        tell(session, "thaw worker-1")
        diagnosed(session, "unsent", "producer-1", "LINGER is not set, and zmqplay then gives what is queued 1 s")


def test_a_node_that_cannot_end_is_found_with_the_messages_that_it_waits_for() -> None:
    with met("push-pull", Setup(counts={"worker": 1}, size=1_000_000)) as session:
        tell(session, "freeze worker-1", "burst 50")
        until(session, lambda: node(session, "producer-1").sent == 50)
        session.controls.nodes.stop("producer-1", linger_ms=5_000)  # longer than the rule waits
        diagnosed(session, "lingers", "producer-1", "50 messages wait for peers")


def test_a_node_that_does_not_notice_the_order_to_stop_is_called_deaf() -> None:
    with met(faulty.DEAF) as session:
        session.controls.speech.send("pusher-1", "hello")
        until(session, lambda: node(session, "taker-1").received == 1)
        tell(session, "stop taker-1")
        diagnosed(session, "deaf", "taker-1", "raise ContextTerminated")


def test_a_crashed_node_that_runs_again_is_well() -> None:
    with met("push-pull") as session:
        tell(session, "fail worker-1", "rate 100")
        diagnosed(session, "told-to-fail", "worker-1")
        tell(session, "restart worker-1")
        until(session, lambda: node(session, "worker-1").state is NodeState.RUNNING)
        until(session, lambda: "told-to-fail" not in [finding.rule for finding in looked(session)])
