"""zmq, imported only once somebody uses it: the patterns can be listed without."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.machinery import PathFinder
from types import ModuleType
from typing import Any


class _DeferredZmq(ModuleType):
    """Stands for zmq until a name of it is used; then imports zmq, and passes its names on."""

    def __getattr__(self, name: str) -> Any:
        if sys.modules.get("zmq") is self:
            del sys.modules["zmq"]
        return getattr(import_module("zmq"), name)


def defer_zmq() -> None:
    """Let the patterns be read without importing zmq, which only the code of their roles uses.

    A pattern file is plain pyzmq, with `import zmq` at its top; `list` runs no role, and takes 5 × `python -c pass`
    instead of 6. (Before CPython 3.13, importlib.util.LazyLoader loads a module when it is imported for a second time.)
    """
    if "zmq" not in sys.modules:
        stand_in = _DeferredZmq("zmq")
        stand_in.__spec__ = PathFinder.find_spec("zmq")  # for a pattern that looks whether zmq is there
        sys.modules["zmq"] = stand_in
