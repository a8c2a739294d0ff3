"""A role's function, ready to be played: as in its module, or turned around at some of its wires."""

from __future__ import annotations
import __future__

import ast
import importlib
import inspect
from collections.abc import Callable, Collection
from types import CodeType, FunctionType, ModuleType

from zmqplay.pattern_files import SUFFIX, module_of
from zmqplay.patterns.swap import OTHER, CannotSwap, ends_at, module_text, wires_of

Play = Callable[..., None]
FUTURE_FLAGS = __future__.annotations.compiler_flag


def load(path: str, turned: Collection[str] = (), text: str = "") -> Play:
    """The role's function that `module:name`, or `file.py:name`, names; at the `turned` wires it binds where its source
    connects. `text` is what the file held when it was read; it may have changed since.

    Raises CannotSwap where such a wire has no end in the source that can be exchanged.
    """
    module_name, _, name = path.rpartition(":")
    is_file = module_name.endswith(SUFFIX)
    module = module_of(module_name, text) if is_file else importlib.import_module(module_name)
    play: Play = getattr(module, name)
    return turn(play, module, turned) if turned else play


def turn(play: Play, module: ModuleType, wires: Collection[str]) -> Play:
    """`play` with bind and connect exchanged at these wires.

    The new function shares the module's own globals, so that both have one state, and the line numbers of the module's
    file, so that a traceback and the Code pane show the same lines.
    """
    if not isinstance(play, FunctionType) or play.__code__.co_freevars or hasattr(play, "__wrapped__"):
        raise CannotSwap(f"{module.__name__}: a role must be a plain function of its module for its wires to be turned")
    function = _definition(play, module)
    known = wires_of(function)
    missing = [wire for wire in wires if wire not in known]
    if missing:
        raise CannotSwap(
            f"{module.__name__}:{play.__name__} has no .bind(node.endpoint({missing[0]!r})) and no .connect of it, "
            f"so {missing[0]} cannot be turned round there; write the call just so"
        )
    for end in ends_at(function, wires):
        end.attr = OTHER[end.attr]
    turned = FunctionType(_compiled(function, play), vars(module), play.__name__, play.__defaults__)
    turned.__kwdefaults__, turned.__annotations__ = play.__kwdefaults__, play.__annotations__
    turned.__doc__, turned.__module__, turned.__qualname__ = play.__doc__, play.__module__, play.__qualname__
    vars(turned).update(vars(play))
    return turned


def _definition(play: FunctionType, module: ModuleType) -> ast.FunctionDef:
    first_line = play.__code__.co_firstlineno
    for node in ast.parse(module_text(play) or inspect.getsource(module)).body:
        if isinstance(node, ast.FunctionDef) and node.name == play.__code__.co_name:
            lines = [node.lineno, *(decorator.lineno for decorator in node.decorator_list)]
            if first_line in lines:
                return node
    raise CannotSwap(f"{module.__name__} has no function {play.__name__} at line {first_line}; has its file changed?")


def _compiled(function: ast.FunctionDef, play: FunctionType) -> CodeType:
    """The code of the function alone, compiled with the module's flags."""
    tree = ast.Module(body=[function], type_ignores=[])
    flags = play.__code__.co_flags & FUTURE_FLAGS
    whole = compile(tree, play.__code__.co_filename, "exec", flags=flags, dont_inherit=True)
    return next(code for code in whole.co_consts if isinstance(code, CodeType) and code.co_name == function.name)
