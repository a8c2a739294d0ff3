"""The matrix of topics and subscribers as lines: the widths of its columns, and their texts."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from zmqplay.model.reading.hearers import Hearer, messages
from zmqplay.model.reading.known_topics import Counts, SocketKey
from zmqplay.model.words import counted
from zmqplay.template import as_literal
from zmqplay.text import cell_fit, count, name_fit, safe
from zmqplay.ui.draw.ink import Ink, Line, Piece
from zmqplay.ui.draw.wrapping import wrap
from zmqplay.ui.look.colours import WAITING
from zmqplay.wire import OTHER

SUBSCRIBED = "subscribed to"
LEAST, MOST = 8, 14
"""The least and the greatest width of a subscriber's column, in cells."""
INDENT = 4
UNHEARD = {True: "unheard", False: "heard by none of ours"}
NOBODY = {
    True: "nobody: no subscription is a beginning of it",
    False: "none of ours: no subscription of theirs is a beginning of it",
}


class TopicTable:
    """Draws each topic and subscriber as a count of messages, as a dot if subscribed without messages, or empty."""

    def __init__(self) -> None:
        self.sent: dict[SocketKey, Counts] = {}
        """For each publisher's socket, the number of sent messages of each topic."""
        self.hearers: list[Hearer] = []
        """The subscribers."""
        self.is_known = True
        """Whether nobody heard what no node of ours heard; else a foreign or joining subscriber may have."""
        self._topic_cells = self._sent_cells = 0
        """Cells of the widest topic, and of the widest number sent, that have been in view."""
        self._topic_width = self._sent_width = self._column_width = LEAST
        self._gap, self._fitting, self._first = 2, 0, 0

    def share_out(self, width: int, visible: Sequence[bytes]) -> None:
        """Set the widths of the columns; the first two only grow, with the topics that come into view."""
        for topic in visible:
            self._topic_cells = max(self._topic_cells, cell_len(_name(topic)))
            self._sent_cells = max(self._sent_cells, 1 + len(count(messages(self.sent.values(), topic))))
        self._topic_width = min(max(6, self._topic_cells), max(8, width // 3))
        self._sent_width = max(self._sent_cells, len(SUBSCRIBED) - self._topic_width, 6)
        left = width - self._topic_width - self._sent_width
        if not self.hearers:
            self._fitting = 0
            return
        names = max(max(cell_len(safe(hearer.node, 40)), cell_len(_wanted(hearer))) for hearer in self.hearers)
        wanted = min(MOST, max(LEAST, names))
        share = left // len(self.hearers)
        self._gap = 2 if share >= wanted + 2 else 1
        self._column_width = max(6, min(wanted, share - self._gap))
        self._fitting = min(len(self.hearers), (left - 4) // (self._column_width + self._gap))
        if share >= self._column_width + self._gap:
            self._fitting = len(self.hearers)
        self.scroll_columns(0)

    def scroll_columns(self, by: int) -> None:
        """Scroll the columns by `by` subscribers, if not all fit."""
        self._first = max(0, min(self._first + by, len(self.hearers) - self._fitting))

    @property
    def first(self) -> int:
        """The index of the subscriber in the first column."""
        return self._first

    @property
    def _columns(self) -> list[Hearer]:
        return self.hearers[self._first : self._first + self._fitting]

    def title_at(self, x: int) -> str:
        """The title at cell `x` of the first line: `topic`, `sent`, or empty at the subscribers' names."""
        return "topic" if x < self._topic_width else "sent" if x < self._topic_width + self._sent_width else ""

    # Lines

    @property
    def unheard(self) -> str:
        """What is said of a topic that no node of ours hears."""
        return UNHEARD[self.is_known]

    @property
    def others(self) -> int:
        """The messages of topics that have no line: those after a socket's first thousand."""
        return messages(self.sent.values(), OTHER)

    def others_line(self, ink: Ink) -> Line:
        """Draw the line below the last topic, with the number of messages of topics that have no line."""
        return [(f"and {counted(self.others)} of more topics", ink("muted"))]

    def topic_line(self, ink: Ink, topic: bytes, *, is_chosen: bool, is_unheard: bool) -> Line:
        """Draw a topic, the number of its messages sent, and each subscriber's cell."""
        ground = "cursor" if is_chosen else ""
        name = cell_fit(_name(topic), self._topic_width)
        number = count(messages(self.sent.values(), topic)) if self.sent else "–"  # of a foreign publisher's, unknown
        sent = cell_fit(number, self._sent_width, right=True)
        line: Line = [
            (name, ink("muted" if is_unheard else "text", ground, bold=not is_unheard)),
            (sent, ink("muted", ground)),
        ]
        if is_unheard:  # no subscriber gets the topic, so all cells are empty
            return [*line, (f"  {self.unheard}", ink(WAITING if self.is_known else "muted", ground))]
        return line + [self._cell(ink, hearer, topic, ground) for hearer in self._columns]

    def _cell(self, ink: Ink, hearer: Hearer, topic: bytes, ground: str) -> Piece:
        width = self._gap + self._column_width
        if got := hearer.got(topic):
            return cell_fit(count(got), width, right=True), ink.node(hearer.node, ground)
        return cell_fit("·" if hearer.matching(topic) else "", width, right=True), ink("faint", ground)

    def names_line(self, ink: Ink) -> Line:
        """Draw the titles."""
        faint = ink("faint")
        line: Line = [(cell_fit("topic", self._topic_width) + cell_fit("sent", self._sent_width, right=True), faint)]
        for hearer in self._columns:
            name = name_fit(safe(hearer.node, 40), self._column_width).rstrip()
            line.append((" " * (self._gap + self._column_width - cell_len(name)), faint))
            line.append((name, ink.node(hearer.node)))
        if hidden := len(self.hearers) - self._fitting:
            line.append((f" ←→{hidden}", ink("accent")))
        return line

    def subscription_lines(self, ink: Ink, most: int) -> list[Line]:
        """Draw the lines below the titles, `most` at most: the subscriptions of each subscriber.

        They stand side by side; below each other where that is too long for a column.
        """
        between = next((each for each in (", ", ",") if self._fit(each)), "")
        shown = [[_wanted(hearer, between)] if between else _below_each_other(hearer, most) for hearer in self._columns]
        lines: list[Line] = []
        for row in range(max(map(len, shown), default=1)):
            title = "" if row else SUBSCRIBED
            line: Line = [(cell_fit(title, self._topic_width + self._sent_width), ink("faint"))]
            for texts in shown:
                text = cell_fit(texts[row] if row < len(texts) else "", self._column_width, right=True)
                line.append((" " * self._gap + text, ink("muted", italic=True)))
            lines.append(line)
        return lines

    def _fit(self, between: str) -> bool:
        """Whether the subscriptions of each subscriber fit into a column, with this `between` them."""
        return all(cell_len(_wanted(hearer, between)) <= self._column_width for hearer in self.hearers)

    def details(self, ink: Ink, topic: bytes, width: int) -> list[Line]:
        """Draw the subscribers of a topic with the subscriptions that match; also those without a column in view."""
        muted, accent = ink("muted"), ink("accent", bold=True)
        words: list[Piece] = []
        for hearer in self.hearers:
            found, got = hearer.matching(topic), hearer.got(topic)
            if not found and not got:
                continue
            words += [("·", muted)] * bool(words)
            words.append((safe(hearer.node, 40), ink.node(hearer.node)))
            words += [("by", muted)] if found else [("no longer", muted)]
            for index, prefix in enumerate(found):
                words += [("and", muted)] * bool(index) + [(as_literal(prefix, 40) or "(everything)", accent)]
            words.append((f"({count(got)})", muted))
        if not words:
            words = [(word, muted) for word in NOBODY[self.is_known].split()]
        indent = " " * INDENT, ink()
        return [[indent, *line] for line in wrap(words, max(8, width - INDENT))]


def _wanted(hearer: Hearer, between: str = ", ") -> str:
    """The subscriptions of a subscriber."""
    return between.join(_topics(hearer)) or "nothing"


def _below_each_other(hearer: Hearer, most: int) -> list[str]:
    """The subscriptions of a subscriber, a line each; if they are more than `most`, the last line counts the rest."""
    topics = _topics(hearer) or ["nothing"]
    if len(topics) <= most:
        return topics
    return [*topics[: most - 1], f"+{len(topics) - most + 1}"] if most > 1 else [_wanted(hearer, ",")]


def _topics(hearer: Hearer) -> list[str]:
    return [as_literal(topic, 40) or "all" for topic in hearer.subscriptions]


def _name(topic: bytes) -> str:
    return as_literal(topic, 60) or "(empty)"
