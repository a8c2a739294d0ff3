"""Where the system allows too few open files, zmqplay reports it, unlike libzmq."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.playing import node, nodes, playing, until
from zmqplay.control.commands import give
from zmqplay.control.refused import CommandError
from zmqplay.model.nodes import NodeState
from zmqplay.session.setup import Setup


def play(limit: str, *options: str) -> subprocess.CompletedProcess[str]:
    """Play push-pull under a limit on open files that a shell has set."""
    anywhere = "tasks=tcp://127.0.0.1:*"  # other tests may play at the same time
    command = [sys.executable, "-m", "zmqplay", "run", "push-pull", "--endpoint", anywhere, *options]
    script = f'ulimit {limit}; exec "$@"'
    return subprocess.run(["sh", "-c", script, "sh", *command], capture_output=True, text=True, timeout=60, check=False)


def test_too_many_nodes_for_the_limit_on_open_files_are_refused_with_advice() -> None:
    refused = play("-n 200", "--nodes", "worker=64", "--count", "64")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.count("\n") == 1
    assert "65 nodes need 510 open files, and this system allows 200" in refused.stderr
    assert "at most 13 nodes" in refused.stderr


@pytest.mark.parametrize("allowed", [8, 12, 40])
def test_a_limit_that_is_too_low_for_any_node_is_said_with_what_mends_it(allowed: int) -> None:
    refused = play(f"-n {allowed}", "--count", "1")
    says = f"it needs 120 open files, and this system allows {allowed}: raise the limit (`ulimit -n 120`)."
    assert (refused.returncode, refused.stdout, refused.stderr) == (1, "", f"zmqplay: {says}\n")


def test_the_number_of_nodes_that_the_refusal_names_can_play() -> None:
    played = play("-n 200", "--nodes", "worker=12", "--count", "24")
    assert played.returncode == 0, played.stderr
    assert "delivered 24 + in flight 0 + lost 0" in played.stdout


def test_no_node_is_added_beyond_the_limit_on_open_files() -> None:
    played = play("-n 200", "--count", "4", "--at", "0:nodes worker 30")
    assert played.returncode == 1
    assert "31 nodes need 306 open files" in played.stdout + played.stderr


def test_the_limit_is_raised_as_far_as_the_system_lets_it() -> None:
    played = play("-S -n 150", "--nodes", "worker=16", "--count", "32")
    assert played.returncode == 0, played.stderr
    assert "delivered 32 + in flight 0 + lost 0" in played.stdout


def trace(limit: str, *programs: str) -> subprocess.CompletedProcess[str]:
    """Trace programs under a limit on open files that a shell has set."""
    script = f'ulimit {limit}; exec "$@"'
    command = ["sh", "-c", script, "sh", sys.executable, "-m", "zmqplay", "trace", "--seconds", "30", *programs]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("limit", ["-n 60", "-n 200", "-S -n 30"])
def test_a_program_is_traced_under_a_low_limit_too_which_is_raised_as_far_as_is_needed(limit: str) -> None:
    traced = trace(limit, f"{sys.executable} -c pass")
    assert (traced.returncode, traced.stderr) == (0, "")


@pytest.mark.parametrize(("limit", "fewer"), [(10, ""), (50, "let there be at most 2 programs, or ")])
def test_too_many_programs_are_refused_with_advice_and_nothing_is_left(
    limit: int, fewer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    refused = trace(f"-n {limit}", *["sleep 60"] * 3)
    assert (refused.returncode, refused.stdout) == (1, "")
    says = f"3 programs need 52 open files, and this system allows {limit}: {fewer}raise the limit (`ulimit -n 52`)."
    assert refused.stderr == f"zmqplay: {says}\n"
    assert list(tmp_path.iterdir()) == []


@contextmanager
def lowered(to: int) -> Iterator[None]:
    """This process may open no more files than that, as if somebody had lowered its limit from outside."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (to, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_where_the_limit_is_lowered_while_nodes_run_no_node_starts_and_the_others_go_on() -> None:
    with playing("push-pull", Setup(endpoints={"tasks": "tcp://127.0.0.1:*"})) as session:
        give(session, "burst 1")  # the first command reads the roles' source
        with lowered(to=20):  # fewer than are open
            with pytest.raises(CommandError, match="5 nodes need 150 open files, and this system allows 20"):
                give(session, "add worker")
            with pytest.raises(CommandError, match="4 nodes need 144 open files, and this system allows 20"):
                give(session, "restart worker-1")
            give(session, "burst 20")
            until(session, lambda: session.traffic.ledger.totals.delivered == 21)
            assert all(each.state.alive for each in nodes(session))
        give(session, "restart worker-1")
        until(session, lambda: node(session, "worker-1").state is NodeState.RUNNING)
