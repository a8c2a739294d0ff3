"""The machine on which the bench was run."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version

import zmq

from zmqplay import __version__


def machine() -> dict[str, str | int]:
    """The machine and the versions that influence the figures."""
    return {
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 0,
        "system": f"{platform.system()} {platform.machine()}",
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "pyzmq": version("pyzmq"),
        "libzmq": zmq.zmq_version(),
        "textual": version("textual"),
        "zmqplay": __version__,
    }
