"""A new pattern file, written from a pattern: its source made to stand alone, under the file's name."""

from __future__ import annotations

import ast
import inspect
import keyword
import os
import shlex
import sys
from importlib.machinery import PathFinder
from pathlib import Path

from zmqplay.control.refused import Refused
from zmqplay.pattern_files import SUFFIX
from zmqplay.patterns.pattern import Pattern

LEFT_OUT = ("aliases",)
"""Arguments of `Pattern` by which the pattern of zmqplay's own is found, and so no other."""
TRIES = 100


def why_no_name(path: str) -> str:
    """Why a new pattern cannot have a file of this name, in one sentence; empty if it can."""
    stem = Path(path).stem
    if not path.endswith(SUFFIX):
        return f"a pattern file's name ends with {SUFFIX}: name it {Path(path).name or 'mine'}{SUFFIX}"
    if not stem.isidentifier() or keyword.iskeyword(stem):
        return f"Python cannot import a file called {stem}{SUFFIX}; take letters, digits and _, such as mine{SUFFIX}"
    if stem in sys.stdlib_module_names or stem in sys.modules or _is_installed(stem):
        return f"Python has another module called {stem}; give the file another name, such as my_{stem}{SUFFIX}"
    return ""


def _is_installed(module: str) -> bool:
    """Whether Python can import another module of this name; not from the working directory, which may hold files."""
    here = os.path.realpath("")
    return PathFinder.find_spec(module, [place for place in sys.path if os.path.realpath(place) != here]) is not None


def write(path: Path, pattern: Pattern) -> None:
    """Write a pattern to a file that is not there yet; OSError if it is, or if it cannot be written."""
    text = text_for(path, pattern)
    with path.open("x", encoding="utf-8") as file:
        try:
            file.write(text)
            file.flush()
        except OSError:
            path.unlink(missing_ok=True)  # a part of a pattern is none
            raise


def write_anywhere(directory: Path, pattern: Pattern) -> Path:
    """Write a pattern of zmqplay's own to a new file in a directory, named after it; a file that is just so is taken.

    Raises Refused if the directory takes no file.
    """
    stem = pattern.name.replace("-", "_")
    for name in (stem, f"my_{stem}", *(f"my_{stem}_{number}" for number in range(2, TRIES))):
        path = directory / f"{name}{SUFFIX}"
        if path.exists() and path.is_file() and path.read_bytes() == text_for(path, pattern).encode():
            return path
        if path.exists() or why_no_name(path.name):
            continue
        try:
            write(path, pattern)
        except FileExistsError:
            continue
        except OSError as error:
            mend = "start zmqplay in a directory of your own"
            raise Refused(f"{path} cannot be written ({error.strerror}); {mend}.") from None
        return path
    raise Refused(f"{directory} has {TRIES} files called {stem} already; remove some.")


def how_to_play(path: str) -> str:
    """The command that plays a file, as it is typed in a shell."""
    there = path if os.path.dirname(path) else f"./{path}"
    return f"zmqplay {shlex.quote(there)}"


def text_for(path: Path, pattern: Pattern) -> str:
    """A pattern's source as a file of one's own; Refused if the pattern is not made in a plain way."""
    module = sys.modules[pattern.roles[0].play.__module__]
    source = inspect.getsource(module)
    declared = _declaration(ast.parse(source), pattern.name)
    if declared is None:
        raise Refused(f"the pattern {pattern.name} has no source that could be written to a file.")
    lines = source.split("\n")
    for argument in reversed(declared.keywords):
        first, last = argument.value.lineno - 1, argument.value.end_lineno or 0
        if argument.arg in LEFT_OUT:
            del lines[first:last]
        elif argument.arg == "name":
            lines[first] = lines[first].replace(f'"{pattern.name}"', f'"{path.stem}"')
    return "\n".join([*_heading(path, pattern.name), *lines])


def _declaration(tree: ast.Module, name: str) -> ast.Call | None:
    """The call in which a module makes the pattern with this name."""
    for statement in tree.body:
        match statement:
            case ast.Assign(value=ast.Call(func=ast.Name("Pattern")) as call):
                named = {argument.arg: argument.value for argument in call.keywords}
                if isinstance(said := named.get("name"), ast.Constant) and said.value == name:
                    return call
    return None


def _heading(path: Path, name: str) -> list[str]:
    """What the file says of itself: where it comes from, and how it is played."""
    return [
        f"# Written from {name}, to be changed: `{how_to_play(path.name)}` plays it.",
        "# Save a change while it plays, and its nodes go on with the new code: `zmqplay help patterns`.",
    ]
