"""A key: how it is shown, what it does, and why it cannot do that now."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Generic, NamedTuple, TypeVar

from textual.binding import Binding

from zmqplay.control.source import Need

P = TypeVar("P")
"""The part of the screen on which the key acts."""


def _never(_part: object) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Key(Generic[P]):
    """One row of a part's key table. Bindings, the key line, the help and the palette are made from these rows."""

    keys: str
    """Textual's names of the keys, with commas between."""
    shown: str
    """The keys as the user reads them."""
    name: str
    """Part and method, as in `nodes.kill`; `app.…` is an action of the app; empty if the focused pane acts."""
    group: str
    about: str
    """The effect of the key, for the help."""
    label: str = ""
    """The effect in a word or two, for the key line."""
    do: Callable[[P], object] | None = None
    needs: Need | None = None
    """The part of `Controls` that the key needs; if the source lacks this part, the key is faint and says why."""
    why_not: Callable[[P], str] = _never
    """Why the key can do nothing now, in one sentence; empty if the key can act."""
    in_palette: bool = True
    """False for keys that only move the focus or the selection, and for actions that have another palette row."""

    @property
    def action(self) -> str:
        """The action that Textual runs for the key; empty if the focused pane acts."""
        return self.name if not self.name or self.name.startswith("app.") else f"do('{self.name}')"

    def binding(self) -> Binding:
        """The screen's binding for the key."""
        return Binding(self.keys, self.action, self.about, show=False)


class Action(NamedTuple):
    """A row of a key table, bound to its part."""

    do: Callable[[], object]
    needs: Need | None
    why_not: Callable[[], str]


def bound(keys: Iterable[Key[P]], part: P) -> dict[str, Action]:
    """Bind each row of a key table to `part`; by the row's name."""
    return {
        key.name: Action(partial(key.do, part), key.needs, partial(key.why_not, part))
        for key in keys
        if key.do is not None
    }
