"""The house rules: sizes of files, functions and objects; exceptions give their reason."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import pytest

import zmqplay

ROOT = Path(__file__).parents[1]
FILE_LINES, FUNCTION_LINES, PUBLIC_METHODS = 250, 30, 25
REASON = "# long: "
"""The beginning of the comment above a longer function."""
CALLED_BY_TEXTUAL = ("on_", "watch_", "validate_", "compute_", "render_", "key_")
"""Prefixes of the methods that Textual finds by name."""
ROOMS = ("zmqplay", "tests", "screenshots")
NOT_IMPORTED = ("__main__", "warm")
"""Modules that run code when they are imported."""


def sources(*rooms: str) -> list[Path]:
    return [path for room in rooms for path in sorted((ROOT / room).rglob("*.py"))]


@pytest.mark.parametrize("room", ROOMS)
def test_no_file_is_longer_than_the_limit(room: str) -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in sources(room)}
    assert {name: length for name, length in lengths.items() if length > FILE_LINES} == {}


def long_functions(path: Path) -> Iterator[str]:
    """Functions over the limit without a comment above that gives the reason."""
    text = path.read_text()
    lines = text.splitlines()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            above = lines[first - 2].strip() if first > 1 else ""
            if length > FUNCTION_LINES and not above.startswith(REASON):
                yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name} has {length} lines"


@pytest.mark.parametrize("room", ROOMS)
def test_no_function_is_long_without_a_reason(room: str) -> None:
    assert [found for path in sources(room) for found in long_functions(path)] == []


def classes() -> dict[str, type]:
    """Every class of ours, by its module and name."""
    found: dict[str, type] = {}
    for module in pkgutil.walk_packages(zmqplay.__path__, "zmqplay."):
        if module.name.rpartition(".")[2] not in NOT_IMPORTED:
            loaded = importlib.import_module(module.name)
            for name, value in vars(loaded).items():
                if inspect.isclass(value) and value.__module__ == module.name:
                    found[f"{module.name}.{name}"] = value
    return found


def public_methods(kind: type) -> set[str]:
    """The public methods of such an object, over all bases of ours, without those that a foreign base has or calls."""
    ours = [base for base in kind.__mro__ if base.__module__.startswith("zmqplay.")]
    others = [base for base in kind.__mro__ if base not in ours]
    names = {
        name
        for base in ours
        for name, value in vars(base).items()
        if callable(value) or isinstance(value, property | cached_property | classmethod | staticmethod)
    }
    return {
        name
        for name in names
        if not name.startswith(("_", *CALLED_BY_TEXTUAL)) and not any(name in vars(base) for base in others)
    }


def test_no_object_has_more_public_methods_than_the_limit() -> None:
    counts = {where: len(public_methods(kind)) for where, kind in classes().items()}
    assert {where: count for where, count in counts.items() if count > PUBLIC_METHODS} == {}
