"""What differs between two readings of a pattern's file: which roles run other code, and what cannot change in play."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from zmqplay.pattern_files import modules_beside
from zmqplay.patterns.pattern import Pattern, Role
from zmqplay.patterns.swap import SOURCE
from zmqplay.plain_files import content_of

Assignment = ast.Assign | ast.AnnAssign


class Code(NamedTuple):
    """The code of a pattern's roles, to be compared."""

    of_role: dict[str, str]
    """The text of each role's own function, as far as only that role uses it."""
    common: str
    """Everything else that a role could use: helpers, constants, imports, and the modules beside the file."""


def code_of(pattern: Pattern) -> Code:
    """The code of a pattern that has just been read, or of one of zmqplay's own."""
    module = Path(pattern.file).stem if pattern.file else pattern.roles[0].play.__module__
    text = getattr(sys.modules[module], SOURCE, None) or inspect.getsource(sys.modules[module])
    plays = {role.name: role.play.__name__ for role in pattern.roles if role.play.__module__ == module}
    paths = sorted(set(modules_beside(pattern.file).values())) if pattern.file else []
    of_role, common = split(text, plays)
    return Code(of_role, common + "".join(str(content_of(path)) for path in paths))


def split(text: str, plays: dict[str, str]) -> Code:
    """A module's text in parts; `plays` has the name of the function of each role.

    Left out is what makes the pattern, and what only that uses, such as the lesson: the pattern is compared by value.
    """
    body = [statement for statement in ast.parse(text).body if not _says_nothing(statement)]
    rest = [statement for statement in body if not _makes_pattern(statement)]
    named = [each for each in rest if isinstance(each, ast.FunctionDef) and each.name in plays.values()]
    own = [each for each in named if each.name not in _names(other for other in rest if other is not each)]
    common = [statement for statement in rest if statement not in own]
    used = _names([*common, *own])
    texts = {function.name: _text(text, function) for function in own}
    return Code(
        {role: texts.get(name, "") for role, name in plays.items()},
        "\n".join(ast.dump(each) for each in common if used & _targets(each) or not _targets(each)),
    )


def _says_nothing(statement: ast.stmt) -> bool:
    """Whether a statement is a docstring."""
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _makes_pattern(statement: ast.stmt) -> bool:
    value = statement.value if isinstance(statement, Assignment) else None
    return isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == Pattern.__name__


def _targets(statement: ast.stmt) -> set[str]:
    """The plain names that an assignment binds; none of another statement."""
    if not isinstance(statement, Assignment):
        return set()
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    return {target.id for target in targets if isinstance(target, ast.Name)}


def _names(statements: Iterable[ast.AST]) -> set[str]:
    """The names that statements read."""
    every = (node for statement in statements for node in ast.walk(statement))
    return {node.id for node in every if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}


def _text(text: str, function: ast.FunctionDef) -> str:
    """The lines of a function, with its decorators."""
    first = min([function.lineno, *(decorator.lineno for decorator in function.decorator_list)])
    return "\n".join(line.rstrip() for line in text.splitlines()[first - 1 : function.end_lineno])


def changed_roles(old: Pattern, old_code: Code, new: Pattern, new_code: Code) -> list[str]:
    """The roles whose nodes have to start again to be as the new pattern says."""
    everything = old_code.common != new_code.common
    return [
        role.name
        for role in new.roles
        if everything
        or old_code.of_role.get(role.name) != new_code.of_role.get(role.name)
        or _as_started(old.role(role.name)) != _as_started(role)
    ]


def _as_started(role: Role) -> Role:
    """A role without what its running nodes need not know: its code is compared apart."""
    return replace(role, play=print, count=1, most=1)


def why_new_start(old: Pattern, new: Pattern) -> str:
    """What in the new pattern cannot change while it is played, in a few words; empty if there is nothing."""
    return next(_differences(old, new), "")


def _differences(old: Pattern, new: Pattern) -> Iterator[str]:
    for kind, before, after in (
        ("role", [role.name for role in old.roles], [role.name for role in new.roles]),
        ("wire", [wire.name for wire in old.wires], [wire.name for wire in new.wires]),
    ):
        if set(before) != set(after):
            yield f"its {kind}s are {', '.join(after) or 'none'} now"
    for wire in new.wires:
        if replace(wire, frames=()) != replace(old.wire(wire.name), frames=()):
            yield f"the wire {wire.name} is another now"
