"""The stacks of a play screen: which of its panes are hidden, and which pane of each stack is in front. No widgets.

A pane can be in front for now: what it covers comes back, and nothing of it belongs to the user's arrangement.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from zmqplay.ui.play.proportions import SHARING, WITH_LESSON, Grid
from zmqplay.ui.play.stacks import Columns, Stack, without
from zmqplay.ui.settings import Arrangement


class ForNow(NamedTuple):
    """A pane that is in front for now, and what was active before."""

    name: str
    before: str
    was_below: bool


class Stacking:
    """The columns of stacks at the present size, and the choices of the user, which hold at every size."""

    def __init__(self) -> None:
        self.columns: Columns = ()
        self.front: set[str] = set()
        """The names of the panes that the user brought to the front of their stacks."""
        self.for_now: list[ForNow] = []
        """The panes that are in front for now, the last one over those before."""
        self.hidden: set[str] = set()
        """The names of the panes that the user has hidden."""
        self.is_below = False
        """Whether the pane below another one got the focus in its place there, by a click."""
        self.above = SHARING[0]
        """The pane that was above it then."""

    def restore(self, remembered: Arrangement, known: Sequence[str]) -> str:
        """Take over what is remembered of the `known` panes; return the one to be active."""
        self.front = {name for name in remembered.front if name in known}
        hidden = {name for name in remembered.hidden if name in known}
        self.hidden = hidden if len(hidden) < len(known) else set()
        shown = [name for name in known if name not in self.hidden]
        return remembered.active if remembered.active in shown else shown[0]

    def as_remembered(self, active: str) -> Arrangement:
        """The user's own arrangement, without lengths, for `restore`."""
        is_below = self.is_below
        for over in reversed(self.for_now):
            if over.name == active:
                active, is_below = over.before, over.was_below
        shown = self.above if is_below and active == SHARING[1] else active
        return Arrangement(sorted(self.front), shown, sorted(self.hidden))

    def arrange(self, columns: Columns) -> None:
        """Put the panes that are shown into these columns."""
        self.columns = without(columns, self.hidden - {over.name for over in self.for_now})

    def grid(self, active: str, can_share: Callable[[str], bool], is_large: bool) -> Grid:
        """The visible panes, column by column.

        Where there is one stack, the last messages stand below the picture or the lesson, if these `can_share`.
        """
        if is_large:
            return [[active]]
        if len(self.stacks) > 1:
            return [[self.front_of(stack) for stack in column] for column in self.columns]
        leads = self.above if active == SHARING[1] and self.is_below else active
        for shared in (SHARING, WITH_LESSON):
            if leads == shared[0] and {*shared} <= {*self.order} and can_share(leads):
                return [shared]
        return [[active]]

    @property
    def stacks(self) -> list[Stack]:
        """All stacks, column by column."""
        return [stack for column in self.columns for stack in column]

    @property
    def order(self) -> tuple[str, ...]:
        """The names of all panes that are not hidden, in the order of the Tab key."""
        return tuple(name for stack in self.stacks for name in stack)

    def front_of(self, stack: Stack) -> str:
        """The visible pane of a stack."""
        over = [over.name for over in self.for_now if over.name in stack]
        return over[-1] if over else next((name for name in stack if name in self.front), stack[0])

    def stack_of(self, name: str) -> Stack:
        """The stack in which a pane is."""
        return next((stack for stack in self.stacks if name in stack), (name,))

    def bring(self, name: str) -> None:
        """Put a pane in front of its stack, where it is the user's choice from now on."""
        self.is_below = False
        stack = self.stack_of(name)
        self.for_now = [over for over in self.for_now if over.name not in stack]
        self.front.difference_update(stack)
        self.front.add(name)

    def bring_for_now(self, name: str, active: str) -> None:
        """Put a pane in front of its stack until `give_back`; `active` is the active pane until now."""
        if name != active or self.is_below:
            self.for_now = [over for over in self.for_now if over.name != name]
            self.for_now.append(ForNow(name, active, self.is_below))
            self.is_below = False

    def give_back(self, names: Collection[str], active: str) -> str:
        """Put what was in front before these panes in front again; return the pane that is active then."""
        for over in reversed(self.for_now):
            if over.name in names:
                self.for_now.remove(over)
                if over.name == active:
                    active, self.is_below = over.before, over.was_below
        return active

    def hide(self, name: str) -> None:
        """Hide a pane."""
        instead = self.next_to(name)
        self.for_now = [over._replace(before=instead) if over.before == name else over for over in self.for_now]
        self.hidden.add(name)
        self.front.discard(name)

    def clear(self) -> None:
        """Drop all choices."""
        self.hidden.clear()
        self.front.clear()
        self.for_now.clear()

    def next_to(self, name: str) -> str:
        """The pane to be active in place of a hidden one: another of its stack, else its neighbour on the screen."""
        stack = [other for other in self.stack_of(name) if other != name]
        if stack:
            return self.front_of(tuple(stack))
        fronts = [self.front_of(other) for other in self.stacks]
        at = fronts.index(name)
        return fronts[at + 1 if at + 1 < len(fronts) else at - 1]
