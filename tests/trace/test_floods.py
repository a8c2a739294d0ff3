"""The thread that keeps the page true in a flood is gone when the program forks, and comes again."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.trace.tracing import command, traced


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_program_that_forks_in_a_flood_has_no_thread_of_ours_meanwhile(tmp_path: Path) -> None:
    done, told = traced(command("flooding"), tmp_path)
    assert (done.returncode, done.stdout) == (0, "1 0 1 0\n")
    assert [each.counts("PUSH") for each in told] == [[(100_000, 0)]]
