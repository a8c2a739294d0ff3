"""What each node does: how much, how fast, how busy, and what waits for it. One widget, a line a node."""

from __future__ import annotations

from collections.abc import Hashable
from itertools import groupby
from typing import ClassVar

from rich.cells import cell_len
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType

from zmqplay.model.nodes import NodeState, NodeTraffic
from zmqplay.model.traffic import Traffic
from zmqplay.text import cell_fit, count, safe
from zmqplay.ui.draw.bars import BLOCKED, IDLE, bar, spark, spent
from zmqplay.ui.draw.ink import Line
from zmqplay.ui.draw.lines import LinePane, node_stamps
from zmqplay.ui.look.colours import LOST, node_colour
from zmqplay.ui.panes.load.columns import IMPORTANCE, LEAST_WIDTHS, Column, Figures, state_word
from zmqplay.ui.panes.load.order import Order
from zmqplay.ui.panes.selection import NodeSelected, clicked
from zmqplay.ui.play.view import View

DRAWN_MOST = 24
"""Cells of the history of the rate, and of the strip of what the node spent its time with."""
BAR_LEAST, BAR_MOST = 6, 20


class Load(LinePane):
    """One line a node. Those that ended keep theirs, so that one sees where the load went."""

    TITLE = "Load"
    EMPTY = "No node has started yet. Each will have a line here: messages done, share, busy time and rate."
    EVERY = 8
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Node before", show=False),
        Binding("down,j", "move(1)", "Node after", show=False),
        Binding("less_than_sign", "sort(-1)", "Sort by the column before", show=False),
        Binding("greater_than_sign", "sort(1)", "Sort by the next column", show=False),
        Binding("I", "reverse", "The other way round", show=False),
    ]

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  # Textual's word
        super().__init__(id=id, classes=classes)
        self._order = Order()
        self._shown_nodes: list[NodeTraffic] = []
        self._name_width = self._bar_width = self._strip_width = self._history_width = 0
        self._widths: dict[Column, int] = {}
        """Of the columns that have room, each with the gap on its left."""
        self._heads: list[tuple[int, Column]] = []
        """Where each column's head ends."""
        self._peak = 1.0
        self._said = ""

    def stamp(self, traffic: Traffic, view: View) -> Hashable:
        order = self._order
        looked_at = id(traffic), view.node, order.column, order.falls
        return looked_at, node_stamps(traffic), id(traffic.ledger.links)

    def prepare(self, traffic: Traffic, width: int) -> int:
        nodes = list(traffic.nodes.values())
        if not nodes:
            return 0
        self._figures = Figures(traffic)
        self._shown_nodes = self._order.put(nodes, self._figures, self.now_ns)
        self._peak = max(1.0, *(max(node.rates.history, default=0.0) for node in nodes))
        self._share_out(width)
        order = self._order
        said = "" if order.is_usual else f"by {order.column} {order.sign}"
        if said != self._said:
            self._said = said
            self.say_below(said)
        return len(nodes) + 1

    def _share_out(self, width: int) -> None:
        """Columns by importance as long as there is room; what is drawn comes before the rarer ones."""
        longest = max(cell_len(safe(node.name, 40)) for node in self._shown_nodes)
        self._name_width = min(max(5, longest), max(8, width // 3))
        self._widths = {}
        left = width - self._name_width
        self._bar_width = BAR_LEAST if left >= 34 else 0
        self._history_width = self._strip_width = 0
        left -= self._bar_width + 1 if self._bar_width else 0
        for column in IMPORTANCE:
            if column is Column.P50 and self._bar_width:
                self._bar_width += min(2, left)
                left -= min(2, left)
                self._strip_width = 8 if left >= 9 else 0
                self._history_width = 8 if left >= 18 else 0
                left -= sum(cells + 1 for cells in (self._strip_width, self._history_width) if cells)
            cells = max(LEAST_WIDTHS[column], self._widest(column)) + 1
            if left >= cells:
                self._widths[column] = cells
                left -= cells
        if self._history_width:
            more = min(DRAWN_MOST - 8, left // 2)
            self._history_width += more
            self._strip_width += more
            left -= 2 * more
        self._bar_width += min(BAR_MOST - self._bar_width, left) if self._bar_width else 0

    def _widest(self, column: Column) -> int:
        """Only counts grow without end, and a work time may be long."""
        if column is Column.DONE:
            return max(len(count(node.received or node.sent)) for node in self._shown_nodes)
        if column is Column.WORK:
            return max(len(self._text(node, column)) for node in self._shown_nodes)
        return 0

    def _text(self, node: NodeTraffic, column: Column) -> str:
        return self._figures.figure(node, column, says_state=bool(self._bar_width))[0]

    def line(self, index: int) -> Line:
        if index == 0:
            return self._titles()
        node = self._shown_nodes[index - 1]
        ground = "cursor" if node.name == self.view.node else ""
        line = self.name_pieces(node.name, self._name_width, ground)
        is_running = node.state in (NodeState.RUNNING, NodeState.STARTING)
        for column in self._columns():
            if column is Column.BUSY and self._bar_width:
                line += self._bar(node, ground)
            text, shade = self._figures.figure(node, column, says_state=bool(self._bar_width))
            if not is_running and column is not Column.WAIT:
                shade = "faint"
            line.append((cell_fit(text, self._widths[column], right=True), self.ink(shade, ground)))
            if column is Column.BUSY and self._strip_width:
                line += self._strip_of(node, ground)
            elif column is Column.RATE and self._history_width:
                line.append((" " + self._history(node), self._shade(node, ground)))
        return line

    def _columns(self) -> list[Column]:
        return [column for column in Column if column in self._widths]

    def _titles(self) -> Line:
        """The heads, with the sign of the order at the one by which the lines are sorted."""
        line: Line = []
        self._heads = []
        end = 0
        for column in (Column.NODE, *self._columns()):
            is_chosen = column is self._order.column and not self._order.is_usual
            title = f"{column}{self._order.sign}" if is_chosen else str(column)
            if column is Column.NODE:
                text = cell_fit(title, self._name_width)
            elif column is Column.BUSY and self._bar_width:
                text = " " + cell_fit(title, self._bar_width + self._widths[column])
                text += " " * (self._strip_width + 1 if self._strip_width else 0)
            else:
                text = cell_fit(title, self._widths[column], right=True)
            if column is Column.RATE and self._history_width:
                text += " " * (self._history_width + 1)
            end += len(text)
            self._heads.append((end, column))
            line.append((text, self.ink("accent" if is_chosen else "faint")))
        return line

    # What is drawn

    def _bar(self, node: NodeTraffic, ground: str) -> Line:
        """Busy in the node's colour, blocked in send in red; what became of the node where it is not running."""
        width = self._bar_width
        word = state_word(node)
        if word:
            shade = LOST if node.state in (NodeState.KILLED, NodeState.CRASHED) else "muted"
            return [(" " + cell_fit(word, width), self.ink(shade, ground))]
        filled = bar(node.rates.busy, width)
        blocked = min(width - len(filled), round(node.rates.blocked * width))
        return [
            (" " + filled, self._shade(node, ground)),
            ("╍" * blocked, self.ink(LOST, ground)),
            ("─" * (width - len(filled) - blocked), self.ink("ghost", ground)),
        ]

    def _strip_of(self, node: NodeTraffic, ground: str) -> Line:
        """What it spent its time with: a cell a quarter second, as high as it was busy, hatched when blocked."""
        recent = list(node.rates.shares)[-self._strip_width :]
        inks = {IDLE: self.ink("faint", ground), BLOCKED: self.ink(LOST, ground)}
        line: Line = [(" " * (self._strip_width - len(recent) + 1), self.ink("text", ground))]
        for sign, run in groupby(spent(*shares) for shares in recent):
            line.append((sign * len(list(run)), inks.get(sign) or self._shade(node, ground)))
        return line

    def _history(self, node: NodeTraffic) -> str:
        """Messages a quarter second, against the fastest node."""
        recent = list(node.rates.history)[-self._history_width :]
        return spark(recent, self._peak).rjust(self._history_width)

    def _shade(self, node: NodeTraffic, ground: str) -> Style:
        assert self.traffic is not None
        colour = node_colour(self.traffic, node.name) if node.state is NodeState.RUNNING else "faint"
        return self.ink(colour, ground)

    # Selecting and sorting

    def action_move(self, by: int) -> None:
        """Select the node on the line above or below."""
        names = [node.name for node in self._shown_nodes]
        if not names:
            return
        index = names.index(self.view.node) + by if self.view.node in names else 0 if by > 0 else len(names) - 1
        index = max(0, min(len(names) - 1, index))
        self.reveal(index + 1, index + 1)
        self.post_message(NodeSelected(names[index]))

    def action_sort(self, by: int) -> None:
        """Sort by the column to the right or to the left."""
        self._order.step([Column.NODE, *self._columns()], by)
        self.redraw()

    def action_reverse(self) -> None:
        """The other way round."""
        self._order.reverse()
        self.redraw()

    def on_click(self, event: events.Click) -> None:
        """Sort by the column whose head was clicked; select the node that was, or open its menu."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        index = self.scroll_offset.y + offset.y
        if index == 0:
            column = next((column for end, column in self._heads if offset.x < end), None)
            if column is not None:
                self._order.by(column)
                self.redraw()
        elif index <= len(self._shown_nodes):
            clicked(self, event, self._shown_nodes[index - 1].name, self.view.node)
