"""Roles at wires that were turned round: who binds in the source connects, and the other way round.

What runs then is the source with these two words exchanged, and that is what the screen shows.
"""

from __future__ import annotations

import importlib
import inspect
import re
import textwrap
from collections.abc import Callable, Collection
from typing import Any

OTHER = {"bind": "connect", "connect": "bind"}


def source_of(play: Callable[..., Any], turned: Collection[str] = ()) -> str:
    """A role's source, as it runs."""
    source = textwrap.dedent(inspect.getsource(play))
    for wire in turned:
        join = re.compile(rf'\.(bind|connect)\((?=\w+\.endpoint\("{re.escape(wire)}"\)\))')
        source = join.sub(lambda match: f".{OTHER[match[1]]}(", source)
    return source


def load(path: str, turned: Collection[str] = ()) -> Callable[..., None]:
    """The role's function that `module:name` names, turned round at these wires."""
    module_name, _, name = path.partition(":")
    module = importlib.import_module(module_name)
    play: Callable[..., None] = getattr(module, name)
    if not turned:
        return play
    first_line = play.__code__.co_firstlineno - 1  # a traceback names the line as it stands in the file
    code = compile("\n" * first_line + source_of(play, turned), play.__code__.co_filename, "exec")
    exec(code, names := dict(vars(module)))
    turned_play: Callable[..., None] = names[name]
    return turned_play


def path_of(play: Callable[..., Any]) -> str:
    """What `load` takes."""
    return f"{play.__module__}:{play.__qualname__}"
