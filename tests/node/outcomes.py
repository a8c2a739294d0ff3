"""The results of a module's scripts in each way of tapping; all ways run once, at the same time."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

from tests.node.runner import WAYS

ROOT = Path(__file__).parents[2]
DEADLINE_S = 60


@cache
def outcomes(module: str) -> dict[str, dict[str, Any]]:
    """Results by way, then by script."""
    processes = {
        way: subprocess.Popen(
            [sys.executable, "-m", "tests.node.runner", way, module],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            text=True,
        )
        for way in ("untapped", *WAYS)
    }
    printed = {way: process.communicate(timeout=DEADLINE_S)[0] for way, process in processes.items()}
    assert {way: process.returncode for way, process in processes.items()} == dict.fromkeys(processes, 0)
    return {way: json.loads(text) for way, text in printed.items()}


def scripts(*modules: str) -> list[tuple[str, str, str]]:
    """Each script of these modules, in each way."""
    found = []
    for module in modules:
        text = (Path(__file__).parent / "scripts" / f"{module}.py").read_text()
        names = re.findall(r"^(?:async )?def ([a-z]\w+)", text, re.MULTILINE)
        found += [(module, name, way) for name in names for way in WAYS]
    return found
