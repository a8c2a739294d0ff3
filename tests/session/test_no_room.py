"""A directory without room, or one that somebody has removed, and pages that are gone: one sentence, others play on."""

from __future__ import annotations

import errno
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import zmq

from tests.command_line import DEADLINE_S, anywhere
from tests.playing import node, playing, settle, until
from tests.session.doctor.diagnosing import diagnosed
from zmqplay.control.commands import give
from zmqplay.control.refused import NoRoom
from zmqplay.counters import Page
from zmqplay.model.nodes import NodeState
from zmqplay.patterns import find
from zmqplay.session.session import Session


def directory_of(session: Session) -> Path:
    return Path(session.monitor.removeprefix("ipc://")).parent


def goes_on(session: Session) -> None:
    """The other nodes play on, once they have noticed who has gone."""
    settle(session)
    before = session.traffic.ledger.totals.delivered
    give(session, "burst 20")
    until(session, lambda: session.traffic.ledger.totals.delivered == before + 20)


def no_room(_path: str) -> None:
    raise OSError(28, "No space left on device")


def test_a_node_that_finds_no_room_is_not_started_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    with playing("push-pull") as session:
        monkeypatch.setattr(Page, "create", staticmethod(no_room))
        give(session, "add worker")
        until(session, lambda: node(session, "worker-4").state is NodeState.CRASHED)
        reason = node(session, "worker-4").life.reason
        assert reason.startswith("it could not be started: ")
        assert "(No space left on device); make room there, or let TMPDIR name another directory." in reason
        goes_on(session)
        give(session, "restart worker-1")
        until(session, lambda: node(session, "worker-1").state is NodeState.CRASHED)
        goes_on(session)
        monkeypatch.undo()
        give(session, "restart worker-1")
        until(session, lambda: node(session, "worker-1").state is NodeState.RUNNING)
        goes_on(session)


def test_of_several_nodes_those_that_find_room_are_started(monkeypatch: pytest.MonkeyPatch) -> None:
    create = Page.create

    def one_only(path: str) -> None:
        no_room(path) if path.endswith("worker-4.counts") else create(path)

    with playing("push-pull") as session:
        monkeypatch.setattr(Page, "create", staticmethod(one_only))
        give(session, "nodes worker 6")
        until(session, lambda: node(session, "worker-4").state is NodeState.CRASHED)
        until(session, lambda: node(session, "worker-6").state is NodeState.RUNNING)
        goes_on(session)


def test_a_directory_that_somebody_has_removed_is_named(tmp_path: Path) -> None:
    with playing("push-pull") as session:
        directory = directory_of(session)
        moved = tmp_path / "moved"
        shutil.move(directory, moved)
        give(session, "add worker")
        until(session, lambda: node(session, "worker-4").state is NodeState.CRASHED)
        assert f"{directory} does not take the file" in node(session, "worker-4").life.reason
        assert "somebody has removed it; open the pattern again" in node(session, "worker-4").life.reason
        finding = diagnosed(session, "crashed", "worker-4", "worker-4 has no process: ", "open the pattern again.")
        assert "/restart" not in finding.on_screen
        goes_on(session)


def cut(page: Path) -> None:
    os.truncate(page, 0)


def replaced_by_a_pipe(page: Path) -> None:
    page.unlink()
    os.mkfifo(page)


def replaced_by_a_directory(page: Path) -> None:
    page.unlink()
    page.mkdir()


def replaced_by_a_link(page: Path) -> None:
    page.unlink()
    page.symlink_to("/dev/zero")


@pytest.mark.parametrize("harm", [cut, Path.unlink, replaced_by_a_pipe, replaced_by_a_directory, replaced_by_a_link])
def test_counts_that_a_killed_node_cannot_leave_are_not_called_exact(harm: Callable[[Path], None]) -> None:
    with playing("push-pull") as session:
        give(session, "burst 30")
        until(session, lambda: session.traffic.ledger.totals.delivered == 30)
        give(session, "freeze worker-1")  # a node that writes to a page which is cut would end by SIGBUS
        harm(directory_of(session) / "worker-1.counts")
        give(session, "kill worker-1")
        until(session, lambda: node(session, "worker-1").state is NodeState.KILLED)
        assert not node(session, "worker-1").life.exact
        assert node(session, "worker-1").received == 10
        goes_on(session)


def test_a_directory_that_takes_no_socket_is_named_once_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def bind(_self: object, address: str) -> None:
        raise zmq.ZMQError(errno.ENOSPC, f"No space left on device (addr={address!r})")

    monkeypatch.setattr(zmq.Socket, "bind", bind)
    with pytest.raises(NoRoom) as refused:
        Session(find("push-pull"))
    directory, does = str(refused.value).split(" does not take ")
    assert directory not in does
    assert does == "a socket (No space left on device); make room there, or let TMPDIR name another directory."


def run_in(directory: Path, limit: Callable[[], None] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "zmqplay", "run", "push-pull", "--count", "5", *anywhere("push-pull")],
        capture_output=True, text=True, timeout=DEADLINE_S, check=False, preexec_fn=limit,
        env={**os.environ, "TMPDIR": str(directory)},
    )  # fmt: skip


def small_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_048, 2_048))


def test_where_no_file_finds_room_a_run_does_not_begin_and_says_why() -> None:
    done = run_in(Path("/tmp"), small_files)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("zmqplay: ")
    assert "make room there, or let TMPDIR name another directory." in line
