"""What a role starts ends with its node, however that ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.playing import DEADLINE_S, shortest
from tests.session.running import wait_for, wait_until_over, zmqplay_running

PATTERN = '''
import os, subprocess, time
import zmq
from zmqplay.patterns.pattern import End, Node, Pattern, Role, Wire
from zmqplay.patterns.push_pull import producer


def worker(node: Node) -> None:
    """Start a child that sleeps."""
    {start}
    tasks = node.context.socket(zmq.PULL)
    tasks.connect(node.endpoint("tasks"))
    while True:
        tasks.recv_multipart()
        {then}


WIRE = Wire("tasks", "tcp://127.0.0.1:5597", End("producer", "PUSH"), End("worker", "PULL"))
ROLES = (Role("producer", producer, speaks=True), Role("worker", worker))
ODD = Pattern("odd", "Odd", "odd", "odd", "# Odd", ROLES, (WIRE,))
'''
SUBPROCESS, FORK = 'subprocess.Popen(["sleep", "97"])', "os.fork() or (time.sleep(97), os._exit(0))"
LEAVES = ["", ", start_new_session=True", ", process_group=0"]
"""How a program is started that stays in its node's group, or leaves it."""
NODES = ("producer-1", "worker-1")
ENDS_S = 2.0
"""How long zmqplay may take to end, if no helper must be killed."""


def written(path: Path, start: str, then: str = "pass") -> str:
    path.write_text(PATTERN.format(start=start, then=then))
    return str(path)


def members(group: int) -> list[int]:
    """The ids of the living processes of a process group."""
    return [pid for pid in psutil.pids() if _is_member(pid, group)]


def _is_member(pid: int, group: int) -> bool:
    try:
        return os.getpgid(pid) == group and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except (psutil.NoSuchProcess, ProcessLookupError):
        return False


def group_of(zmqplay: subprocess.Popen[bytes], node: psutil.Process) -> int:
    """The group that a node leads, once its child is in there too."""
    wait_for(lambda: os.getpgid(node.pid) != os.getpgid(zmqplay.pid) and len(members(os.getpgid(node.pid))) == 2)
    return os.getpgid(node.pid)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
@pytest.mark.parametrize("start", [SUBPROCESS, FORK], ids=["subprocess", "fork"])
def test_a_child_of_a_role_ends_when_zmqplay_ends(number: signal.Signals, start: str, short_path: Path) -> None:
    pattern = written(short_path / "odd.py", start)
    assert shortest(lambda: ended_in_s(number, pattern, short_path), ENDS_S) < ENDS_S, "a child held a helper up"


def ended_in_s(number: signal.Signals, pattern: str, directory: Path) -> float:
    """How long zmqplay takes to end with all that its nodes have started."""
    own = directory / "own"
    own.mkdir(exist_ok=True)
    with zmqplay_running(directory=own, pattern=pattern, nodes=NODES) as (zmqplay, children):
        group = group_of(zmqplay, children["worker-1"])
        begun = time.monotonic()
        zmqplay.send_signal(number)
        zmqplay.communicate(timeout=DEADLINE_S)
        took_s = time.monotonic() - begun
        wait_for(lambda: not members(group))
        wait_until_over(children)
        wait_for(lambda: not list(own.iterdir()))
    return took_s


def is_over(pid: int) -> bool:
    """Whether a process has ended, even if nobody has read its status."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def telling(told: Path, leaves: str) -> str:
    """The statement that starts a program and writes down its number."""
    return f"open({str(told)!r}, 'w').write(str(subprocess.Popen(['sleep', '97']{leaves}).pid))"


@pytest.mark.parametrize("leaves", LEAVES)
@pytest.mark.parametrize("then", ["raise RuntimeError", "return", "os.kill(os.getpid(), 9)"])
def test_a_child_of_a_role_ends_with_its_node(then: str, leaves: str, short_path: Path) -> None:
    told = short_path / "child"
    pattern = written(short_path / "odd.py", telling(told, leaves), then)
    with zmqplay_running(directory=short_path, pattern=pattern, nodes=["producer-1"]) as (zmqplay, _):
        wait_for(lambda: told.exists() and told.read_text())
        child = int(told.read_text())
        wait_for(lambda: is_over(child))
        assert zmqplay.poll() is None


DAEMON = """
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            open({told!r}, "w").write(str(os.getpid()))
            time.sleep(97)
        os._exit(0)
    while not os.path.exists({told!r}) or not os.path.getsize({told!r}):
        time.sleep(0.01)
    """


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows what a process has begun with")
@pytest.mark.parametrize("then", ["pass", "raise RuntimeError"])
def test_a_forked_daemon_of_a_role_ends_with_its_node_and_when_zmqplay_is_killed(then: str, short_path: Path) -> None:
    told = short_path / "child"
    pattern = written(short_path / "odd.py", DAEMON.format(told=str(told)), then)
    with zmqplay_running(directory=short_path, pattern=pattern, nodes=["producer-1"]) as (zmqplay, _):
        wait_for(lambda: told.exists() and told.read_text())
        if then == "pass":
            zmqplay.kill()
        wait_for(lambda: is_over(int(told.read_text())))
        assert then == "pass" or zmqplay.poll() is None


@pytest.mark.parametrize("leaves", LEAVES[1:])
def test_a_child_that_has_left_its_node_s_group_ends_when_zmqplay_is_killed(leaves: str, short_path: Path) -> None:
    told = short_path / "child"
    pattern = written(short_path / "odd.py", telling(told, leaves))
    with zmqplay_running(directory=short_path, pattern=pattern, nodes=NODES) as (zmqplay, _):
        wait_for(lambda: told.exists() and told.read_text())
        zmqplay.kill()
        wait_for(lambda: is_over(int(told.read_text())))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a stopped process die with its parent")
def test_a_child_of_a_frozen_node_ends_when_zmqplay_is_killed(short_path: Path) -> None:
    pattern = written(short_path / "odd.py", SUBPROCESS)
    with zmqplay_running(directory=short_path, pattern=pattern, nodes=NODES) as (zmqplay, children):
        group = group_of(zmqplay, children["worker-1"])
        children["worker-1"].suspend()
        zmqplay.kill()
        wait_for(lambda: not members(group))
