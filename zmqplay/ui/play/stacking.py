"""The stacks of a play screen: which of its panes are hidden, and which pane of each stack is in front. No widgets."""

from __future__ import annotations

from zmqplay.ui.play.proportions import SHARING, Grid
from zmqplay.ui.play.stacks import Columns, Stack


class Stacking:
    """The columns of stacks at the present size, and the choices of the user, which hold at every size."""

    def __init__(self) -> None:
        self.columns: Columns = ()
        self.front: set[str] = set()
        """The names of the panes that were brought to the front of their stacks."""
        self.hidden: set[str] = set()
        """The names of the panes that the user has hidden."""
        self.is_below = False
        """Whether the pane below the picture got the focus in its place there, by a click."""

    def grid(self, active: str, can_share: bool, is_large: bool) -> Grid:
        """The visible panes, column by column.

        Where there is one stack, the last messages stand below the picture if the two `can_share` the height.
        """
        if is_large:
            return [[active]]
        if len(self.stacks) > 1:
            return [[self.front_of(stack) for stack in column] for column in self.columns]
        picture, below = SHARING
        leads = active == picture or (active == below and self.is_below)
        has_both = picture in self.order and below in self.order
        return [SHARING] if leads and has_both and can_share else [[active]]

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
        return next((name for name in stack if name in self.front), stack[0])

    def stack_of(self, name: str) -> Stack:
        """The stack in which a pane is."""
        return next((stack for stack in self.stacks if name in stack), (name,))

    def bring(self, name: str) -> None:
        """Put a pane in front of its stack."""
        self.is_below = False
        self.front.difference_update(self.stack_of(name))
        self.front.add(name)

    def next_to(self, name: str) -> str:
        """The pane to be active in place of a hidden one: another of its stack, else its neighbour on the screen."""
        stack = [other for other in self.stack_of(name) if other != name]
        if stack:
            return self.front_of(tuple(stack))
        fronts = [self.front_of(other) for other in self.stacks]
        at = fronts.index(name)
        return fronts[at + 1 if at + 1 < len(fronts) else at - 1]
