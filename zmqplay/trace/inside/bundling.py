"""One file with the bytecode of all that a program needs to be traced, for each version of Python.

A program takes four times as long to find, read and run some thirty modules one by one. The file stands where their own
bytecode does, or in the directory of the traces, where nothing can be written there. `entry/sitecustomize.py` reads it,
if no source has changed since; without it the modules are imported as all others are.
"""

from __future__ import annotations

import marshal
import os
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import MAGIC_NUMBER
from typing import Any

PACKAGES = "trace", "trace.inside", "node", "node.tap"
FIRST = ("trace.inside.first",)
"""What is run once zmq is imported; the rest at the first socket."""
REST = (
    "node.tap.sample", "node.tap.clock", "node.tap.capture", "node.tap.patches", "node.tap.polling",
    "node.tap.pyzmq_private", "node.tap.tally", "node.tap.direction", "node.tap.receiving", "node.tap.sending",
    "node.tap.calls", "node.tap.tapped", "node.tap.tap", "node.tap.times", "trace.inside.layout",
    "trace.inside.contexts", "trace.inside.packing", "trace.inside.threads", "trace.inside.oneself",
    "trace.inside.carrier", "trace.inside.ends", "trace.inside.flood", "trace.inside.in_turn", "trace.inside.mapped",
    "trace.inside.page", "trace.inside.records", "trace.inside.starved", "trace.inside.suspicion",
    "trace.inside.tracebacks", "trace.inside.whereabouts", "trace.inside.begin",
)  # fmt: skip
"""Each behind those that it imports. What most programs never need is not among them."""

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
END = b"zmqplay\n"
"""The last bytes of a file that is whole."""


def name() -> str:
    """The file's name; the same in `entry/sitecustomize.py`."""
    return f"zmqplay.{sys.implementation.cache_tag}-{sys.flags.optimize}.code"


def ensure(directory: str) -> None:
    """Write the file, unless there is one that is true."""
    if not any(_is_true(place) for place in _places(directory)):
        write(directory)


def write(directory: str) -> None:
    """Write the file beside the modules' own bytecode, or else into `directory`; nothing if neither can be done."""
    content = _content()
    beside, there = _places(directory)
    for place in [there] if sys.dont_write_bytecode or sys.pycache_prefix else [beside, there]:
        try:
            _write(place, content)
        except OSError:
            continue
        return


def _places(directory: str) -> list[str]:
    beside = os.path.join(os.path.dirname(os.path.abspath(__file__)), "__pycache__")
    return [os.path.join(each, name()) for each in (beside, directory)]


def _is_true(path: str) -> bool:
    """Whether the file is there, and all sources are as they were when it was made."""
    try:
        with open(path, "rb") as file:
            content = file.read()
        magic, paths, stamps, *_ = marshal.loads(content)
        whole = magic == MAGIC_NUMBER and content.endswith(END)
        return whole and bool(stamps == [_stamp(each) for each in paths])
    except (OSError, ValueError, EOFError, TypeError):
        return False


def _stamp(path: str) -> tuple[int, int]:
    status = os.stat(ROOT + path)
    return status.st_size, int(status.st_mtime)


def _content() -> bytes:
    """The sources with their sizes and times, the modules of FIRST, and, so that they can be left aside, of REST."""
    paths = {each: os.sep + each.replace(".", os.sep) + ".py" for each in (*FIRST, *REST)}
    stamps = [_stamp(path) for path in paths.values()]  # before the reading: what changes meanwhile shows
    codes = {each: SourceFileLoader(each, ROOT + path).get_code(each) for each, path in paths.items()}
    packages: list[tuple[str, Any]] = [(each, None) for each in PACKAGES]
    first = marshal.dumps([*packages, *[(each, codes[each]) for each in FIRST]])
    rest = marshal.dumps([(each, codes[each]) for each in REST]) + END
    return marshal.dumps((MAGIC_NUMBER, list(paths.values()), stamps, first, len(rest))) + rest


def _write(path: str, content: bytes) -> None:
    """Make the file in one step: another program may read it or make it meanwhile."""
    new = f"{path}.{os.getpid()}"
    file = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    try:
        try:
            rest = memoryview(content)
            while rest:
                rest = rest[os.write(file, rest) :]
        finally:
            os.close(file)
        os.replace(new, path)
    except OSError:
        os.unlink(new)
        raise
