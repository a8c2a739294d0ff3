"""Who heard what: topics down, subscribers across, with the subscriptions that decide it."""

from __future__ import annotations

from collections.abc import Hashable

from rich.cells import cell_len
from rich.style import Style

from zmqplay.session.sockets import SocketTraffic
from zmqplay.session.traffic import Traffic
from zmqplay.ui.colours import WAITING
from zmqplay.ui.panes.lines import Line, LinePane, node_stamps
from zmqplay.ui.text import cell_fit, count, name_fit, readable, safe
from zmqplay.ui.view import View
from zmqplay.wire import OTHER

HEAD = 2
"""Lines above the topics: the names and their subscriptions."""

SUBSCRIBED = "subscribed to"
LEAST, MOST = 8, 14
"""Width of a subscriber's column."""


class Topics(LinePane):
    """A line a topic; a number where a subscriber got it, a dot where it is subscribed and got none."""

    TITLE = "Topics"
    EMPTY = "No topic yet. The first frame of what a publisher sends is its topic: type  topic1 | hello"

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  # Textual's word
        super().__init__(id=id, classes=classes)
        self._topics: list[bytes] = []
        self._sent: dict[bytes, int] = {}
        self._hearers: list[SocketTraffic] = []
        self._topic_width = self._column_width = LEAST
        self._fitting = 0
        self._sent_width, self._gap = 6, 2

    def stamp(self, traffic: Traffic, view: View) -> Hashable:
        return node_stamps(traffic), view.node

    def prepare(self, traffic: Traffic, width: int) -> int:
        self._sent = {}
        self._hearers = []
        for socket in traffic.sockets():
            if socket.type in ("PUB", "XPUB"):
                for topic, tally in socket.sent_by_key.items():
                    self._sent[topic] = self._sent.get(topic, 0) + tally.messages
            elif socket.type in ("SUB", "XSUB"):
                self._hearers.append(socket)
        known = set(self._sent).union(*(socket.received_by_key for socket in self._hearers))
        if len(known) != len(self._topics) or not known.issuperset(self._topics):
            self._topics = sorted(known, key=lambda topic: (topic == OTHER, topic))
        self._share_out(width)
        if not self._topics:
            return HEAD + 2 if self._hearers else 0
        return len(self._topics) + HEAD

    def _share_out(self, width: int) -> None:
        longest = max((cell_len(_name(topic)) for topic in (*self._topics[:200], *self._topics[-1:])), default=LEAST)
        self._topic_width = min(max(6, longest), max(8, width // 3))
        numbers = (len(count(number)) for number in self._sent.values())
        self._sent_width = max(1 + max(numbers, default=0), len(SUBSCRIBED) - self._topic_width, 6)
        left = width - self._topic_width - self._sent_width
        if not self._hearers:
            self._fitting = 0
            return
        names = max(cell_len(safe(socket.node, 40)) for socket in self._hearers)
        wanted = min(MOST, max(LEAST, names))
        share = left // len(self._hearers)
        self._gap = 2 if share >= wanted + 2 else 1
        self._column_width = max(6, min(wanted, share - self._gap))
        self._fitting = min(len(self._hearers), left // (self._column_width + self._gap))

    def line(self, index: int) -> Line:
        if index == 0:
            return self._names_line()
        if index == 1:
            return self._subscriptions_line()
        if not self._topics:
            return [(self.EMPTY, self.ink("muted"))] if index > HEAD else []
        topic = self._topics[index - HEAD]
        heard = [self._matches(socket, topic) for socket in self._hearers]
        unheard = not any(heard)
        line: Line = [
            (cell_fit(_name(topic), self._topic_width), self.ink("muted" if unheard else "text", bold=not unheard)),
            (cell_fit(count(self._sent.get(topic, 0)), self._sent_width, right=True), self.ink("muted")),
        ]
        if unheard:  # then all its cells are empty
            return [*line, ("  unheard", self.ink(WAITING))]
        for socket, hears in zip(self._hearers[: self._fitting], heard, strict=False):
            line.append(self._cell(socket, topic, hears))
        return line

    def _cell(self, socket: SocketTraffic, topic: bytes, hears: bool) -> tuple[str, Style]:
        tally = socket.received_by_key.get(topic)
        if tally is not None and tally.messages:
            text, style = count(tally.messages), self.node_ink(socket.node)
        else:
            text, style = ("·" if hears else ""), self.ink("faint")
        return cell_fit(text, self._gap + self._column_width, right=True), style

    def _names_line(self) -> Line:
        faint = self.ink("faint")
        line: Line = [(cell_fit("topic", self._topic_width) + cell_fit("sent", self._sent_width, right=True), faint)]
        for socket in self._hearers[: self._fitting]:
            name = name_fit(safe(socket.node, 40), self._column_width).rstrip()
            line.append((" " * (self._gap + self._column_width - cell_len(name)), faint))
            line.append((name, self.node_ink(socket.node)))
        if hidden := len(self._hearers) - self._fitting:
            line.append((f"  +{hidden}", faint))
        return line

    def _subscriptions_line(self) -> Line:
        line: Line = [(cell_fit(SUBSCRIBED, self._topic_width + self._sent_width), self.ink("faint"))]
        for socket in self._hearers[: self._fitting]:
            words = [readable(topic, 40) or "all" for topic in socket.facts.subscriptions]
            text = cell_fit(" ".join(words) or "nothing", self._column_width, right=True)
            line.append((" " * self._gap + text, self.ink("muted", italic=True)))
        return line

    def _matches(self, socket: SocketTraffic, topic: bytes) -> bool:
        """A subscription is a prefix of it (libzmq: zmq_setsockopt(3), ZMQ_SUBSCRIBE)."""
        assert self.traffic is not None
        if topic == OTHER:
            return topic in socket.received_by_key
        got = socket.received_by_key.get(topic)
        if got is not None and got.messages:
            return True
        alive = self.traffic.nodes[socket.node].state.alive
        return alive and any(topic.startswith(prefix) for prefix in socket.facts.subscriptions)


def _name(topic: bytes) -> str:
    if topic == OTHER:
        return "(all others)"
    return readable(topic, 60) or "(empty)"
