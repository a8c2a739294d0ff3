"""Where the system allows too few processes and threads, zmqplay says so, unlike libzmq, which aborts."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

DROPPED = ["setpriv", "--reuid=45678", "--regid=45678", "--clear-groups"]
CAPABLE = ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
"""The superuser is not limited; another user may read the interpreter of the superuser only by this."""

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or os.getuid() != 0 or shutil.which("setpriv") is None,
    reason="needs a user who has no other processes",
)


def play(limit: int, *options: str) -> subprocess.CompletedProcess[str]:
    """Play push-pull as a user without other processes, under a limit that a shell has set."""
    anywhere = "tasks=tcp://127.0.0.1:*"
    command = [sys.executable, "-m", "zmqplay", "run", "push-pull", "--endpoint", anywhere, "--count", "6", *options]
    limited = ["bash", "-c", f'ulimit -u {limit}; exec "$@"', "bash", *command]
    surroundings = {**os.environ, "HOME": "/tmp", "TMPDIR": "/tmp"}
    return subprocess.run(
        [*DROPPED, *CAPABLE, *limited], env=surroundings, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize("limit", [1, 4, 5, 8, 12, 20, 30, 45])
def test_a_limit_that_is_too_small_is_refused_with_one_sentence(limit: int) -> None:
    refused = play(limit)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.count("\n") == 1
    assert "processes and threads" in refused.stderr
    assert "ulimit -u" in refused.stderr


def test_the_number_of_nodes_that_the_refusal_names_can_play() -> None:
    assert "at most 2 nodes" in play(45).stderr
    played = play(45, "--nodes", "worker=1")
    assert played.returncode == 0, played.stderr
    assert "delivered 6 + in flight 0 + lost 0" in played.stdout
