"""What each node does: how much, how fast, how busy, and what waits for it. One widget, a line a node."""

from __future__ import annotations

from collections.abc import Hashable
from enum import StrEnum

from rich.cells import cell_len
from rich.style import Style
from textual import events

from zmqplay.session.nodes import NodeState, NodeTraffic
from zmqplay.session.traffic import Traffic
from zmqplay.ui.colours import LOST, WAITING, node_colour
from zmqplay.ui.panes.lines import Line, LinePane, node_stamps
from zmqplay.ui.panes.selection import clicked
from zmqplay.ui.panes.sparks import spark
from zmqplay.ui.text import cell_fit, count, latency, percent, rate, safe, size, work_in_words
from zmqplay.ui.view import View
from zmqplay.wire import Activity

HISTORY_MOST = 24
BAR_LEAST, BAR_MOST = 6, 20


class Column(StrEnum):
    """A column of figures, by its title."""

    DONE = "done"
    SHARE = "share"
    BUSY = "busy"
    RATE = "rate"
    WAIT = "wait"
    QUEUE = "queue"
    P50 = "p50"
    P99 = "p99"
    WORK = "work"
    DONE_AT = "done at"
    CPU = "cpu"
    MEMORY = "memory"


LEAST_WIDTHS = {
    Column.DONE: 5, Column.SHARE: 5, Column.BUSY: 5, Column.RATE: 7, Column.WAIT: 4, Column.QUEUE: 5, Column.P50: 7,
    Column.P99: 7, Column.WORK: 6, Column.DONE_AT: 7, Column.CPU: 5, Column.MEMORY: 7,
}  # fmt: skip
IMPORTANCE = (
    Column.BUSY, Column.DONE, Column.RATE, Column.WAIT, Column.SHARE, Column.QUEUE, Column.P50, Column.WORK, Column.P99,
    Column.DONE_AT, Column.CPU, Column.MEMORY,
)  # fmt: skip
"""Which columns stay when there is little room."""


class Load(LinePane):
    """One line a node. Those that ended keep theirs, so that one sees where the load went."""

    TITLE = "Load"
    EMPTY = "No node has started yet. Each will have a line here: messages done, share, busy time and rate."

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  # Textual's word
        super().__init__(id=id, classes=classes)
        self._shown_nodes: list[NodeTraffic] = []
        self._name_width = self._bar_width = self._history_width = 0
        self._widths: dict[Column, int] = {}
        """Of the columns that have room, each with the gap on its left."""
        self._peak = 1.0
        self._done_by_role: dict[str, int] = {}
        self._waiting: dict[str, int] = {}
        self._waiting_by_role: dict[str, int] = {}
        self._begun_ns = 0
        """The time of the first message."""

    def stamp(self, traffic: Traffic, view: View) -> Hashable:
        return node_stamps(traffic), view.node, id(traffic.ledger.links)

    def prepare(self, traffic: Traffic, width: int) -> int:
        self._shown_nodes = list(traffic.nodes.values())
        if not self._shown_nodes:
            return 0
        self._done_by_role = {}
        for node in self._shown_nodes:
            self._done_by_role[node.role] = self._done_by_role.get(node.role, 0) + done(node)
        self._waiting = waiting(traffic)
        self._waiting_by_role = {}
        for name, waits in self._waiting.items():
            role = traffic.nodes[name].role
            self._waiting_by_role[role] = self._waiting_by_role.get(role, 0) + waits
        self._begun_ns = traffic.messages.begun_ns
        self._peak = max(1.0, *(max(node.history, default=0.0) for node in self._shown_nodes))
        self._share_out(width)
        return len(self._shown_nodes) + 1

    def _share_out(self, width: int) -> None:
        """Columns by importance as long as there is room, then the history, and the bar takes the rest."""
        longest = max(cell_len(safe(node.name, 40)) for node in self._shown_nodes)
        self._name_width = min(longest, max(8, width // 3))
        self._widths = {}
        left = width - self._name_width
        self._bar_width, self._history_width = BAR_LEAST if left >= 34 else 0, 0
        left -= self._bar_width + 1 if self._bar_width else 0
        for column in IMPORTANCE:
            if column is Column.P50 and self._bar_width:
                self._bar_width += min(4, left)
                left -= min(4, left)
                self._history_width = 8 if left >= 9 else 0
                left -= 9 if self._history_width else 0
            texts = [self._figure(node, column)[0] for node in self._shown_nodes]
            cells = max(LEAST_WIDTHS[column], *map(len, texts)) + 1
            if left >= cells:
                self._widths[column] = cells
                left -= cells
        more = min(HISTORY_MOST - self._history_width, left) if self._history_width else 0
        self._history_width += more
        self._bar_width += min(BAR_MOST - self._bar_width, left - more) if self._bar_width else 0

    def line(self, index: int) -> Line:
        assert self.traffic is not None
        if index == 0:
            return self._titles()
        node = self._shown_nodes[index - 1]
        ground = "cursor" if node.name == self.view.node else ""
        line = self.name_pieces(node.name, self._name_width, ground)
        for column in self._columns():
            if column is Column.BUSY and self._bar_width:
                line += self._bar(node, ground)
            text, shade = self._figure(node, column)
            if node.state not in (NodeState.RUNNING, NodeState.STARTING) and column is not Column.WAIT:
                shade = "faint"
            line.append((cell_fit(text, self._widths[column], right=True), self.ink(shade, ground)))
            if column is Column.RATE and self._history_width:
                line.append((" " + self._history(node), self._shade(node, ground)))
        return line

    def _columns(self) -> list[Column]:
        return [column for column in Column if column in self._widths]

    def _titles(self) -> Line:
        titles = [cell_fit("node", self._name_width)]
        for column in self._columns():
            if column is Column.BUSY and self._bar_width:
                titles.append(" " + cell_fit(column, self._bar_width + self._widths[column]))
                continue
            titles.append(cell_fit(column, self._widths[column], right=True))
            if column is Column.RATE and self._history_width:
                titles.append(" " * (self._history_width + 1))
        return [("".join(titles), self.ink("faint"))]

    def _figure(self, node: NodeTraffic, column: Column) -> tuple[str, str]:
        """What stands in a column, and its shade."""
        if column is Column.DONE:
            return count(done(node)), "text"
        if column is Column.SHARE:
            whole = self._done_by_role[node.role]
            return (percent(done(node) / whole) if whole else "–"), "muted"
        if column is Column.BUSY:
            return self._busy(node)
        if column is Column.RATE:
            messages = node.rate_received or node.rate_sent
            return rate(messages if node.state.alive else 0), "soft" if messages >= 0.05 else "faint"
        if column is Column.WAIT:
            waits = self._waiting.get(node.name)
            return ("" if waits is None else count(waits)), WAITING if waits else "faint"
        if column is Column.CPU:
            return f"{node.cpu_percent:.0f} %", "muted"
        if column is Column.MEMORY:
            return (size(node.memory_bytes) if node.memory_bytes else "–"), "muted"
        return self._time(node, column)

    def _time(self, node: NodeTraffic, column: Column) -> tuple[str, str]:
        """Its share of what waits, and how long its messages take, took and are to take."""
        if column is Column.QUEUE:
            whole, waits = self._waiting_by_role.get(node.role), self._waiting.get(node.name, 0)
            return (percent(waits / whole) if whole else ""), WAITING if waits else "faint"
        if column is Column.WORK:
            return work_in_words(node.work_ms, node.jitter_ms), "muted"
        if column is Column.DONE_AT:
            is_idle = node.activity is Activity.IDLE and node.received and node.state is NodeState.RUNNING
            took_ns = node.since_ns - self._begun_ns if is_idle and self._begun_ns else 0
            return (latency(took_ns) if took_ns > 0 else ""), "muted"
        ms = node.service_ms(0.5 if column is Column.P50 else 0.99)
        return ("" if ms is None else latency(int(ms * 1e6))), "muted"

    def _busy(self, node: NodeTraffic) -> tuple[str, str]:
        if not node.state.alive:
            return "" if self._bar_width else node.state.value, LOST
        if node.state in (NodeState.FROZEN, NodeState.STARTING):
            return "–", "muted"
        if node.blocked > node.busy and node.blocked >= 0.05:
            return percent(node.blocked), LOST
        return percent(node.busy), "text" if node.busy >= 0.005 else "faint"

    def _bar(self, node: NodeTraffic, ground: str) -> Line:
        """Busy in the node's colour, blocked in send in red; what became of the node where it is not running."""
        width = self._bar_width
        word = state_word(node)
        if word:
            shade = LOST if node.state in (NodeState.KILLED, NodeState.CRASHED) else "muted"
            return [(" " + cell_fit(word, width), self.ink(shade, ground))]
        filled = bar(node.busy, width)
        blocked = min(width - len(filled), round(node.blocked * width))
        return [
            (" " + filled, self._shade(node, ground)),
            ("╍" * blocked, self.ink(LOST, ground)),
            ("─" * (width - len(filled) - blocked), self.ink("ghost", ground)),
        ]

    def _history(self, node: NodeTraffic) -> str:
        """Messages a quarter second, against the fastest node."""
        recent = list(node.history)[-self._history_width :]
        return spark(recent, self._peak)

    def _shade(self, node: NodeTraffic, ground: str) -> Style:
        assert self.traffic is not None
        colour = node_colour(self.traffic, node.name) if node.state is NodeState.RUNNING else "faint"
        return self.ink(colour, ground)

    def on_click(self, event: events.Click) -> None:
        """Select the node that was clicked, or open its menu."""
        offset = event.get_content_offset(self)
        if offset is not None and 0 < (index := self.scroll_offset.y + offset.y) <= len(self._shown_nodes):
            clicked(self, event, self._shown_nodes[index - 1].name, self.view.node)


def done(node: NodeTraffic) -> int:
    """Messages received; sent, for a node that only sends."""
    return node.received or node.sent


def bar(share: float, width: int) -> str:
    """A bar of whole and half cells."""
    halves = round(min(1.0, max(0.0, share)) * width * 2)
    return "━" * (halves // 2) + "╸" * (halves % 2)


def state_word(node: NodeTraffic) -> str:
    """Nothing while the node runs."""
    if node.state is NodeState.RUNNING:
        return "ignored" if node.ignored else ""
    return node.state.value


def waiting(traffic: Traffic) -> dict[str, int]:
    """What is under way to each node, where the ledger can tell."""
    found: dict[str, int] = {}
    for link in traffic.ledger.links.values():
        if link.waiting is not None and link.receiver in traffic.nodes:
            found[link.receiver] = found.get(link.receiver, 0) + link.waiting
    return found
