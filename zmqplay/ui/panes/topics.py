"""Who heard what: topics down, subscribers across, with the subscriptions that decide it."""

from __future__ import annotations

from collections.abc import Hashable
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from zmqplay.model.reading.hearers import hearers, messages, published
from zmqplay.model.reading.known_topics import KnownTopics
from zmqplay.model.traffic import Traffic
from zmqplay.text import count
from zmqplay.ui.draw.lines import node_stamps
from zmqplay.ui.panes.selection import clicked, name_at
from zmqplay.ui.panes.topic_lines import TopicLines
from zmqplay.ui.play.view import Choice, View

AGAIN_NS = 1_000_000_000
"""How often the topics are put in order anew where counts decide it."""


class Order(Choice):
    """What stands first."""

    TOPIC = "by topic"
    SENT = "most sent first"
    UNHEARD = "unheard first"


class Topics(TopicLines):
    """A line a topic; a number where a subscriber got it, a dot where it is subscribed and got none."""

    TITLE = "Topics"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "The topic before", show=False),
        Binding("down,j", "move(1)", "The next topic", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home,g", "edge(0)", "The first topic", show=False),
        Binding("end,G", "edge(-1)", "The last topic", show=False),
        Binding("left,h", "columns(-1)", "Subscribers to the left", show=False),
        Binding("right", "columns(1)", "Subscribers to the right", show=False),
        Binding("less_than_sign", "order(-1)", "The order before", show=False),
        Binding("greater_than_sign", "order(1)", "The next order", show=False),
    ]

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  # Textual's word
        super().__init__(id=id, classes=classes)
        self._of: Traffic | None = None
        self._known = KnownTopics()
        self._order = Order.TOPIC
        self._ordered: Hashable = None

    def stamp(self, traffic: Traffic, view: View) -> Hashable:
        where = self._chosen, self._first, self.scroll_offset.y
        return node_stamps(traffic), view.node, where, self._order, self._turn

    @property
    def _turn(self) -> int:
        """Another one when it is time to put the topics in order anew."""
        return self.now_ns // AGAIN_NS if self._order is Order.SENT else 0

    def prepare(self, traffic: Traffic, width: int) -> int:
        if traffic is not self._of:
            self._of, self._known, self._chosen, self._ordered = traffic, KnownTopics(), None, None
            self._first = self._topic_cells = self._sent_cells = 0
        self._sent, self._hearers = published(traffic.nodes.values()), hearers(traffic.nodes.values())
        received = {key: counts for hearer in self._hearers for key, counts in hearer.received.items()}
        self._put_in_order(self._known.update(self._sent, received))
        self._share_out(width)
        self._details = []
        if self._chosen is not None:
            self._place = self._topics.index(self._chosen)
            self._details = self._who_hears(self._chosen, width)
        self._say()
        if not self._topics:
            return self.HEAD + 2 if self._hearers else 0
        return self.HEAD + len(self._topics) + len(self._details)

    def _put_in_order(self, is_longer: bool) -> None:
        """When topics or subscriptions have changed, and now and then."""
        prefixes = tuple(hearer.subscriptions for hearer in self._hearers)
        ordered = self._order, prefixes, self._turn
        if ordered == self._ordered and not is_longer:
            return
        self._ordered = ordered
        self._unheard = self._known.unheard(prefix for some in prefixes for prefix in some)
        self._topics = self._known.names
        if self._order is Order.SENT:
            self._topics = sorted(self._topics, key=lambda topic: -messages(self._sent.values(), topic))
        elif self._order is Order.UNHEARD:
            self._topics = sorted(self._topics, key=lambda topic: topic not in self._unheard)

    def _say(self) -> None:
        """In the border: how many there are, and in which order."""
        unheard = f", {count(len(self._unheard))} unheard" if self._unheard else ""
        many = "" if len(self._topics) == 1 else "s"
        text = f"{count(len(self._topics))} topic{many}{unheard} · {self._order}" if self._topics else ""
        if str(self.border_subtitle) != text:
            self.say_below(text)

    # Choosing

    def _choose(self, place: int) -> None:
        if self._topics:
            place = max(0, min(len(self._topics) - 1, place))
            self._chosen = self._topics[place]
            self.redraw()
            self.reveal(place, place + len(self._details))

    def action_move(self, by: int) -> None:
        """Choose the topic before or after; without a choice the first or last visible one."""
        if self._chosen is None:
            top = self.scroll_offset.y
            self._choose(top if by > 0 else min(len(self._topics), top + self.rows_visible) - 1)
        else:
            self._choose(self._place + by)

    def action_page(self, by: int) -> None:
        self.action_move(by * max(1, self.rows_visible - 1))

    def action_edge(self, place: int) -> None:
        """The first topic, or the last."""
        self._choose(place % max(1, len(self._topics)))

    def action_columns(self, by: int) -> None:
        """Show other subscribers, where not all have room."""
        self._first = max(0, min(self._first + by, len(self._hearers) - self._fitting))
        self.redraw()

    def action_order(self, by: int) -> None:
        """Put other topics first."""
        self._order = self._order.step(by)
        self.redraw()

    def on_click(self, event: events.Click) -> None:
        """Choose the topic that was clicked, or let go of it; a title puts the topics in order, a name is a node."""
        offset = event.get_content_offset(self)
        if offset is None or self.traffic is None:
            return
        index = self.row_at(offset.y)
        name = name_at(self.line(self.scroll_offset.y + offset.y), offset.x, self.traffic.nodes) if offset.y else None
        if offset.y == 0:
            self._title_clicked(event, offset.x)
        elif index is not None and self._place < index <= self._place + len(self._details) and name:
            clicked(self, event, name, self.view.node)
        elif index is not None and 0 <= index < len(self._topics) + len(self._details):
            place = index - len(self._details) * (bool(self._details) and index > self._place)
            if self._topics[max(0, place)] == self._chosen:
                self._chosen = None
                self.redraw()
            else:
                self._choose(max(0, place))

    def _title_clicked(self, event: events.Click, x: int) -> None:
        if x < self._topic_width:
            self._order = Order.UNHEARD if self._order is Order.TOPIC else Order.TOPIC
            self.redraw()
        elif x < self._topic_width + self._sent_width:
            self._order = Order.SENT
            self.redraw()
        elif self.traffic is not None:
            clicked(self, event, name_at(self._names_line(), x, self.traffic.nodes), self.view.node)
