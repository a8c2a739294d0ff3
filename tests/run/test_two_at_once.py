"""Two of a kind started at once: one has the pattern's ports, the other moves, and both do what they were asked."""

from __future__ import annotations

import subprocess
import sys

import pytest

from zmqplay.patterns import PATTERNS

DEADLINE_S = 60


@pytest.mark.parametrize("pattern", [pattern.name for pattern in PATTERNS])
def test_two_that_start_at_once_both_end_well(pattern: str) -> None:
    command = [sys.executable, "-m", "zmqplay", "run", pattern, "--count", "10"]
    pipe = subprocess.PIPE
    with (
        subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True) as one,
        subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True) as other,
    ):
        said = [each.communicate(timeout=DEADLINE_S)[1] for each in (one, other)]
        assert (one.returncode, other.returncode) == (0, 0), said
