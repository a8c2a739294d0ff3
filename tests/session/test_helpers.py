"""No helper process holds zmqplay up, whether it was stopped or killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from multiprocessing import forkserver
from pathlib import Path

import psutil
import pytest

from tests.playing import DEADLINE_S, node, nodes, playing, shortest, until
from tests.session.running import HELPERS, helper, wait_until_over, zmqplay_running
from zmqplay.model.causes import EndCause
from zmqplay.model.nodes import NodeState
from zmqplay.session.hosts import helpers
from zmqplay.session.hosts.fork_server import of_this_process

ENDS_S = 2.0
"""How long zmqplay may take to end: nodes half a second, a helper that must be killed one."""


@pytest.mark.parametrize("which", HELPERS)
@pytest.mark.parametrize("number", [signal.SIGSTOP, signal.SIGKILL])
def test_a_run_ends_in_time_and_leaves_nothing_though_a_helper_was_stopped_or_killed(
    which: str, number: signal.Signals, short_path: Path
) -> None:
    assert shortest(lambda: ended_in_s(which, number, short_path), ENDS_S) < ENDS_S


def ended_in_s(which: str, number: signal.Signals, directory: Path) -> float:
    """How long a run takes to end well after a helper was sent a signal."""
    with zmqplay_running("--json", directory=directory) as (zmqplay, children):
        helper(zmqplay, which).send_signal(number)
        begun = time.monotonic()
        zmqplay.send_signal(signal.SIGTERM)
        out, err = zmqplay.communicate(timeout=DEADLINE_S)
        took_s = time.monotonic() - begun
        assert zmqplay.returncode == 128 + signal.SIGTERM
        assert json.loads(out)["pattern"] == "push-pull"
        assert b"Traceback" not in err
        wait_until_over(children)
        assert list(directory.iterdir()) == []
    return took_s


def test_nodes_that_ended_with_the_fork_server_say_so_and_start_again_from_its_successor() -> None:
    with playing("push-pull") as session:
        os.kill(of_this_process().pid, signal.SIGKILL)
        until(session, lambda: not any(each.state.alive for each in nodes(session)))
        assert {each.life.reason for each in nodes(session)} == {"the fork server ended, and its nodes with it"}
        assert {each.life.cause for each in nodes(session)} == {EndCause.FORK_SERVER_ENDED}
        assert {each.state for each in nodes(session)} == {NodeState.KILLED}
        session.controls.nodes.restart("worker-1")
        until(session, lambda: node(session, "worker-1").state is NodeState.RUNNING)


def test_a_node_that_is_added_while_the_fork_server_is_stopped_starts_all_the_same() -> None:
    with playing("push-pull") as session:
        os.kill(of_this_process().pid, signal.SIGSTOP)
        session.controls.nodes.add("worker")
        until(session, lambda: "worker-4" in session.traffic.nodes)
        until(session, lambda: node(session, "worker-4").state is NodeState.RUNNING)


def test_a_node_that_is_added_after_the_fork_servers_socket_was_removed_ends_with_a_sentence() -> None:
    with playing("push-pull") as session:
        Path(forkserver._forkserver._forkserver_address).unlink()  # type: ignore[attr-defined]
        session.controls.nodes.add("worker")
        until(session, lambda: "worker-4" in session.traffic.nodes and not node(session, "worker-4").state.alive)
        says = "the fork server could not start worker-4, tried twice: No such file or directory."
        assert node(session, "worker-4").life.reason == says
        os.kill(of_this_process().pid, signal.SIGKILL)  # whoever comes next needs one that can be reached
        until(session, lambda: not any(each.state.alive for each in nodes(session)))


def test_the_successor_of_a_fork_server_that_was_killed_starts_the_first_nodes() -> None:
    server = of_this_process()
    server.start()
    os.kill(server.pid, signal.SIGKILL)
    with playing("pair") as session:
        assert {each.state for each in nodes(session)} == {NodeState.RUNNING}


SIGNALLED_AT_ONCE = """
import os, sys
from zmqplay.session.hosts.fork_server import of_this_process
with of_this_process() as server:
    first = server.pid
    os.kill(first, int(sys.argv[1]))
    child = server.process(int, (), "child")
    child.start()
    child.join()
    print(server.pid == first, child.exitcode)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_for_the_whole_group_does_not_end_the_fork_server_even_before_its_first_line(
    number: signal.Signals,
) -> None:
    command = [sys.executable, "-c", SIGNALLED_AT_ONCE, str(int(number))]
    done = subprocess.run(command, capture_output=True, text=True, timeout=DEADLINE_S)
    assert (done.stdout, done.stderr) == ("True 0\n", "")


def test_a_helper_that_does_not_end_is_killed_at_its_deadline() -> None:
    with subprocess.Popen(["sleep", "60"]) as deaf:
        begun = time.monotonic()
        helpers.reap(deaf.pid, until=begun + 0.1)
        assert 0.1 <= time.monotonic() - begun < DEADLINE_S
        assert not psutil.pid_exists(deaf.pid)


def test_a_child_that_runs_is_neither_ended_nor_touched() -> None:
    with subprocess.Popen(["sleep", "60"]) as child:
        helpers.resume_if_stopped(child.pid)
        assert not helpers.has_ended(child.pid)
        child.kill()
        child.wait()
        assert helpers.has_ended(child.pid)


KILLED_WHILE_IT_ASKS = """
import os, signal, sys
from multiprocessing import reduction
from zmqplay.cli import main

def send_and_die(*arguments, send=reduction.sendfds):
    if {sent}:
        send(*arguments)
    os.kill(os.getpid(), signal.SIGKILL)

reduction.sendfds = send_and_die
sys.argv[1:] = ["run", "push-pull"]
main()
"""
"""A request for a node is descriptors, then its pickled code."""


@pytest.mark.parametrize("sent", [False, True], ids=["before the request", "after half of it"])
def test_zmqplay_killed_while_it_asks_for_a_node_leaves_no_traceback_and_no_helper(
    sent: bool, short_path: Path
) -> None:
    command = [sys.executable, "-c", KILLED_WHILE_IT_ASKS.format(sent=sent)]
    environment = {**os.environ, "TMPDIR": str(short_path)}
    ended = subprocess.run(command, env=environment, capture_output=True, timeout=DEADLINE_S, check=False)
    assert ended.returncode == -signal.SIGKILL
    assert ended.stderr == b""  # read until the last helper, which has the same stderr, closes it or is gone
    deadline_s = time.monotonic() + DEADLINE_S
    while list(short_path.iterdir()):
        assert time.monotonic() < deadline_s, list(short_path.rglob("*"))
        time.sleep(0.01)
