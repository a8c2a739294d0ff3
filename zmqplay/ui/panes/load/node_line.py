"""A node as a line of the Load pane: its name, its figures, and bars of its busy time and rate."""

from __future__ import annotations

from itertools import groupby

from rich.cells import cell_len
from rich.style import Style

from zmqplay.model.nodes import NodeState, NodeTraffic
from zmqplay.text import cell_fit
from zmqplay.ui.draw.bars import BLOCKED, IDLE, bar, spark, spent
from zmqplay.ui.draw.ink import Ink, Line, Piece
from zmqplay.ui.look.colours import LOST
from zmqplay.ui.panes.load.columns import Column, Figures
from zmqplay.ui.panes.load.widths import LineWidths
from zmqplay.wire import Activity


class NodeLine:
    """Draws the lines of all nodes, with the same widths and the same peak rate."""

    def __init__(self, ink: Ink, figures: Figures, widths: LineWidths, peak: float) -> None:
        """`peak` is the most messages of any node in a quarter second."""
        self._ink, self._figures, self._widths, self._peak = ink, figures, widths, peak

    def line(self, node: NodeTraffic, selected: str | None) -> Line:
        """Draw name, figures and bars; each bar is beside the column to which it belongs."""
        ink, widths = self._ink, self._widths
        ground = "cursor" if node.name == selected else ""
        line = ink.name(node.name, widths.name, ground)
        is_running = node.state in (NodeState.RUNNING, NodeState.STARTING)
        for column in widths.columns:
            text, shade = self._figures.figure(node, column, says_state=bool(widths.bar))
            if column is Column.WAIT and len(gauge := self._figures.gauge(node)) < widths.of[column]:
                text = gauge or text
            if not is_running and column is not Column.WAIT:
                shade = "faint"
            figure = (cell_fit(text, widths.of[column], right=True), ink(shade, ground))
            line += self._bar(node, figure, ground) if column is Column.BUSY and widths.bar else [figure]
            if column is Column.BUSY and widths.strip:
                line += self._strip(node, ground)
            elif column is Column.RATE and widths.history:
                line.append((" " + self._history(node), self._style(node, ground)))
        return line

    def _bar(self, node: NodeTraffic, figure: Piece, ground: str) -> Line:
        """The busy time in the node's colour, the time blocked in send in red, and the figure; or the node's state.

        A state that is longer than the bar takes the place of the figure, too, which tells less.
        """
        ink, width = self._ink, self._widths.bar
        if word := self._figures.word(node):
            shade = "muted" if node.state.alive and node.doing.activity is not Activity.BLOCKED else LOST
            if node.state in (NodeState.STOPPED, NodeState.FROZEN):
                shade = "muted"
            is_long = cell_len(word) > width
            room = width + cell_len(figure[0]) if is_long else width
            return [(" " + cell_fit(word, room), ink(shade, ground)), *([] if is_long else [figure])]
        filled = bar(node.rates.busy, width)
        blocked = min(width - len(filled), round(node.rates.blocked * width))
        return [
            (" " + filled, self._style(node, ground)),
            ("╍" * blocked, ink(LOST, ground)),
            ("─" * (width - len(filled) - blocked), ink("ghost", ground)),
            figure,
        ]

    def _strip(self, node: NodeTraffic, ground: str) -> Line:
        """The last seconds: a cell for each quarter second, as high as the node was busy, hatched if it was blocked."""
        recent = list(node.rates.shares)[-self._widths.strip :]
        styles = {IDLE: self._ink("line", ground), BLOCKED: self._ink(LOST, ground)}
        line: Line = [(" " * (self._widths.strip - len(recent) + 1), self._ink("text", ground))]
        for sign, run in groupby(spent(*shares) for shares in recent):
            line.append((sign * len(list(run)), styles.get(sign) or self._style(node, ground)))
        return line

    def _history(self, node: NodeTraffic) -> str:
        """The rate over the last seconds: one cell for each quarter second, as a share of the peak."""
        recent = list(node.rates.history)[-self._widths.history :]
        return spark(recent, self._peak).rjust(self._widths.history)

    def _style(self, node: NodeTraffic, ground: str) -> Style:
        is_running = node.state is NodeState.RUNNING
        return self._ink(self._ink.colour_of(node.name) if is_running else "faint", ground)
