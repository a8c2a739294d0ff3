"""The topics: how many messages of each reached each subscriber, and the subscriptions that decide so."""

from __future__ import annotations

from collections.abc import Hashable
from functools import partial

from zmqplay.model.reading.hearers import hearers, messages, published
from zmqplay.model.reading.known_topics import KnownTopics
from zmqplay.text import count
from zmqplay.ui.draw.content import NOT_MINE, Answer, Content, Drawing, LazyLines, PaneKey, Scene
from zmqplay.ui.draw.ink import Ink, Line
from zmqplay.ui.draw.selection import Click, name_at, select_node
from zmqplay.ui.draw.wrapping import wrap
from zmqplay.ui.panes.first_words import first_words
from zmqplay.ui.panes.node_stamps import node_stamps
from zmqplay.ui.panes.topic_table import TopicTable
from zmqplay.ui.view import Choice

AGAIN_NS = 1_000_000_000
"""The least time between two sorts by counts."""
HEAD = 2
"""Lines above the topics where the subscriptions of each subscriber fit into one line."""
SUBSCRIPTIONS_MOST = 3
"""Lines of subscriptions, unless the pane is low."""
LOW = 9
"""Lines of a pane from which on its subscriptions may take more than one."""
NOTHING_YET = "No topic yet. The first frame of what a publisher sends is its topic: type  topic1 | hello"
NOTHING_HEARD = "No topic yet. The first frame of what a publisher sends is its topic."


class TopicOrder(Choice):
    """The order of the topics."""

    TOPIC = "by topic"
    SENT = "most sent first"
    UNHEARD = "unheard first"


class TopicsPane(Content):
    """Shows a line for each topic, with a cell for each subscriber; the chosen topic has its details below."""

    empty = NOTHING_YET

    def __init__(self) -> None:
        self.keys = (
            PaneKey("up,k", "The topic before", partial(self._move, by=-1)),
            PaneKey("down,j", "The next topic", partial(self._move, by=1)),
            PaneKey("pageup", "Page up", partial(self._page, by=-1)),
            PaneKey("pagedown", "Page down", partial(self._page, by=1)),
            PaneKey("home", "The first topic", partial(self._edge, place=0)),
            PaneKey("end,G", "The last topic", partial(self._edge, place=-1)),
            PaneKey("left,h", "Subscribers to the left", partial(self._scroll_columns, by=-1)),
            PaneKey("right", "Subscribers to the right", partial(self._scroll_columns, by=1)),
            PaneKey("less_than_sign", "The order before", partial(self._step, by=-1)),
            PaneKey("greater_than_sign", "The next order", partial(self._step, by=1), "order"),
        )
        self._order = TopicOrder.TOPIC
        self._start()

    def _start(self) -> None:
        self._table = TopicTable()
        self._known = KnownTopics()
        self._ordered: Hashable = None
        self._head = HEAD
        """Lines above the topics in the last drawing."""
        self._topics: list[bytes] = []
        """All topics, in the order of their lines."""
        self._unheard: set[bytes] = set()
        self._chosen: bytes | None = None
        self._place = 0
        """The place of the chosen topic."""
        self._details: list[Line] = []
        """The details below the chosen topic."""
        self._wants_reveal = False

    def forget(self) -> None:
        self._start()

    def stamp(self, scene: Scene) -> Hashable:
        is_known = scene.traffic.ledger.totals.unheard is not None
        arranged = self._chosen, self._table.first, scene.top, self._order, self._order_turn(scene), is_known
        return node_stamps(scene.traffic), scene.view.node, arranged

    def _order_turn(self, scene: Scene) -> int:
        """A number that changes each time that the topics are to be sorted again."""
        return scene.now_ns // AGAIN_NS if self._order is TopicOrder.SENT else 0

    def draw(self, scene: Scene, ink: Ink) -> Drawing:
        table, room = self._table, scene.height - HEAD
        nodes = scene.traffic.nodes.values()
        table.sent, table.hearers = published(nodes), hearers(nodes)
        table.is_known = scene.traffic.ledger.totals.unheard is not None
        received = {key: counts for hearer in table.hearers for key, counts in hearer.received.items()}
        self._sort(scene, self._known.update(table.sent, received))
        begin = max(0, min(scene.top, len(self._topics) - room))
        table.share_out(scene.width, self._topics[begin : begin + room])
        self._details = []
        if self._chosen is not None:
            self._place = self._topics.index(self._chosen)
            self._details = table.details(ink, self._chosen, scene.width)
        most = SUBSCRIPTIONS_MOST if scene.height >= LOW else 1
        head = [table.names_line(ink), *table.subscription_lines(ink, most)]
        self._head = len(head)
        if not self._topics:
            self.empty = first_words(scene.traffic, NOTHING_YET, NOTHING_HEARD)
            empty = wrap([(word, ink("muted")) for word in self.empty.split()], scene.width)
            return Drawing([[], *empty] if table.hearers else (), head=head)
        lines = len(self._topics) + len(self._details) + bool(table.others)
        last = lines - 1 if self._place == len(self._topics) - 1 else self._place + len(self._details)
        top = scene.revealing(self._place, last, self._head) if self._wants_reveal else None
        self._wants_reveal = False
        return Drawing(LazyLines(lines, partial(self._line, ink)), head=head, top=top)

    def _line(self, ink: Ink, index: int) -> Line:
        if index == len(self._topics) + len(self._details):
            return self._table.others_line(ink)
        place = self._place_at(index)
        if place is None:
            return self._details[index - self._place - 1]
        topic = self._topics[place]
        is_chosen, is_unheard = topic == self._chosen, topic in self._unheard
        return self._table.topic_line(ink, topic, is_chosen=is_chosen, is_unheard=is_unheard)

    def _place_at(self, index: int) -> int | None:
        """The place of the topic in line `index`; None for the details below the chosen topic."""
        if not self._details or index <= self._place:
            return index
        return None if index <= self._place + len(self._details) else index - len(self._details)

    def _sort(self, scene: Scene, is_longer: bool) -> None:
        """Sort the topics if topics or subscriptions changed, and every AGAIN_NS if counts decide the order."""
        prefixes = tuple(hearer.subscriptions for hearer in self._table.hearers)
        ordered = self._order, prefixes, self._order_turn(scene)
        if ordered == self._ordered and not is_longer:
            return
        self._ordered = ordered
        self._unheard = self._known.unheard(prefix for some in prefixes for prefix in some)
        self._topics = self._known.names
        if self._order is TopicOrder.SENT:
            self._topics = sorted(self._topics, key=lambda topic: -messages(self._table.sent.values(), topic))
        elif self._order is TopicOrder.UNHEARD:
            self._topics = sorted(self._topics, key=lambda topic: topic not in self._unheard)

    def note(self, scene: Scene) -> str:
        """The number of topics, and their order."""
        del scene
        if not self._topics:
            return ""
        unheard = f", {count(len(self._unheard))} {self._table.unheard}" if self._unheard else ""
        return f"{count(len(self._topics))} topic{'' if len(self._topics) == 1 else 's'}{unheard} · {self._order}"

    # Choosing

    def _choose(self, place: int) -> Answer:
        if self._topics:
            self._chosen = self._topics[max(0, min(len(self._topics) - 1, place))]
            self._wants_reveal = True
        return None

    def _move(self, scene: Scene, by: int) -> Answer:
        """Choose the topic after (1) or before (-1); without a choice the first or the last visible one."""
        if self._chosen is not None:
            return self._choose(self._place + by)
        return self._choose(scene.top if by > 0 else min(len(self._topics), scene.top + scene.height - self._head) - 1)

    def _page(self, scene: Scene, by: int) -> Answer:
        return self._move(scene, by * max(1, scene.height - self._head - 1))

    def _edge(self, _scene: Scene, place: int) -> Answer:
        """Choose the first topic, or the last."""
        return self._choose(place % max(1, len(self._topics)))

    def _scroll_columns(self, _scene: Scene, by: int) -> Answer:
        """Scroll the columns, if not all subscribers fit."""
        self._table.scroll_columns(by)
        return None

    def _step(self, _scene: Scene, by: int) -> Answer:
        """Take the next order (1) or the one before (-1)."""
        self._order = self._order.step(by)
        return None

    def click(self, scene: Scene, click: Click) -> Answer:
        """Choose the clicked topic, or no topic; a click on a title sorts, a click on a name selects the node."""
        name = name_at(click.line, click.x, scene.traffic.nodes)
        if click.y == 0:
            return self._title_clicked(scene, click, name)
        if not 0 <= click.index < len(self._topics) + len(self._details):
            return NOT_MINE
        place = self._place_at(click.index)
        if place is None and name:
            return select_node(scene, click, name)
        place = self._place if place is None else place
        if self._topics[place] != self._chosen:
            return self._choose(place)
        self._chosen = None
        return None

    def _title_clicked(self, scene: Scene, click: Click, name: str | None) -> Answer:
        match self._table.title_at(click.x):
            case "topic":
                self._order = TopicOrder.UNHEARD if self._order is TopicOrder.TOPIC else TopicOrder.TOPIC
            case "sent":
                self._order = TopicOrder.SENT
            case _:
                return select_node(scene, click, name)
        return None
