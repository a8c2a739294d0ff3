"""The model is pure: it needs only the standard library and msgspec, and does no input or output."""

from __future__ import annotations

import subprocess
import sys

LOAD_ALL = """
import importlib, pkgutil, sys
import zmqplay.model
for module in pkgutil.walk_packages(zmqplay.model.__path__, "zmqplay.model."):
    importlib.import_module(module.name)
print(*sys.modules)
"""


def test_the_whole_model_loads_without_a_socket_a_pattern_a_process_or_a_terminal() -> None:
    loaded = subprocess.run([sys.executable, "-c", LOAD_ALL], capture_output=True, text=True, check=True).stdout.split()
    ours = {name for name in loaded if name.split(".")[0] == "zmqplay" and not name.startswith("zmqplay.model")}
    assert ours == {"zmqplay", "zmqplay.wire", "zmqplay.template"}
    assert {name.split(".")[0] for name in loaded} & {"zmq", "psutil", "textual", "rich", "click", "asyncio"} == set()
