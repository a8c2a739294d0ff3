"""Patterns in Python files of one's own."""

from __future__ import annotations

import importlib.util
import linecache
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import ModuleType

from zmqplay.patterns.pattern import Pattern
from zmqplay.patterns.swap import SOURCE
from zmqplay.registry import BrokenFile, broken

SUFFIX = ".py"
_directories: set[str] = set()
"""The directories of the files that were read."""
_beside: dict[str, str] = {}
"""The modules beside such files that these have imported, and the path of each."""


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


def pattern_again(file: str, name: str) -> Pattern:
    """The pattern in a file as the file is now, with the modules beside it: the only one, or that with this name.

    Raises BrokenFile, after which the modules are those from before.
    """
    names = {Path(file).stem, *modules_beside(file)}
    before = {each: sys.modules.pop(each) for each in names if each in sys.modules}
    importlib.invalidate_caches()
    try:
        found = patterns_in(file)
        return found[0] if len(found) == 1 else pattern_in(f"{file}:{name}")
    except BaseException:
        for each in names:
            sys.modules.pop(each, None)
        sys.modules.update(before)
        raise


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
        raise broken(error, path) from error
    found = {id(value): value for value in vars(module).values() if isinstance(value, Pattern)}
    if not found:
        why = "it makes no Pattern; it ends with one, such as MINE = Pattern(name='mine', …)"
        raise BrokenFile(f"{path} {why.removeprefix('it ')}", why=why)
    return [replace(pattern, file=os.path.realpath(path)) for pattern in found.values()]


def module_of(path: str, text: str = "") -> ModuleType:
    """The module of a file, imported once, as if its directory were last on the module path; so it may import others.

    A file there that is called like a module of Python or of zmqplay stands for none of these.

    `text` is what the file held when it was read, if it was. Raises ImportError if another module has its name, or
    whatever the file raises.
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
        sys.path.append(directory)
    _directories.add(directory)
    spec = importlib.util.spec_from_file_location(name, full)
    if spec is None:
        raise ImportError(f"{name} cannot be imported")
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    try:
        with _noting_modules(directory):
            _fill(module, text or importlib.util.decode_source(Path(full).read_bytes()))
    except BaseException:
        del sys.modules[name]
        raise
    return module


def _fill(module: ModuleType, text: str) -> None:
    """Run the text of a module, which keeps it; a traceback shows these lines too, whatever the disk has by then."""
    file = str(module.__file__)
    vars(module)[SOURCE] = text
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    exec(compile(text, file, "exec", dont_inherit=True), vars(module))


@contextmanager
def _noting_modules(directory: str) -> Iterator[None]:
    """Note which modules of this directory the block imports. Their bytecode is not kept.

    Bytecode is taken for that of a file which was changed within the same second and has the same length.
    """
    before, keeps_none = set(sys.modules), sys.dont_write_bytecode
    sys.dont_write_bytecode = True
    try:
        yield
    finally:
        sys.dont_write_bytecode = keeps_none
        for name in sys.modules.keys() - before:
            path = os.path.realpath(getattr(sys.modules[name], "__file__", None) or "")
            if os.path.dirname(path) == directory and "." not in name:
                _beside[name] = path


def modules_beside(path: str) -> dict[str, str]:
    """The modules in a file's directory that it or other files of patterns there have imported, and their paths."""
    directory = os.path.dirname(os.path.realpath(path))
    return {name: full for name, full in _beside.items() if os.path.dirname(full) == directory}


def own_file(module: str) -> str:
    """The path of a module beside a file that was read, or of that file; empty for any other module."""
    path = os.path.realpath(getattr(sys.modules.get(module), "__file__", None) or "")
    return path if os.path.dirname(path) in _directories else ""


def _split(name: str) -> tuple[str, str]:
    path, colon, wanted = name.partition(f"{SUFFIX}:")
    return (path + SUFFIX, wanted) if colon else (name, "")
