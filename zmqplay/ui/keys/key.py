"""A key: how it is shown, what it does, and why it cannot do that now."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Generic, NamedTuple, TypeVar

from textual.binding import Binding

from zmqplay.control.source import Need

P = TypeVar("P")
"""The part of the screen that does what the key asks for."""


def _never(_part: object) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Key(Generic[P]):
    """One row of a part's key table; bindings, the key line, the help and the palette are made from the rows."""

    keys: str
    """As Textual names them, with commas between."""
    shown: str
    """As the user reads them."""
    name: str
    """The part and what it does, `nodes.kill`; `app.…` for an action of the app; empty where the pane in focus acts."""
    group: str
    about: str
    """What the key does, as the help says it."""
    label: str = ""
    """The same in a word or two, as the key line says it."""
    do: Callable[[P], object] | None = None
    needs: Need | None = None
    """The part of `Controls` that the key needs; without it the key is faint, and says why."""
    why_not: Callable[[P], str] = _never
    """Why the key can do nothing now, in one sentence; empty if it can."""
    in_palette: bool = True
    """False for keys that only move about, or whose action is a row of the palette anyway."""

    @property
    def action(self) -> str:
        """The action that Textual runs at the key; empty where the pane in focus acts."""
        return self.name if not self.name or self.name.startswith("app.") else f"do('{self.name}')"

    def binding(self) -> Binding:
        """The key as the screen binds it."""
        return Binding(self.keys, self.action, self.about, show=False)


class Action(NamedTuple):
    """A row of a key table, bound to its part."""

    do: Callable[[], object]
    needs: Need | None
    why_not: Callable[[], str]


def bound(keys: Iterable[Key[P]], part: P) -> dict[str, Action]:
    """The actions of a key table on this part, by name."""
    return {
        key.name: Action(partial(key.do, part), key.needs, partial(key.why_not, part))
        for key in keys
        if key.do is not None
    }
