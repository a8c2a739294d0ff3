"""The directory of a zmqplay that was killed is removed by the next one, and the programs that it traced go on."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.trace.tracing import DEADLINE_S, FRAME_S, PROGRAMS
from zmqplay.trace.own_directory import OWNER, OwnDirectory, remove_leftovers
from zmqplay.trace.source import TracedSource

TRACES = """
import sys, time
from zmqplay.trace.commands import Command
from zmqplay.trace.source import TracedSource

source = TracedSource([Command("outliving", (sys.executable, *sys.argv[1:]))])
source.open()
while not any(node.output for node in source.traffic.nodes.values()):
    source.drain(0.01)
    time.sleep(0.01)
print("traces", flush=True)
time.sleep(600)
"""


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory for the directories of all zmqplays of a test."""
    directory = tmp_path / "tmp"
    directory.mkdir()
    monkeypatch.setenv("TMPDIR", str(directory))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return directory


def wait_until(is_so: Callable[[], object]) -> None:
    until_s = time.monotonic() + DEADLINE_S
    while not is_so():
        assert time.monotonic() < until_s
        time.sleep(FRAME_S)


def test_what_a_killed_zmqplay_leaves_is_removed_by_the_next_and_its_programs_go_on(own: Path, tmp_path: Path) -> None:
    go_on, end = tmp_path / "go on", tmp_path / "end"
    command_line = [sys.executable, "-c", TRACES, str(PROGRAMS / "outliving.py"), str(go_on), str(end)]
    with subprocess.Popen(command_line, stdout=subprocess.PIPE, text=True) as zmqplay:
        assert zmqplay.stdout is not None
        zmqplay.stdout.readline()
        remove_leftovers()
        (left,) = own.iterdir()  # it lives
        zmqplay.kill()
    try:
        next_one = OwnDirectory()
        assert list(own.iterdir()) == [next_one.path]
        next_one.remove()
    finally:
        go_on.touch()
    wait_until(lambda: end.exists() and end.read_text())
    assert end.read_text().strip() == "0 child"
    assert list(own.iterdir()) == []
    assert not left.exists()


def test_the_directories_of_living_ones_stay_also_in_one_process(own: Path) -> None:
    first, second = OwnDirectory(), OwnDirectory()
    remove_leftovers()
    assert set(own.iterdir()) == {first.path, second.path}
    first.remove()
    second.remove()
    assert list(own.iterdir()) == []


def test_only_what_a_zmqplay_has_made_is_removed(own: Path, tmp_path: Path) -> None:
    (own / "zmqplay-trace-notes").mkdir()
    (own / "zmqplay-trace-file").touch()
    (own / "zmqplay-trace-odd" / OWNER).mkdir(parents=True)
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / OWNER).touch()
    (own / "zmqplay-trace-link").symlink_to(kept)
    before = set(own.iterdir())
    remove_leftovers()
    assert set(own.iterdir()) == before
    assert (kept / OWNER).exists()


def test_a_directory_in_which_any_user_may_rename_is_not_used_which_is_said(own: Path) -> None:
    own.chmod(0o777)
    with TracedSource([]) as source:
        assert list(own.iterdir()) == []
        (notice,) = source.traffic.notices
        assert notice.startswith(f"{str(own)!r} is not private")
    assert not source.directory.exists()
