"""The model loads nothing that touches the world, so that a recording can be viewed without sockets or processes."""

from __future__ import annotations

import subprocess
import sys

import pytest

FOREIGN = ("zmq", "psutil", "textual", "rich", "click", "multiprocessing", "socket")
OTHER_ROOMS = ("patterns", "session", "node", "ui", "control", "run", "counters", "bench", "cli")


def loaded_with(module: str) -> set[str]:
    """The names of all modules that an interpreter has loaded after importing `module`."""
    script = f"import sys, {module}; print(*sys.modules)"
    return set(subprocess.check_output([sys.executable, "-c", script], text=True).split())


@pytest.mark.parametrize("module", ["zmqplay.model.traffic", "zmqplay.model.summary", "zmqplay.model.doctor"])
def test_the_model_loads_no_socket_no_process_no_screen_and_no_pattern(module: str) -> None:
    loaded = loaded_with(module)
    assert module in loaded
    assert not loaded & {*FOREIGN, *(f"zmqplay.{room}" for room in OTHER_ROOMS)}
