"""The files into which traced programs print stay short, whoever reads them."""

from __future__ import annotations

import fcntl
import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.trace.sources import tracing, until
from tests.trace.tracing import DEADLINE_S, FRAME_S
from zmqplay.trace.commands import Command
from zmqplay.trace.cutting import Cutter
from zmqplay.trace.launched import LARGEST


def wait_until(is_so: Callable[[], object]) -> None:
    until_s = time.monotonic() + DEADLINE_S
    while not is_so():
        assert time.monotonic() < until_s
        time.sleep(FRAME_S)


def test_a_file_is_cut_after_its_zmqplay_has_ended_too_until_nobody_writes_any_more(tmp_path: Path) -> None:
    path = tmp_path / "output"
    writer = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    fcntl.flock(writer, fcntl.LOCK_SH)
    cutter = Cutter()
    cutter.keep_short(bytes(path), 1_000)
    cutter.close()
    for _ in range(3):
        os.write(writer, b"x" * 2_000)
        wait_until(lambda: path.stat().st_size == 0)
    os.write(writer, b"x" * 500)
    pid = cutter._process.pid
    os.close(writer)
    assert os.waitpid(pid, 0) == (pid, 0)
    assert path.stat().st_size == 500


def test_the_output_of_a_program_that_nobody_reads_stays_short() -> None:
    flood = f"import sys, time; sys.stdout.write('x' * {5 * LARGEST}); sys.stdout.flush(); time.sleep(600)"
    with tracing(Command("flood", (sys.executable, "-c", flood))) as source:
        output = source.directory / "program-1.output"
        wait_until(lambda: output.stat().st_size)
        wait_until(lambda: output.stat().st_size <= 2 * LARGEST)


def test_of_more_than_can_be_read_in_time_the_end_is_shown_and_how_much_was_left_out() -> None:
    prints = f"print('first'); print('x' * {LARGEST + LARGEST // 2}); print('last'); import time; time.sleep(600)"
    with tracing(Command("flood", (sys.executable, "-c", prints))) as source:
        output = source.directory / "program-1.output"
        wait_until(lambda: output.stat().st_size > LARGEST + LARGEST // 2)
        node = source.traffic.nodes["flood-1"]
        until(source, lambda _: "last" in node.output)
        (left_out,) = [line for line in node.output if line.endswith("are not shown]")]
        assert int(left_out.split()[0].strip("[")) > LARGEST
        assert output.stat().st_size <= LARGEST


def test_a_program_that_fails_where_its_output_has_no_room_is_said_to_have_failed_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=4_096))
    with tracing(Command("bad", (sys.executable, "-c", "raise SystemExit(1)"))) as source:
        until(source, lambda traffic: traffic.notices)
        (notice,) = source.traffic.notices
        assert notice.startswith(f"{source.directory.parent} is full, and what bad-1 printed went there: make room")
