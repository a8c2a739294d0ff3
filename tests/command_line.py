"""Run zmqplay's commands as a user runs them."""

import io
import json
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from typing import Any

from zmqplay import cli, streams
from zmqplay.patterns import find

DEADLINE_S = 60


def zmqplay(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    command = [sys.executable, "-m", "zmqplay", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=DEADLINE_S, check=False, stdin=subprocess.DEVNULL
    )


def answered(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The answer to a command that plays nothing, given in this process, which has loaded all that a new one would."""
    with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as errors:
        status = streams.ended(lambda: cli.zmqplay.main(arguments, "zmqplay", standalone_mode=False))
    return subprocess.CompletedProcess(arguments, status, out.getvalue(), errors.getvalue())


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


def strict(shape: Any) -> Any:  # noqa: ANN401  # JSON
    """The same schema, in which no object may have a field that the schema does not name."""
    if isinstance(shape, list):
        return [strict(part) for part in shape]
    if not isinstance(shape, dict):
        return shape
    shut = {"additionalProperties": False} if shape.get("type") == "object" and "properties" in shape else {}
    return {key: strict(part) for key, part in shape.items()} | shut
