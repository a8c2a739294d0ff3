"""Run zmqplay's commands as a user runs them."""

import json
import subprocess
import sys
from typing import Any

DEADLINE_S = 60


def zmqplay(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    command = [sys.executable, "-m", "zmqplay", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=DEADLINE_S, check=False, stdin=subprocess.DEVNULL
    )


def played(*arguments: str) -> dict[str, Any]:
    """The output of `run --json`, after a run that succeeded."""
    done = zmqplay("run", *arguments, "--json")
    assert done.returncode == 0, done.stderr
    outcome: dict[str, Any] = json.loads(done.stdout)
    totals = outcome["totals"]
    assert totals["expected"] == totals["delivered"] + totals["in_flight"] + totals["lost"]
    return outcome


def received(outcome: dict[str, Any], role: str) -> list[int]:
    """The messages that each node of a role has received."""
    return [
        sum(socket["received"]["messages"] for socket in node["sockets"])
        for node in outcome["nodes"]
        if node["role"] == role
    ]
