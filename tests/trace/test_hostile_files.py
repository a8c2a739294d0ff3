"""What stands in the directory was written by programs: nothing there makes the reading fail, or wait, or grow."""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

import pytest

from tests.trace.tracing import command, run
from zmqplay.trace.inside import layout
from zmqplay.trace.inside.layout import LENGTH
from zmqplay.trace.inside.packing import pack
from zmqplay.trace.programs import News, Programs


def read(directory: Path) -> list[News]:
    """All news until every process is dead; the pids are taken as they are found."""
    programs = Programs(directory)
    news = programs.poll()
    deadline = time.monotonic() + 1
    while time.monotonic() < deadline and not any(each.dead for each in news):
        news += programs.poll()
    programs.close()
    return news


@pytest.fixture
def left(tmp_path: Path) -> Path:
    """A directory in which a program has left its files."""
    run(command("ending", "20", "return"), tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", ["x.records", "-.records", "12.records", "1-2-3.records", "9-9.page", "12-x.records"])
def test_files_of_other_names_are_passed_over(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"anything")
    assert Programs(tmp_path).poll() == []


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff" * 100, LENGTH.pack(1 << 31), LENGTH.pack(3) + b"abc", LENGTH.pack(2) + pack([]), os.urandom(4_096)],
)
def test_records_that_are_none_are_no_process(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "999999999-1.records").write_bytes(content)
    assert read(tmp_path) == []


def test_garbage_after_records_is_said(left: Path) -> None:
    (records,) = left.glob("*.records")
    with records.open("ab") as file:
        file.write(b"\xff" * 64)
    news = read(left)
    processes = [each.process for each in news if each.process is not None]
    assert "cannot be read" in processes[-1].untapped
    assert news[-1].dead


@pytest.mark.parametrize("seed", range(20))
def test_a_page_that_is_garbage_tells_no_negative_count(left: Path, seed: int) -> None:
    (page,) = left.glob("*.page")
    content = bytearray(page.read_bytes())
    noise = random.Random(seed)
    for _ in range(200):
        content[noise.randrange(8, layout.SOCKETS_FROM + 400)] = noise.randrange(256)
    page.write_bytes(content)
    for news in read(left):
        for part in news.report.sockets if news.report else ():
            assert part.sent.messages >= 0 <= part.received.messages


def test_a_page_that_is_cut_or_gone_or_a_pipe_leaves_what_the_records_tell(left: Path) -> None:
    (page,) = left.glob("*.page")
    os.truncate(page, 100)
    assert read(left)[-1].dead
    page.unlink()
    assert read(left)[-1].dead
    os.mkfifo(page)
    assert read(left)[-1].dead


def test_a_ring_that_was_overwritten_is_said(left: Path) -> None:
    (page,) = left.glob("*.page")
    content = bytearray(page.read_bytes())
    layout.NUMBER.pack_into(content, layout.WRITTEN_AT, 5 * layout.RING_BYTES)
    page.write_bytes(content)
    (report,) = (news.report for news in read(left) if news.report)
    assert report.samples == []
    assert report.sampled
    assert report.unsent_samples
