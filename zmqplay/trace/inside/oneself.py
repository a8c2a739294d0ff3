"""What a process tells of itself, read at its first socket: spawned children know their `sys.argv` late."""

from __future__ import annotations

import os
import sys
from typing import Any

import zmq


def process_facts(stamp: int, forked: bool = False) -> dict[str, Any]:
    """The fields of `zmqplay.trace.process.Process`, as far as the process knows them."""
    script = _script()
    return {
        "pid": os.getpid(),
        "stamp": stamp,
        "parent": os.getppid(),
        "name": _name(script),
        "child": _child(forked),
        "argv": [str(each) for each in getattr(sys, "argv", [])],
        "cwd": working_directory(),
        "executable": sys.executable or "",
        "python": ".".join(map(str, sys.version_info[:3])),
        "pyzmq": zmq.pyzmq_version(),
        "libzmq": zmq.zmq_version(),
        "script": script,
        "started": _started(),
    }


def working_directory() -> str:
    """The working directory; empty where it is gone."""
    try:
        return os.getcwd()
    except OSError:
        return ""


def _script() -> str:
    main = sys.modules.get("__main__")
    path = getattr(main, "__file__", None) or ""
    if not path and sys.argv and os.path.isfile(sys.argv[0]):
        path = sys.argv[0]
    return os.path.abspath(path) if path and not path.startswith("<") else ""


def _name(script: str) -> str:
    """The script's name; of a package its directory's, since the script is `__main__.py` there."""
    if not script:
        return "python"
    name = os.path.splitext(os.path.basename(script))[0]
    return os.path.basename(os.path.dirname(script)) or name if name == "__main__" else name


def _child(forked: bool) -> str:
    module = sys.modules.get("multiprocessing.process")
    name = str(module.current_process().name) if module is not None else "MainProcess"
    return name if name != "MainProcess" else "fork" if forked else ""


def _started() -> int:
    """When the process began, as the kernel counts it: a number that is used again belongs to another process."""
    try:
        with open("/proc/self/stat", "rb") as file:
            return int(file.read().rpartition(b")")[2].split()[19])
    except (OSError, ValueError, IndexError):
        return 0
