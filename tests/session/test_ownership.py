"""zmqplay removes what it made, and nothing else, whatever the user has done meanwhile."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from tests.playing import DEADLINE_S, node, playing, until
from tests.session.running import (
    CUSTODIAN,
    command_line,
    helper,
    is_over,
    wait_for,
    wait_for_turns,
    zmqplay_running,
)
from zmqplay.session.setup import Setup

REPLACED: dict[str, Callable[[Path], object]] = {
    "file": lambda path: path.write_text("mine"),
    "directory": lambda path: (path / "mine").mkdir(parents=True),
}


@pytest.mark.parametrize("kind", REPLACED)
def test_what_the_user_puts_in_the_place_of_a_socket_file_outlives_a_session_that_ends(
    short_path: Path, kind: str
) -> None:
    path = short_path / "tasks"
    with playing("push-pull", Setup(endpoints={"tasks": f"ipc://{path}"})):
        path.unlink()
        REPLACED[kind](path)
    assert path.exists()


@pytest.mark.parametrize("kind", REPLACED)
def test_what_the_user_puts_in_the_place_of_a_socket_file_outlives_zmqplay_that_is_killed(
    short_path: Path, kind: str
) -> None:
    path, own = short_path / "tasks", short_path / "own"
    own.mkdir()
    with zmqplay_running("--endpoint", f"tasks=ipc://{path}", directory=own) as (zmqplay, _):
        wait_for(path.is_socket)
        path.unlink()
        REPLACED[kind](path)
        zmqplay.kill()
        wait_for(lambda: not list(own.iterdir()))
    assert path.exists()
    assert kind == "file" or (path / "mine").is_dir()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("is_succeeded", [False, True], ids=["", "with-a-second-custodian"])
def test_a_socket_file_elsewhere_is_removed_though_zmqplay_s_own_directory_is_gone(
    short_path: Path, number: signal.Signals, is_succeeded: bool
) -> None:
    path, own = short_path / "tasks", short_path / "own"
    own.mkdir()
    with zmqplay_running("--endpoint", f"tasks=ipc://{path}", directory=own) as (zmqplay, _):
        wait_for(path.is_socket)
        if is_succeeded:
            first = helper(zmqplay, CUSTODIAN)
            first.kill()
            wait_for(lambda: is_over(first) and _custodians(zmqplay.pid))
            wait_for_turns(zmqplay)  # the second has been told of the file
        shutil.rmtree(own)
        zmqplay.send_signal(number)
        zmqplay.communicate(timeout=DEADLINE_S)
        wait_for(lambda: not os.path.lexists(path))


def test_a_socket_file_elsewhere_is_removed_though_zmqplay_was_stopped_before_it_was_made(short_path: Path) -> None:
    path, own = short_path / "tasks", short_path / "own"
    own.mkdir()
    with zmqplay_running(
        "--endpoint", "tasks=tcp://127.0.0.1:*", "--at", f"0.1:wire tasks ipc://{path}", directory=own
    ) as (
        zmqplay,
        _,
    ):
        wait_for(path.is_socket)
        zmqplay.send_signal(signal.SIGSTOP)
        shutil.rmtree(own)
        zmqplay.kill()
        wait_for(lambda: not os.path.lexists(path))


def test_no_node_starts_where_its_bind_would_destroy_what_the_user_put_there(short_path: Path) -> None:
    path = short_path / "tasks"
    with playing("push-pull", Setup(endpoints={"tasks": f"ipc://{path}"})) as session:
        path.unlink()
        path.write_text("mine")
        session.controls.nodes.restart("producer-1")
        until(session, lambda: "binding would destroy it" in node(session, "producer-1").life.reason)
    assert path.read_text() == "mine"


def run(directory: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-m",
        "zmqplay",
        "run",
        "push-pull",
        "--count",
        "3",
        "--endpoint",
        "tasks=tcp://127.0.0.1:*",
    ]
    surroundings = {**os.environ, "TMPDIR": str(directory), **environment}
    return subprocess.run(command, env=surroundings, capture_output=True, text=True, timeout=DEADLINE_S, check=False)


def test_a_tmpdir_with_a_newline_in_its_name_is_left_alone_with_all_that_its_lines_name(short_path: Path) -> None:
    precious = short_path / "precious"
    (precious / "x").mkdir(parents=True)
    odd = short_path / "precious\n"
    (odd / "sub").mkdir(parents=True)
    with zmqplay_running(directory=odd / "sub") as (zmqplay, _):
        assert list((odd / "sub").iterdir()) == []
        zmqplay.kill()
        zmqplay.wait(DEADLINE_S)
        assert zmqplay.stderr is not None
    assert (precious / "x").is_dir()
    played = run(odd / "sub")
    assert (played.returncode, played.stderr.count("\n")) == (0, 1)
    assert "has a control character" in played.stderr


def test_a_tmpdir_in_which_any_user_may_rename_is_not_used_and_that_is_said_in_one_sentence(short_path: Path) -> None:
    open_to_all = short_path / "open"
    open_to_all.mkdir()
    open_to_all.chmod(0o777)
    played = run(open_to_all)
    assert played.returncode == 0
    assert "any user may rename what is in" in played.stderr
    assert played.stderr.count("\n") == 1
    open_to_all.chmod(0o1777)
    assert run(open_to_all).stderr == ""


def test_a_tmpdir_that_is_long_in_bytes_though_not_in_characters_is_not_used(short_path: Path) -> None:
    long = short_path / ("ü" * 30)
    long.mkdir()
    played = run(long)
    assert (played.returncode, played.stderr) == (0, "")


def test_a_custodian_that_was_killed_has_a_successor_which_removes_everything(short_path: Path) -> None:
    with zmqplay_running(directory=short_path) as (zmqplay, _):
        first = helper(zmqplay, CUSTODIAN)
        first.kill()
        wait_for(lambda: is_over(first) and _custodians(zmqplay.pid))
        zmqplay.kill()
        wait_for(lambda: not list(short_path.iterdir()))


def _custodians(pid: int) -> list[psutil.Process]:
    alive = [child for child in psutil.Process(pid).children() if not is_over(child)]
    return [child for child in alive if CUSTODIAN in command_line(child)]
