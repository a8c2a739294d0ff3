"""Every way for a node, and for zmqplay, to end."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.playing import DEADLINE_S, at_a_free_port, node, playing, settle, shortest, until
from tests.session.running import wait_for, wait_until_over, zmqplay_running
from zmqplay.control.source import Phase
from zmqplay.model.nodes import NodeState
from zmqplay.session.hosts import processes
from zmqplay.session.hosts.fork_server import of_this_process
from zmqplay.session.lives import LINGER_MS, LONGEST_LINGER_MS
from zmqplay.session.session import Session
from zmqplay.session.setup import Setup


def test_a_node_that_is_told_to_stop_ends_with_status_0_and_final_counts() -> None:
    with playing("push-pull") as session:
        session.controls.nodes.stop("worker-1")
        until(session, lambda: not node(session, "worker-1").state.alive)
        worker = node(session, "worker-1")
        assert (worker.state, worker.life.exit, worker.life.reason, worker.life.final) == (
            NodeState.STOPPED,
            0,
            "told to stop",
            True,
        )


def test_a_killed_node_says_so_and_its_counts_are_not_final() -> None:
    with playing("push-pull") as session:
        session.controls.nodes.kill("worker-1")
        until(session, lambda: not node(session, "worker-1").state.alive)
        worker = node(session, "worker-1")
        assert (worker.state, worker.life.exit, worker.life.final) == (NodeState.KILLED, -signal.SIGKILL, False)
        assert worker.life.reason == "killed by SIGKILL"


def test_a_node_killed_from_outside_has_that_cause() -> None:
    with playing("push-pull") as session:
        os.kill(node(session, "worker-1").life.pid, signal.SIGKILL)
        until(session, lambda: not node(session, "worker-1").state.alive)
        assert node(session, "worker-1").life.reason == "killed by SIGKILL, not by zmqplay"


@pytest.mark.parametrize(("waited_s", "longest_s", "longer_s"), [(1.0, 8.0, 1.0), (60.0, 0.5, 0.5)])
def test_a_node_that_waits_for_a_processor_has_so_much_longer_to_end(
    waited_s: float, longest_s: float, longer_s: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited = iter([0.0])
    monkeypatch.setattr(processes, "waited_seconds", lambda _pid: next(waited, waited_s))
    monkeypatch.setattr(processes, "STARVED_S", longest_s)
    with playing("push-pull") as session:
        os.kill(node(session, "worker-1").life.pid, signal.SIGSTOP)
        begun = time.monotonic()
        session.controls.nodes.stop("worker-1")
        until(session, lambda: not node(session, "worker-1").state.alive)
        assert time.monotonic() - begun >= LINGER_MS / 1_000 + processes.STOPPING_S + longer_s
        assert node(session, "worker-1").state is NodeState.KILLED


def test_nodes_that_are_told_to_stop_before_they_have_a_socket_end_well() -> None:
    with Session(at_a_free_port("push-pull")) as session, socket.socket() as other:
        address = session.controls.wiring.address_of("tasks")
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", int(address.rpartition(":")[2])))  # so the producer cannot, and all start again
        other.listen()
        session.open()
        until(session, lambda: session.state.phase is Phase.LIVE)
        outputs = [line for each in session.traffic.nodes.values() if each.role == "worker" for line in each.output]
        assert outputs == []
        assert "is taken" in session.traffic.notices[-1]


def test_a_node_ends_well_on_sigterm() -> None:
    with playing("push-pull") as session:
        os.kill(node(session, "worker-1").life.pid, signal.SIGTERM)
        until(session, lambda: not node(session, "worker-1").state.alive)
        assert (node(session, "worker-1").state, node(session, "worker-1").life.final) == (NodeState.STOPPED, True)


def test_a_node_that_crashes_gives_the_last_line_of_its_traceback() -> None:
    options: dict[str, dict[str, int | bytes]] = {"producer": {"SNDTIMEO": 50}}
    with playing("push-pull", Setup(counts={"worker": 0}, options=options)) as session:
        session.controls.speech.send("producer-1", "nobody takes this")
        until(session, lambda: not node(session, "producer-1").state.alive)
        producer = node(session, "producer-1")
        assert (producer.state, producer.life.exit) == (NodeState.CRASHED, 1)
        assert producer.life.reason == "zmq.error.Again: Resource temporarily unavailable"
        assert any("push_pull.py" in line for line in producer.output)


def test_a_node_that_does_not_stop_is_killed() -> None:
    with playing("push-pull") as session:
        os.kill(node(session, "worker-1").life.pid, signal.SIGSTOP)
        session.controls.nodes.stop("worker-1", linger_ms=0)
        until(session, lambda: not node(session, "worker-1").state.alive)
        assert node(session, "worker-1").state is NodeState.KILLED
        says = "it was stopped, as by SIGSTOP, and did not end when zmqplay told it to"
        assert node(session, "worker-1").life.reason == says


def left_in_s() -> float:
    """How long it takes to leave sixteen workers and a producer that is flat out."""
    with playing("push-pull", Setup(counts={"worker": 16})) as session:
        session.controls.speech.set_rate(None)
        until(session, lambda: node(session, "producer-1").sent > 10_000)
        pids = [n.life.pid for n in session.traffic.nodes.values()]
        begun = time.monotonic()
        session.close()
        took_s = time.monotonic() - begun
    assert not any(psutil.pid_exists(pid) for pid in pids)
    assert not list(of_this_process().directory.glob("zmqplay-*"))
    return took_s


def test_leaving_takes_half_a_second_at_most_and_leaves_nothing() -> None:
    assert shortest(left_in_s, 0.5) < 0.5


def test_an_ipc_endpoint_leaves_no_socket_file(tmp_path: Path) -> None:
    address = f"ipc://{tmp_path}/tasks"
    with playing("push-pull", Setup(endpoints={"tasks": address})) as session:
        session.controls.speech.send("producer-1", "hello")
        until(session, lambda: session.traffic.ledger.totals.delivered == 1)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGABRT])
def test_no_process_and_no_file_outlives_zmqplay_however_it_dies(number: signal.Signals, short_path: Path) -> None:
    endpoint = f"tasks=ipc://{short_path}/tasks"
    with zmqplay_running("--endpoint", endpoint, directory=str(short_path)) as (zmqplay, children):
        wait_for((short_path / "tasks").exists)
        zmqplay.send_signal(number)
        zmqplay.wait(DEADLINE_S)
        wait_until_over(children)
        wait_for(lambda: not list(short_path.iterdir()))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a stopped process die with its parent")
def test_a_frozen_node_dies_with_zmqplay_too(short_path: Path) -> None:
    with zmqplay_running(directory=str(short_path)) as (zmqplay, children):
        children["worker-3"].suspend()
        zmqplay.kill()
        wait_until_over(children)


def test_no_file_outlives_a_program_that_is_killed_before_its_first_node_starts(short_path: Path) -> None:
    code = (
        "import os, signal; from zmqplay.patterns import find; from zmqplay.session.session import Session; "
        "session = Session(find('push-pull')); os.kill(os.getpid(), signal.SIGKILL)"
    )
    environment = {**os.environ, "TMPDIR": str(short_path)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, timeout=DEADLINE_S, check=False)
    assert done.returncode == -signal.SIGKILL
    wait_for(lambda: not list(short_path.iterdir()))


def test_a_program_that_forgets_to_close_its_session_ends_all_the_same() -> None:
    code = (
        "from zmqplay.patterns import find; from zmqplay.session.session import Session; "
        "session = Session(find('push-pull')); session.open(); print(session.traffic.addresses)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=DEADLINE_S, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def gave_up_in_s() -> float:
    """How long a producer with queued messages takes to end without linger."""
    with playing("push-pull", Setup(counts={"worker": 1}, size=200_000)) as session:
        session.controls.nodes.freeze("worker-1")
        session.controls.speech.burst(100)
        until(session, lambda: node(session, "producer-1").sent >= 20)
        begun = time.monotonic()
        session.controls.nodes.stop("producer-1", linger_ms=0)
        until(session, lambda: not node(session, "producer-1").state.alive)
        took_s = time.monotonic() - begun
        session.controls.nodes.thaw("worker-1")
        settle(session)
        assert node(session, "worker-1").received < node(session, "producer-1").sent
        return took_s


def test_queued_messages_without_linger_are_given_up_at_once() -> None:
    assert shortest(gave_up_in_s, 0.9) < 0.9  # without the second of linger


@pytest.mark.parametrize(("linger_ms", "is_hurried", "state"), [(6_000, False, "stopped"), (-1, True, "killed")])
def test_at_the_end_of_a_session_each_node_has_the_time_of_its_own_linger_unless_somebody_is_in_a_hurry(
    linger_ms: int, is_hurried: bool, state: str
) -> None:
    setup = Setup(counts={"server": 0, "client": 1}, options={"client": {"LINGER": linger_ms}})
    with playing("dealer-router", setup) as session:
        session.controls.speech.send("client-1", "for nobody")
        until(session, lambda: node(session, "client-1").sent == 1)
        begun = time.monotonic()
        session.finish(lambda: is_hurried)
        assert node(session, "client-1").state.value == state
        if is_hurried:
            assert time.monotonic() - begun < LONGEST_LINGER_MS / 1_000
