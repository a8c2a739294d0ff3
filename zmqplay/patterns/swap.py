"""Turned wires: a role binds where its source connects, and connects where its source binds.

The source with these two words exchanged is what runs (`zmqplay.node.role.load`) and what the screen shows.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Collection, Iterator
from typing import Any

OTHER = {"bind": "connect", "connect": "bind"}
SOURCE = "__zmqplay_source__"
"""The name in a module for the text it was made of, where its file may change while it is played."""


class CannotSwap(ValueError):
    """A role's source does not bind or connect in the expected form."""


def source_of(play: Callable[..., Any], turned: Collection[str] = ()) -> str:
    """A role's source as it runs where these wires are turned; only the two words differ from the file."""
    source = textwrap.dedent(_text_of(play))
    lines = source.encode().split(b"\n")  # ast counts a line's bytes
    for end in sorted(ends_at(ast.parse(source), turned), key=_place, reverse=True):  # last first, since lengths change
        line, after = _place(end)
        text = lines[line - 1]
        lines[line - 1] = text[: after - len(end.attr)] + OTHER[end.attr].encode() + text[after:]
    return b"\n".join(lines).decode()


def module_text(play: Callable[..., Any]) -> str:
    """The text of the module in which a role's function stands, if the module keeps it; else an empty text."""
    return str(getattr(play, "__globals__", {}).get(SOURCE, ""))


def _text_of(play: Callable[..., Any]) -> str:
    """The lines of a function, as they were when its module was made."""
    play = inspect.unwrap(play)
    lines = module_text(play).splitlines(keepends=True)
    return "".join(inspect.getblock(lines[play.__code__.co_firstlineno - 1 :])) if lines else inspect.getsource(play)


def ends_at(tree: ast.AST, wires: Collection[str]) -> list[ast.Attribute]:
    """Each `.bind` and `.connect` in the source that is called with the endpoint of one of these wires."""
    return [end for end, wire in _ends(tree) if wire in wires]


def wires_of(tree: ast.AST) -> set[str]:
    """The wires whose ends can be exchanged in this source."""
    return {wire for _, wire in _ends(tree)}


def _ends(tree: ast.AST) -> Iterator[tuple[ast.Attribute, str]]:
    """Each `socket.bind(node.endpoint("wire"))` or `.connect(…)`, with the wire's name.

    So is `for address in node.endpoints("wire"): socket.bind(address)`.
    """
    for call in ast.walk(tree):
        match call:
            case ast.Call(
                func=ast.Attribute(attr="bind" | "connect") as end,
                args=[ast.Call(func=ast.Attribute(attr="endpoint"), args=[ast.Constant(value=str(wire))])],
            ):
                yield end, wire
            case ast.For(
                target=ast.Name(id=address),
                iter=ast.Call(func=ast.Attribute(attr="endpoints"), args=[ast.Constant(value=str(wire))]),
            ):
                yield from ((end, wire) for end in _ends_of_each(call, address))


def _ends_of_each(loop: ast.AST, address: str) -> Iterator[ast.Attribute]:
    """Each `.bind` and `.connect` in a loop that is called with the loop's address."""
    for call in ast.walk(loop):
        match call:
            case ast.Call(func=ast.Attribute(attr="bind" | "connect") as end, args=[ast.Name(id=name)]):
                if name == address:
                    yield end


def _place(end: ast.Attribute) -> tuple[int, int]:
    """The line, from 1, and the byte after the word."""
    return end.end_lineno or 0, end.end_col_offset or 0


def path_of(play: Callable[..., Any]) -> str:
    """The path by which a node's process loads a role: `module:name`, or `/path/of/mine.py:name`."""
    from zmqplay.pattern_files import own_file  # not at the top: only few patterns have a file of their own

    return f"{own_file(play.__module__) or play.__module__}:{play.__qualname__}"
