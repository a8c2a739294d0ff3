"""A sequence diagram of the messages: a lane for each node, time downwards, an arrow for each message."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from zmqplay.model.messages.messages import Message
from zmqplay.model.reading.exchanges import find_exchanges
from zmqplay.model.reading.fate import Fate, came_from, fate_of, handed_to
from zmqplay.ui.draw.content import Scene
from zmqplay.ui.draw.ink import Ink, Line
from zmqplay.ui.panes.ladder.arrows import Arrows
from zmqplay.ui.panes.ladder.lanes import (
    FOREIGN_MOST,
    PITCH_MOST,
    Lane,
    choose,
    foreign_lanes,
    groups_of,
    most_lanes,
    place,
)
from zmqplay.ui.panes.ladder.rungs import STUB
from zmqplay.ui.panes.log.fates import FATE_LEAST, FATE_MOST, fate, fate_fit
from zmqplay.ui.panes.log.listed import Listed
from zmqplay.ui.panes.log.log_pane import LogPane, LogRow
from zmqplay.ui.panes.log.marks import time_piece
from zmqplay.ui.panes.log.times import LONG, SHORT, time_shown

LATENCY_FROM, WIDE = 36, 90
"""Cells of the narrowest line that shows latencies; of the narrowest with long times, and with `handed over` whole."""
LOOK_AROUND = 200
"""Messages above and below the view that are searched for requests and replies."""
LATELY = 500
"""A node keeps its lane while it took part in one of the last messages, this many."""


class LadderPane(LogPane):
    """The log as arrows, in order of time; brackets join a request and its reply."""

    def __init__(self) -> None:
        super().__init__(Ladder())


class Ladder:
    """Draws each message as an arrow between the lanes of the nodes."""

    head = 1

    def __init__(self) -> None:
        self._arrows = Arrows((), ())
        self._took_part: Counter[str] = Counter()
        """The last row in which each node took part."""
        self._foreign = 0
        """The number of lanes of foreign peers."""
        self._hidden = 0
        self._time = 0
        self._fate = FATE_LEAST
        """Cells of the latencies or fates on the right."""

    def forget(self) -> None:
        """Drop the lanes."""
        self._arrows, self._took_part = Arrows((), ()), Counter()

    def look_over(self, scene: Scene, listed: Listed, top: int) -> None:
        """Choose the lanes, and find the requests and their replies around the view."""
        room = max(0, scene.height - self.head)
        visible = listed.slice(top, room)
        for message in visible:
            for name in (message.sender, *(delivery.node for delivery in message.deliveries), *message.waits_at):
                self._took_part[name] = message.row
        strangers = self._strangers(scene, visible)
        is_wide = scene.width >= WIDE
        self._fate = FATE_MOST if is_wide and scene.traffic.ledger.totals.handed_over else FATE_LEAST
        self._time = LONG if is_wide else SHORT if scene.width >= 56 else 0
        begin = max(0, top - LOOK_AROUND)
        around = listed.slice(begin, room + top - begin + LOOK_AROUND)
        lanes = self._lanes(scene, visible[-1].row if visible else 0, strangers)
        self._arrows = Arrows(place(lanes, self._room(scene)), find_exchanges(around, begin))
        self._hidden = sum(len(lane.names) for lane in lanes if len(lane.names) > 1)

    def _room(self, scene: Scene) -> int:
        """Cells for the lanes, between times and latencies; few lanes get only as many as they need."""
        most, width = PITCH_MOST * (len(scene.traffic.nodes) + self._foreign) + STUB, scene.width
        beside = (self._time + 1 if self._time else 0) + (self._fate + 1 if width >= LATENCY_FROM else 0)
        return max(1, min(most, width - beside))

    def _strangers(self, scene: Scene, visible: Sequence[Message]) -> set[str]:
        """The foreign peers of the visible messages; the empty name for those of which it is not known which they are.

        Peers that are connected have lanes too, so that lanes do not come and go with each message.
        """
        traffic = scene.traffic
        if not traffic.peers.foreign:
            return set()
        names = {name for name, peer in traffic.peers.foreign.items() if not peer.gone}
        for message in visible:
            ends = {came_from(traffic, message)} - {""}
            if fate_of(traffic, message) is Fate.HANDED_OVER:
                ends.add(handed_to(traffic, message))
            for name in ends - traffic.nodes.keys():
                names.add(name if name in traffic.peers.foreign else "")
                self._took_part[name] = message.row
        return names

    def _lanes(self, scene: Scene, newest: int, strangers: set[str]) -> list[Lane]:
        groups, rank = groups_of(scene.traffic), self._took_part
        had = {name for lane in self._arrows.lanes if len(lane.names) == 1 for name in lane.names}

        def preference(name: str) -> tuple[bool, bool, int]:
            return name != scene.view.node, not (name in had and rank[name] > newest - LATELY), -rank[name]

        nodes = sorted((name for names in groups.values() for name in names), key=preference)
        known = sorted(name for name in scene.traffic.peers.foreign if name in strangers)
        self._foreign = min(len(strangers), FOREIGN_MOST)
        most = most_lanes(self._room(scene))
        spoke = sorted((name for name in known if name in rank), key=preference)
        silent = [name for name in known if name not in rank]
        lanes = foreign_lanes(spoke, silent, most - len(nodes), "" in strangers) if strangers else []
        self._foreign = len(lanes)
        return choose(groups, most - len(lanes), nodes) + lanes

    def note(self) -> str:
        """The number of nodes without a lane of their own, in words."""
        return f"{self._hidden} share a lane" if self._hidden else ""

    # Drawing

    def head_lines(self, scene: Scene, ink: Ink) -> Sequence[Line]:
        """Draw the names of the lanes, each above its lane."""
        before = " " * (self._time + 1 if self._time else 0), ink()
        return [[before, *self._arrows.names(scene, ink, self._room(scene))]]

    def searched(self, scene: Scene, line: Line) -> tuple[int, int]:
        """The pieces that the search marks: the arrows, not times and latencies."""
        return bool(self._time), len(line) - (scene.width >= LATENCY_FROM)

    def line(self, scene: Scene, ink: Ink, row: LogRow) -> Line:
        """Draw a message as an arrow, with its time and latency."""
        message, ground = row.message, row.ground
        line: Line = []
        if self._time:
            begun_ns = scene.traffic.messages.begun_ns
            time = time_shown(scene.view, message, row.before, begun_ns, self._time)
            line.append(time_piece(ink, time, ground, sign=row.sign))
        text, shade = fate(scene.traffic, message)
        line += self._arrows.draw(scene, ink, row, became=text, width=self._room(scene))
        if scene.width >= LATENCY_FROM:
            line.append((" " + fate_fit(text, self._fate), ink(shade, ground)))
        return line
