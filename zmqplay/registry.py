"""The patterns of this house, read so that a broken file among them leaves the others."""

from __future__ import annotations

import importlib
import os
import sys
from types import ModuleType, TracebackType

HOUSE = "zmqplay.patterns"
ROOM = os.path.join(os.path.dirname(os.path.realpath(__file__)), "patterns", "")
NO_PATTERNS = tuple(f"{ROOM}{name}.py" for name in ("__init__", "pattern", "swap"))
"""The table, and the files that patterns use."""


class BrokenFile(LookupError):
    """A file from which no pattern can be had; the text is one sentence that says why, and where."""

    def __init__(self, text: str, *, why: str = "", line: int = 0) -> None:
        """`why` is the sentence without the file and the `line`, which is 0 if none is to blame."""
        super().__init__(text)
        self.why, self.line = why or text, line


class _Missing(ModuleType):
    """Stands for the module of a broken file: whatever is imported from it is None."""

    def __getattr__(self, name: str) -> None:
        if name.startswith("__"):
            raise AttributeError(name)


def import_patterns() -> list[str]:
    """Import the patterns without those of broken files; return a sentence for each of these.

    Raises BrokenFile if the table itself cannot be read.
    """
    broken: list[str] = []
    while True:
        try:
            patterns = importlib.import_module(HOUSE)
            break
        except (Exception, SystemExit) as error:  # the boundary of the patterns' own code
            module, path = _culprit(error)
            broken.append(why_broken(error, path))
            if not module or isinstance(sys.modules.get(module), _Missing):
                raise BrokenFile(broken[-1]) from error
            sys.modules[module] = _Missing(module)
    if broken:
        vars(patterns)["PATTERNS"] = tuple(pattern for pattern in vars(patterns)["PATTERNS"] if pattern is not None)
    return broken


def _culprit(error: BaseException) -> tuple[str, str]:
    """The module and the path of the pattern's file that has raised; the table's path and no module if none has."""
    paths = [path for path, _ in _steps(error.__traceback__)]
    if isinstance(error, SyntaxError):
        paths.append(error.filename or "")
    elif isinstance(error, ImportError):  # the table names a module, or something in it, that does not exist
        paths.append(f"{ROOM}{(error.name or '').removeprefix(f'{HOUSE}.')}.py")
    path = next((path for path in reversed(paths) if path.startswith(ROOM) and path not in NO_PATTERNS), NO_PATTERNS[0])
    stem = os.path.splitext(os.path.basename(path))[0]
    return ("" if path == NO_PATTERNS[0] else f"{HOUSE}.{stem}"), path


def why_broken(error: BaseException, path: str) -> str:
    """One sentence: the file, the line in it, and what Python or zmqplay says of it."""
    return str(broken(error, path))


def broken(error: BaseException, path: str) -> BrokenFile:
    """The same as an exception, which has the line and what is said of it apart as well."""
    full = os.path.realpath(path)
    lines = [line for where, line in _steps(error.__traceback__) if os.path.realpath(where) == full]
    said = str(error)
    if isinstance(error, SyntaxError) and os.path.realpath(error.filename or "") == full:
        lines, said = [error.lineno or 0], error.msg
    if not type(error).__module__.startswith("zmqplay."):
        said = f"{type(error).__name__}: {said}"
    line, why = lines[-1] if lines else 0, " ".join(said.split())
    return BrokenFile(f"{path}, line {line}: {why}" if lines else f"{path}: {why}", why=why, line=line)


def _steps(trace: TracebackType | None) -> list[tuple[str, int]]:
    """The files and lines of a traceback, the innermost last."""
    steps = []
    while trace is not None:
        steps.append((trace.tb_frame.f_code.co_filename, trace.tb_lineno))
        trace = trace.tb_next
    return steps
