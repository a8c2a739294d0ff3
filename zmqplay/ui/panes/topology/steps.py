"""The steps of the arrow keys in the topology, from node to node and from link to link."""

from __future__ import annotations

from dataclasses import dataclass

from zmqplay.ui.panes.topology.edges import Edges, Ends
from zmqplay.ui.panes.topology.layout import RoleStack, TopologyLayout


@dataclass(frozen=True, slots=True)
class Step:
    """The target of a step: exactly one of node, link and stack; the others are None."""

    node: str | None = None
    stack: str | None = None
    """The role of the stack."""
    link: Ends | None = None


class Steps:
    """Finds the target of an arrow key from the present selection."""

    def __init__(self, names: list[str], layout: TopologyLayout | None, edges: Edges | None) -> None:
        self._names, self._layout, self._edges = names, layout, edges

    def along(self, here: Step | None, by: int) -> Step | None:
        """The target of down (1) or up (-1): from a link the next link of its gap, else the next node or stack."""
        if here is not None and here.link is not None and self._links_beside(here.link):
            steps = [Step(link=link) for link in self._links_beside(here.link)]
            here = next((step for step in steps if step.link and {*step.link} == {*here.link}), None)
        else:
            steps = self._columns_flat()
        if not steps:
            return None
        here = self._in_view(
            Step(node=here.link[by > 0]) if here and here.link and not self._links_beside(here.link) else here
        )
        if here not in steps:
            return steps[0 if by > 0 else -1]
        return steps[max(0, min(len(steps) - 1, steps.index(here) + by))]

    def across(self, here: Step | None, by: int) -> Step | None:
        """The target of right (1) or left (-1): from a node its first link there, from a link the node at its end."""
        if here is None or self._layout is None or self._edges is None:
            return self.along(here, by)
        if here.link is not None:
            return self._end_of(here.link, by)
        here = self._in_view(here)
        columns = self._columns()
        column = next((index for index, steps in enumerate(columns) if here in steps), None)
        if column is None:
            return self.along(None, by)
        side = 0 if by > 0 else 1
        for link in self._edges.links(column if by > 0 else column - 1):
            if here is not None and link[side] == here.node:
                return Step(link=link)
        beside = columns[column + by] if 0 <= column + by < len(columns) else []
        return beside[0] if beside else None

    def _links_beside(self, link: Ends) -> list[Ends]:
        gap = self._edges.gap_of(link) if self._edges else None
        return list(self._edges.links(gap)) if self._edges and gap is not None else []

    def _end_of(self, link: Ends, by: int) -> Step | None:
        drawn = next((known for known in self._links_beside(link) if {*known} == {*link}), None)
        return Step(node=(drawn or link)[by > 0])

    def _in_view(self, here: Step | None) -> Step | None:
        """The present selection as it is drawn: for a node in a closed stack, the stack."""
        stack = self._layout.stack_of(here.node) if self._layout and here and here.node else None
        return Step(stack=stack.role) if stack and not stack.is_open else here

    def _columns_flat(self) -> list[Step]:
        if self._layout is None:
            return [Step(node=name) for name in self._names]
        return [step for column in self._columns() for step in column]

    def _columns(self) -> list[list[Step]]:
        """The possible targets in each column, from top to bottom: an open stack first as a whole, then its lines."""
        assert self._layout is not None
        columns: list[list[Step]] = []
        for column in self._layout.columns:
            steps: list[Step] = []
            for end in column:
                stack = end if isinstance(end, RoleStack) else self._layout.stack_of(end.card.name)
                if stack is None:
                    steps.append(Step(node=end.card.name))
                elif Step(stack=stack.role) not in steps:
                    steps.append(Step(stack=stack.role))
                    steps += [Step(node=card.name) for card in stack.cards if stack.is_open]
            columns.append(steps)
        return columns
