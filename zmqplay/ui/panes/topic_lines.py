"""The matrix of topics and subscribers as lines: how wide its columns are, and what stands in them."""

from __future__ import annotations

from rich.cells import cell_len

from zmqplay.model.reading.hearers import Hearer, messages
from zmqplay.model.reading.known_topics import Counts, SocketKey
from zmqplay.text import cell_fit, count, name_fit, readable, safe
from zmqplay.ui.draw.headed import HeadedPane
from zmqplay.ui.draw.ink import Line, Piece
from zmqplay.ui.draw.wrapping import wrap
from zmqplay.ui.look.colours import WAITING
from zmqplay.wire import OTHER

SUBSCRIBED = "subscribed to"
LEAST, MOST = 8, 14
"""Width of a subscriber's column."""
INDENT = 4


class TopicLines(HeadedPane):
    """A number where a subscriber got a topic, a dot where it is subscribed and got none."""

    EMPTY = "No topic yet. The first frame of what a publisher sends is its topic: type  topic1 | hello"
    HEAD = 2

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  # Textual's word
        super().__init__(id=id, classes=classes)
        self._topics: list[bytes] = []
        """As they stand."""
        self._unheard: set[bytes] = set()
        self._sent: dict[SocketKey, Counts] = {}
        self._hearers: list[Hearer] = []
        self._chosen: bytes | None = None
        self._place = 0
        """Of the chosen topic."""
        self._details: list[Line] = []
        """Below the chosen topic."""
        self._topic_cells = self._sent_cells = 0
        """What the widest of what was in view takes."""
        self._topic_width = self._sent_width = self._column_width = LEAST
        self._gap, self._fitting, self._first = 2, 0, 0

    def _share_out(self, width: int) -> None:
        """Widths; those of the first two columns only grow, with what comes into view."""
        begin = max(0, min(self.scroll_offset.y, len(self._topics) - self.rows_visible))
        visible = self._topics[begin : begin + self.rows_visible]
        for topic in visible:
            self._topic_cells = max(self._topic_cells, cell_len(_name(topic)))
            self._sent_cells = max(self._sent_cells, 1 + len(count(messages(self._sent.values(), topic))))
        self._topic_width = min(max(6, self._topic_cells), max(8, width // 3))
        self._sent_width = max(self._sent_cells, len(SUBSCRIBED) - self._topic_width, 6)
        left = width - self._topic_width - self._sent_width
        if not self._hearers:
            self._fitting = 0
            return
        names = max(cell_len(safe(hearer.node, 40)) for hearer in self._hearers)
        wanted = min(MOST, max(LEAST, names))
        share = left // len(self._hearers)
        self._gap = 2 if share >= wanted + 2 else 1
        self._column_width = max(6, min(wanted, share - self._gap))
        self._fitting = min(len(self._hearers), (left - 4) // (self._column_width + self._gap))
        if share >= self._column_width + self._gap:
            self._fitting = len(self._hearers)
        self._first = max(0, min(self._first, len(self._hearers) - self._fitting))

    @property
    def _columns(self) -> list[Hearer]:
        return self._hearers[self._first : self._first + self._fitting]

    def head_line(self, index: int) -> Line:
        return self._names_line() if index == 0 else self._subscriptions_line()

    def row_line(self, index: int) -> Line:
        if not self._topics:
            return [(self.EMPTY, self.ink("muted"))] if index == 1 else []
        if self._details and index > self._place:
            if index <= self._place + len(self._details):
                return self._details[index - self._place - 1]
            index -= len(self._details)
        return self._topic_line(self._topics[index])

    def _topic_line(self, topic: bytes) -> Line:
        ground = "cursor" if topic == self._chosen else ""
        unheard = topic in self._unheard
        name = cell_fit(_name(topic), self._topic_width)
        sent = cell_fit(count(messages(self._sent.values(), topic)), self._sent_width, right=True)
        line: Line = [
            (name, self.ink("muted" if unheard else "text", ground, bold=not unheard)),
            (sent, self.ink("muted", ground)),
        ]
        if unheard:  # then all its cells are empty
            return [*line, ("  unheard", self.ink(WAITING, ground))]
        return line + [self._cell(hearer, topic, ground) for hearer in self._columns]

    def _cell(self, hearer: Hearer, topic: bytes, ground: str) -> Piece:
        width = self._gap + self._column_width
        if got := hearer.got(topic):
            return cell_fit(count(got), width, right=True), self.node_ink(hearer.node, ground)
        return cell_fit("·" if hearer.matching(topic) else "", width, right=True), self.ink("faint", ground)

    def _names_line(self) -> Line:
        faint = self.ink("faint")
        line: Line = [(cell_fit("topic", self._topic_width) + cell_fit("sent", self._sent_width, right=True), faint)]
        for hearer in self._columns:
            name = name_fit(safe(hearer.node, 40), self._column_width).rstrip()
            line.append((" " * (self._gap + self._column_width - cell_len(name)), faint))
            line.append((name, self.node_ink(hearer.node)))
        if hidden := len(self._hearers) - self._fitting:
            line.append((f" ←→{hidden}", self.ink("accent")))
        return line

    def _subscriptions_line(self) -> Line:
        line: Line = [(cell_fit(SUBSCRIBED, self._topic_width + self._sent_width), self.ink("faint"))]
        for hearer in self._columns:
            words = [readable(topic, 40) or "all" for topic in hearer.subscriptions]
            text = cell_fit(" ".join(words) or "nothing", self._column_width, right=True)
            line.append((" " * self._gap + text, self.ink("muted", italic=True)))
        return line

    def _who_hears(self, topic: bytes, width: int) -> list[Line]:
        """Who gets it by which of its subscriptions, all subscribers, also those without a column in view."""
        muted, accent = self.ink("muted"), self.ink("accent", bold=True)
        words: list[Piece] = []
        for hearer in self._hearers:
            found, got = hearer.matching(topic), hearer.got(topic)
            if not found and not got:
                continue
            words += [("·", muted)] * bool(words)
            words.append((safe(hearer.node, 40), self.node_ink(hearer.node)))
            words += [("by", muted)] if found else [("no longer", muted)]
            for index, prefix in enumerate(found):
                words += [("and", muted)] * bool(index) + [(readable(prefix, 40) or "(everything)", accent)]
            words.append((f"({count(got)})", muted))
        if not words:
            text = "counted together" if topic == OTHER else "nobody: no subscription is a beginning of it"
            words = [(word, muted) for word in text.split()]
        indent = " " * INDENT, self.ink()
        return [[indent, *line] for line in wrap(words, max(8, width - INDENT))]


def _name(topic: bytes) -> str:
    if topic == OTHER:
        return "(all others)"
    return readable(topic, 60) or "(empty)"
