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
    """What it does, for the help."""
    label: str = ""
    """The same in a word or two, for the key line."""
    do: Callable[[P], object] | None = None
    needs: Need | None = None
    """The part of `Controls` without which it can do nothing; the key line shows it faint then."""
    why_not: Callable[[P], str] = _never
    """Why it cannot be done now, in one sentence; empty if it can."""
    in_palette: bool = True
    """False for what only moves about, or is a row of the palette anyway."""

    @property
    def action(self) -> str:
        """What Textual runs when the key is pressed; empty where the pane in focus acts."""
        return self.name if not self.name or self.name.startswith("app.") else f"do('{self.name}')"

    def binding(self) -> Binding:
        """The key as the screen binds it."""
        return Binding(self.keys, self.action, self.about, show=False)


class Action(NamedTuple):
    """What a key does to the part that it is bound to."""

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
