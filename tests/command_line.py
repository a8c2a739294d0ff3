"""Run zmqplay's commands as a user runs them."""

import json
import subprocess
import sys
from typing import Any

from zmqplay.patterns import find

DEADLINE_S = 60


def zmqplay(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    command = [sys.executable, "-m", "zmqplay", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=DEADLINE_S, check=False, stdin=subprocess.DEVNULL
    )


def anywhere(pattern: str) -> list[str]:
    """Options that let each wire of a pattern run at a free port: other tests may play at the same time."""
    return [word for wire in find(pattern).wires for word in ("--endpoint", f"{wire.name}=tcp://127.0.0.1:*")]


def played(pattern: str, *arguments: str) -> dict[str, Any]:
    """The output of `run --json` for a pattern at free ports, after a run that succeeded."""
    done = zmqplay("run", pattern, *anywhere(pattern), *arguments, "--json")
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
