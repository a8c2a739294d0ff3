"""The pytest plug-in, as a user's project has it: the README's example, a program that loses, and what it costs."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tests.trace.tracing import DEADLINE_S

ROOT = Path(__file__).parents[2]
(EXAMPLE,) = (
    block
    for block in re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    if "zmq_traffic" in block
)
LOSES = """
import zmq

def test_loses(zmq_traffic):
    with zmq.Context() as context, context.socket(zmq.ROUTER) as router:
        router.bind_to_random_port("tcp://127.0.0.1")
        router.send_multipart([b"nobody", b"hello there"])
        zmq_traffic.wait_for(sent=1)
        assert zmq_traffic.lost == 0
"""
CHILD = """
import subprocess, sys
import zmq

SERVER = '''
import sys, zmq
socket = zmq.Context().socket(zmq.REP)
socket.bind_to_random_port("tcp://127.0.0.1")
print(socket.getsockopt(zmq.LAST_ENDPOINT).decode(), flush=True)
socket.send(socket.recv())
sys.stdin.read()
'''

def test_child(zmq_traffic):
    program = [sys.executable, "-c", SERVER]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        with zmq.Context() as context, context.socket(zmq.REQ) as client:
            client.connect(server.stdout.readline().strip("\\0\\n"))
            client.send(b"hello")
            assert client.recv() == b"hello"
            zmq_traffic.wait_for(sent=2, delivered=2)
        server.stdin.close()
    assert zmq_traffic.lost == 0
"""
NOT_USED = """
import sys

def test_nothing():
    assert not {"zmq", "msgspec", "psutil", "zmqplay.trace.source"} & sys.modules.keys()
"""


def outcome_of(text: str, directory: Path) -> subprocess.CompletedProcess[str]:
    """Run pytest with the plug-in on one file of tests."""
    (directory / "test_it.py").write_text(text)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "zmqplay.trace.plugin"]
    return subprocess.run(
        [*command, "test_it.py"], cwd=directory, capture_output=True, text=True, timeout=DEADLINE_S, check=False
    )


def test_the_example_of_the_readme_passes_on_a_healthy_program(tmp_path: Path) -> None:
    done = outcome_of(EXAMPLE, tmp_path)
    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout


def test_a_program_that_loses_a_message_fails_and_the_message_is_shown_with_the_reason(tmp_path: Path) -> None:
    done = outcome_of(LOSES, tmp_path)
    assert done.returncode == 1
    assert "1 failed" in done.stdout
    shown = done.stdout.split("zmq traffic")[1]
    assert "lost 1, unroutable 1" in shown
    assert "hello there" in shown


def test_a_program_that_the_test_starts_is_watched_too(tmp_path: Path) -> None:
    done = outcome_of(CHILD, tmp_path)
    assert done.returncode == 0, done.stdout


def test_each_test_has_a_traffic_of_its_own(tmp_path: Path) -> None:
    done = outcome_of(EXAMPLE + LOSES.replace("== 0", "== 1") + EXAMPLE.replace("each_task", "every_task"), tmp_path)
    assert "3 passed" in done.stdout, done.stdout


def test_a_project_that_does_not_use_the_fixture_imports_nothing_of_it(tmp_path: Path) -> None:
    done = outcome_of(NOT_USED, tmp_path)
    assert done.returncode == 0, done.stdout
