"""The columns of the Load pane: the text of each for a node, and the value to sort by."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from math import inf

from zmqplay.model.nodes import NodeState, NodeTraffic
from zmqplay.model.reading.waits import wait_of
from zmqplay.model.traffic import Traffic
from zmqplay.model.words import milliseconds
from zmqplay.text import count, filled, percent, rate, size, work_in_words
from zmqplay.ui.look.colours import LOST, WAITING
from zmqplay.wire import Activity


class Column(StrEnum):
    """A column, by its title."""

    NODE = "node"
    DONE = "done"
    SHARE = "share"
    BUSY = "busy"
    RATE = "rate"
    WAIT = "wait"
    TO_SEND = "to send"
    P50 = "p50"
    P99 = "p99"
    WORK = "work"
    DONE_AT = "done at"
    CPU = "cpu"
    MEMORY = "memory"


LEAST_WIDTHS = {
    Column.DONE: 5, Column.SHARE: 6, Column.BUSY: 5, Column.RATE: 7, Column.WAIT: 5, Column.TO_SEND: 8,
    Column.P50: 7, Column.P99: 7, Column.WORK: 6, Column.DONE_AT: 10, Column.CPU: 5, Column.MEMORY: 7,
}  # fmt: skip
"""Least cells of each column, without the gap on the left; they hold the title and the sign of the order."""
IMPORTANCE = (
    Column.BUSY, Column.DONE, Column.RATE, Column.TO_SEND, Column.WAIT, Column.SHARE, Column.P50, Column.CPU,
    Column.MEMORY, Column.WORK, Column.DONE_AT, Column.P99,
)  # fmt: skip
"""Columns by importance; the first ones stay in a narrow pane."""


class Figures:
    """The figures of all nodes, from the present traffic."""

    def __init__(self, traffic: Traffic, now_ns: int) -> None:
        self._traffic = traffic
        self._now_ns = now_ns
        self.has_unsent = any(node.speech.to_be_sent for node in traffic.nodes.values())
        """Something waits in a node to be sent."""
        self._done: dict[str, int] = {}
        self._done_by_role: Counter[str] = Counter()
        for node in traffic.nodes.values():
            self._done[node.name] = done_by(node)
            self._done_by_role[node.role] += self._done[node.name]
        self._waiting: dict[str, int] = {}
        """By node; without those of which the ledger cannot tell it."""
        self._rooms: dict[str, float] = {}
        """Messages that the queues hold in which something waits, by node; infinite if one of them has no limit."""
        self._untold: set[str] = set()
        for link in traffic.ledger.links.values():
            if link.waiting is None:
                self._untold.add(link.receiver)
            elif link.receiver in traffic.nodes:
                self._waiting[link.receiver] = self._waiting.get(link.receiver, 0) + link.waiting
                if link.waiting:
                    self._rooms[link.receiver] = self._rooms.get(link.receiver, 0) + (link.room or inf)
        for name in self._untold:
            self._waiting.pop(name, None)

    def value(self, node: NodeTraffic, column: Column) -> float:
        """The value that a column sorts by; it is rounded as it is shown, so that equal figures keep their places."""
        match column:
            case Column.DONE:
                return self._done[node.name]
            case Column.SHARE:
                return round(100 * self._done[node.name] / max(1, self._done_by_role[node.role]))
            case Column.BUSY:
                return round(100 * max(node.rates.busy, node.rates.blocked)) if node.state.alive else -1
            case Column.RATE:
                return _coarse(node.rates.received or node.rates.sent)
            case Column.WAIT:
                return self._waiting.get(node.name, -1)
            case Column.TO_SEND:
                return node.speech.to_be_sent
            case Column.WORK:
                return node.work_ms
            case Column.DONE_AT:
                return self._left_ns(node) or -self._took_ns(node)
            case Column.CPU:
                return round(node.usage.cpu_percent) if node.state.alive else -1
            case Column.MEMORY:
                return node.usage.memory_bytes if node.state.alive else -1
        return _coarse(node.service_ms(0.5 if column is Column.P50 else 0.99) or 0.0)

    def figure(self, node: NodeTraffic, column: Column, *, says_state: bool) -> tuple[str, str]:
        """A figure as text, and its shade; `says_state` means that the line itself shows the node's state."""
        if column is Column.DONE:
            return count(self._done[node.name]), "text"
        if column is Column.SHARE:
            whole = self._done_by_role[node.role]
            return (percent(self._done[node.name] / whole) if whole else "–"), "muted"
        if column is Column.BUSY:
            return _busy(node, says_state)
        if column is Column.RATE:
            messages = (node.rates.received or node.rates.sent) if node.state.alive else 0.0
            return rate(messages), "soft" if messages >= 0.05 else "faint"
        if column in (Column.CPU, Column.MEMORY):
            return _process(node, column), "muted"
        if column is Column.WORK:
            return work_in_words(node.work_ms, node.jitter_ms), "muted"
        return self._queue(node, column)

    def _queue(self, node: NodeTraffic, column: Column) -> tuple[str, str]:
        """A figure about the queue: messages that wait, service time, time until all are done."""
        waits = self._waiting.get(node.name)
        if column is Column.WAIT:
            nothing = "–" if node.name in self._untold else ""
            return (nothing if waits is None else count(waits)), self._shade(node)
        if column is Column.TO_SEND:
            unsent = node.speech.to_be_sent
            return (count(unsent) if unsent else ""), WAITING
        if column is Column.DONE_AT:
            if left_ns := self._left_ns(node):
                return f"in {milliseconds(left_ns)}", WAITING
            took_ns = self._took_ns(node)
            return (milliseconds(took_ns) if took_ns else ""), "muted"
        ms = node.service_ms(0.5 if column is Column.P50 else 0.99)
        return ("" if ms is None else milliseconds(int(ms * 1e6))), "muted"

    def gauge(self, node: NodeTraffic) -> str:
        """What waits for a node, of what its own queues hold; empty if nothing waits or the room is not known."""
        waits, room = self._waiting.get(node.name), self._rooms.get(node.name, inf)
        return filled(waits, int(room)) if waits and room < inf else ""

    def _shade(self, node: NodeTraffic) -> str:
        """The shade of what waits for a node: amber, and red once its own queue is full."""
        if not (waits := self._waiting.get(node.name)):
            return "faint"
        return LOST if waits >= self._rooms.get(node.name, inf) else WAITING

    def word(self, node: NodeTraffic) -> str:
        """The node's state in a word, or what it has waited for over the last second; empty while it works."""
        wait = wait_of(self._traffic, node)
        return wait.brief if wait and wait.lasts(self._now_ns) else state_word(node)

    def _left_ns(self, node: NodeTraffic) -> int:
        """The time to work off a node's queue, at the node's median service time; 0 if nothing waits."""
        waits = self._waiting.get(node.name, 0)
        ms = node.service_ms(0.5) if waits and node.state is NodeState.RUNNING else None
        return int(waits * ms * 1e6) if ms else 0

    def _took_ns(self, node: NodeTraffic) -> int:
        """The time from the first message of all nodes to the end of this node's last one; 0 while the node works."""
        begun_ns = self._traffic.messages.begun_ns
        is_idle = node.doing.activity is Activity.IDLE and node.received and node.state is NodeState.RUNNING
        return max(0, node.doing.since_ns - begun_ns) if is_idle and begun_ns else 0


def done_by(node: NodeTraffic) -> int:
    """The messages that a node received, or sent if it receives none; the subscriptions that reach an XPUB are none."""
    taken = sum(socket.received.messages for socket in node.all_sockets if not socket.kind.publishes)
    return taken or node.sent


def _coarse(value: float) -> float:
    """The value, rounded to two significant digits."""
    return float(f"{value:.2g}")


def _process(node: NodeTraffic, column: Column) -> str:
    """The CPU or memory that the process takes; "–" before the first measurement, and once the process has ended."""
    usage = node.usage
    if not (node.state.alive and usage.memory_bytes):
        return "–"
    return f"{usage.cpu_percent:.0f} %" if column is Column.CPU else size(usage.memory_bytes)


def _busy(node: NodeTraffic, says_state: bool) -> tuple[str, str]:
    if not node.state.alive:
        return "" if says_state else node.state.value, LOST
    if node.state in (NodeState.FROZEN, NodeState.STARTING):
        return "–", "muted"
    if node.rates.blocked > node.rates.busy and node.rates.blocked >= 0.05:
        return percent(node.rates.blocked), LOST
    return percent(node.rates.busy), "text" if node.rates.busy >= 0.005 else "faint"


def state_word(node: NodeTraffic) -> str:
    """The node's state in a word; empty while the node runs."""
    if node.state is NodeState.RUNNING:
        return "ignored" if node.ignored else ""
    return node.state.value
