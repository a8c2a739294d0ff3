"""What the system tells of a node's process."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from zmqplay.session.hosts.usage import waited_seconds

BUSY = "import os, sys\nos.sched_setaffinity(0, {int(sys.argv[1])})\nwhile True: pass"


@pytest.mark.skipif(not Path("/proc/self/schedstat").exists(), reason="only Linux tells how long a thread waited")
def test_a_process_that_shares_its_processor_with_another_is_seen_to_wait_for_it() -> None:
    core = str(min(os.sched_getaffinity(0)))
    one, other = (subprocess.Popen([sys.executable, "-c", BUSY, core]) for _ in range(2))
    try:
        end = time.monotonic() + 20
        while min(waited_seconds(one.pid), waited_seconds(other.pid)) < 0.05:
            assert time.monotonic() < end
            os.sched_yield()
    finally:
        for process in (one, other):
            process.kill()
            process.wait()
    assert waited_seconds(one.pid) == 0, "the process has ended"
