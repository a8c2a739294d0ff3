"""Patterns in Python files of one's own."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType

from zmqplay.patterns.pattern import Pattern
from zmqplay.registry import BrokenFile, why_broken

SUFFIX = ".py"
_directories: set[str] = set()
"""The directories of the files that were read."""


def is_file(name: str) -> bool:
    """Whether a pattern is named by a file: `./mine.py`, or `./mine.py:name` where it holds several."""
    return _split(name)[0].endswith(SUFFIX)


def pattern_in(name: str) -> Pattern:
    """The pattern in a file, `./mine.py` or `./mine.py:name`; raise BrokenFile if there is none, or not just one."""
    path, wanted = _split(name)
    found = patterns_in(path)
    chosen = [pattern for pattern in found if wanted in ("", pattern.name)]
    if len(chosen) != 1:
        names = " or ".join(f"{path}:{pattern.name}" for pattern in found)
        raise BrokenFile(f"{path} has {'no such pattern' if wanted else f'{len(found)} patterns'}; name {names}")
    return chosen[0]


def patterns_in(path: str) -> list[Pattern]:
    """The patterns that a file holds, in its order; raise BrokenFile if it cannot be read, or holds none."""
    if not Path(path).is_file():
        raise BrokenFile(f"there is no file {path}")
    try:
        module = module_of(path)
        for value in vars(module).values():
            if isinstance(value, Pattern):
                value.check()
    except (Exception, SystemExit) as error:  # the boundary of the user's own code
        raise BrokenFile(why_broken(error, path)) from error
    found = [value for value in vars(module).values() if isinstance(value, Pattern)]
    if not found:
        raise BrokenFile(f"{path} makes no Pattern; it ends with one, such as MINE = Pattern(name='mine', …)")
    return list({id(pattern): pattern for pattern in found}.values())


def module_of(path: str) -> ModuleType:
    """The module of a file, imported once, as if its directory were first on the module path; so it may import others.

    Raises ImportError if another module has its name, or whatever the file raises.
    """
    full = os.path.realpath(path)
    name = Path(full).stem
    known = sys.modules.get(name)
    if known is not None and getattr(known, "__file__", None) == full:
        return known
    if known is not None or name in sys.stdlib_module_names:
        raise ImportError(f"there is another module called {name}; give the file another name")
    directory = os.path.dirname(full)
    if directory not in sys.path:
        sys.path.insert(0, directory)
    _directories.add(directory)
    spec = importlib.util.spec_from_file_location(name, full)
    if spec is None or spec.loader is None:
        raise ImportError(f"{name} cannot be imported")
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def own_file(module: str) -> str:
    """The path of a module beside a file that was read, or of that file; empty for any other module."""
    path = os.path.realpath(getattr(sys.modules.get(module), "__file__", None) or "")
    return path if os.path.dirname(path) in _directories else ""


def _split(name: str) -> tuple[str, str]:
    path, colon, wanted = name.partition(f"{SUFFIX}:")
    return (path + SUFFIX, wanted) if colon else (name, "")
