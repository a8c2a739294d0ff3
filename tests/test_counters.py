"""The page of counts that outlives its node."""

import multiprocessing
import os
import signal
from pathlib import Path

import pytest

from zmqplay.counters import BYTES, SOCKETS, Page, PageCount


@pytest.fixture
def path(tmp_path: Path) -> str:
    Page.create(str(tmp_path / "worker-1.counts"))
    return str(tmp_path / "worker-1.counts")


def test_written_counts_are_read_by_every_process_that_maps_the_file(path: str) -> None:
    page = Page(path)
    page.put(0, True, 3, 33)
    page.put(1, False, 4, 44)
    reader = Page(path)
    assert (reader.get(0, sent=True), reader.get(1, sent=False)) == (
        PageCount(3, 33, exact=True),
        PageCount(4, 44, exact=True),
    )
    page.put(0, True, 5, 55)
    assert reader.get(0, sent=True) == PageCount(5, 55, exact=True)


def test_a_page_without_counts_reads_as_zero(path: str) -> None:
    assert Page(path).get(0, sent=False) == PageCount(0, 0, exact=True)


def test_counts_are_exact_again_once_written_after_unseen_messages(path: str) -> None:
    page = Page(path)
    page.put(0, True, 3, 33)
    page.begin_gap()
    assert Page(path).get(0, sent=True) == PageCount(3, 33, exact=False)
    page.put(0, True, 1_000, 11_000)
    assert Page(path).get(0, sent=True) == PageCount(1_000, 11_000, exact=True)


def test_counts_of_sockets_beyond_the_page_are_not_kept_and_not_called_exact(path: str) -> None:
    page = Page(path)
    page.put(SOCKETS - 1, False, 1, 1)
    page.put(SOCKETS, True, 2, 2)
    assert page.get(SOCKETS - 1, sent=False) == PageCount(1, 1, exact=True)
    assert page.get(SOCKETS, sent=True) == PageCount(0, 0, exact=False)
    assert os.path.getsize(path) == BYTES


def test_a_new_life_begins_with_a_page_of_its_own(path: str) -> None:
    former = Page(path)
    former.put(0, True, 3, 33)
    Page.create(path)
    former.put(0, True, 4, 44)
    assert Page(path).get(0, sent=True) == PageCount(0, 0, exact=True)


def test_without_a_file_counts_stay_in_private_memory() -> None:
    page = Page()
    page.put(0, True, 3, 33)
    assert page.get(0, sent=True) == PageCount(3, 33, exact=True)


def _put_and_die(path: str) -> None:
    Page(path).put(0, False, 7, 77)
    os.kill(os.getpid(), signal.SIGKILL)


def test_the_counts_outlive_a_process_that_is_killed(path: str) -> None:
    process = multiprocessing.get_context("forkserver").Process(target=_put_and_die, args=(path,))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert Page(path).get(0, sent=False) == PageCount(7, 77, exact=True)
