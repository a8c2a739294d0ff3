"""A sequence diagram of the messages: a lane a node, time downwards, an arrow a message."""

from __future__ import annotations

from collections import Counter

from rich.cells import cell_len
from rich.style import Style

from zmqplay.model.messages.filters import receivers_of
from zmqplay.model.messages.messages import Message
from zmqplay.model.reading.exchanges import Exchange, find_exchanges
from zmqplay.model.traffic import Traffic
from zmqplay.text import cell_fit, name_fit, safe
from zmqplay.ui.draw.canvas import Canvas
from zmqplay.ui.draw.ink import Line
from zmqplay.ui.panes.ladder.lanes import PITCH_MOST, TITLE_MOST, Lane, choose, groups_of, most_lanes, place
from zmqplay.ui.panes.ladder.rungs import STUB, Rung, Stop, stops_of
from zmqplay.ui.panes.log.message_line import ELSEWHERE, UNHEARD, fate
from zmqplay.ui.panes.log.previews import text_of
from zmqplay.ui.panes.log.rows import MessageRows
from zmqplay.ui.panes.log.times import LONG, SHORT, time_shown
from zmqplay.ui.play.view import View

LATENCY = 9
"""Cells of the column on the right, with the one before it."""
LOOK_AROUND = 200
"""How far above and below the view a request or its reply is looked for."""
LATELY = 500
"""Who had a lane and took part within so many messages keeps it."""


class Ladder(MessageRows):
    """What happened, in its order; brackets hold a request and its reply together."""

    TITLE = "Ladder"
    HEAD = 1

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  # Textual's word
        super().__init__(id=id, classes=classes)
        self._lanes: list[Lane] = []
        self._exchanges: list[Exchange] = []
        self._took_part: Counter[str] = Counter()
        """The row in which each node was seen last."""
        self._hidden = 0
        self._time = 0

    def show(self, traffic: Traffic, view: View, now_ns: int) -> None:
        if traffic is not self.traffic:
            self._lanes, self._took_part = [], Counter()
        super().show(traffic, view, now_ns)

    def look_over(self, visible: list[Message], width: int) -> None:
        for message in visible:
            for name in (message.sender, *(delivery.node for delivery in message.deliveries), *message.waits_at):
                self._took_part[name] = message.row
        self._time = LONG if width >= 90 else SHORT if width >= 56 else 0
        self._lay_out(visible[-1].row if visible else 0, self._room(width))
        begin = max(0, self._top - LOOK_AROUND)
        around = self._slice(begin, self.rows_visible + self._top - begin + LOOK_AROUND)
        self._exchanges = find_exchanges(around, begin)

    def _room(self, width: int) -> int:
        """Cells between the times and the latencies, which stay near where there are few lanes."""
        most = PITCH_MOST * len(self.traffic.nodes) + STUB if self.traffic is not None else width
        return max(1, min(most, width - (self._time + 1 if self._time else 0) - (LATENCY if width >= 36 else 0)))

    def _lay_out(self, newest: int, width: int) -> None:
        assert self.traffic is not None
        groups = groups_of(self.traffic)
        had = {lane.single for lane in self._lanes} - {None}
        rank = self._took_part

        def preference(name: str) -> tuple[bool, bool, int]:
            return name != self.view.node, not (name in had and rank[name] > newest - LATELY), -rank[name]

        names = sorted((name for names in groups.values() for name in names), key=preference)
        lanes = choose(groups, most_lanes(width), names, foreign=bool(self.traffic.peers.foreign))
        self._lanes = place(lanes, width)
        self._hidden = sum(len(lane.names) for lane in lanes if len(lane.names) > 1)

    def said_more(self) -> str:
        return f"{self._hidden} share a lane" if self._hidden else ""

    # Drawing

    def head_line(self, _index: int) -> Line:
        """The names, each over its lane."""
        width = self.area.width
        canvas = Canvas(self._room(width), 1, self.ink())
        for place_, lane in enumerate(self._lanes):
            first = (self._lanes[place_ - 1].x + lane.x) // 2 + 2 if place_ else 0
            last = (self._lanes[place_ + 1].x + lane.x) // 2 if lane is not self._lanes[-1] else canvas.width - 1
            title = name_fit(lane.title, min(TITLE_MOST, last - first + 1)).strip()
            begin = max(first, min(last + 1 - cell_len(title), lane.x - cell_len(title) // 2))
            style = self.node_ink(lane.single) if lane.single else self.ink("muted")
            is_selected = lane.single is not None and lane.single == self.view.node
            canvas.put(begin, 0, title, style + Style(bold=True, underline=True) if is_selected else style)
        return [(" " * (self._time + 1 if self._time else 0), self.ink()), *canvas.line(0)]

    def searched(self, line: Line) -> tuple[int, int]:
        return bool(self._time), len(line) - (self.area.width >= 36)

    def message_line(self, message: Message, index: int, ground: str) -> Line:
        assert self.traffic is not None
        line: Line = []
        muted = self.ink("muted", ground)
        if self._time:
            before = self._shown[index - 1] if index else None
            begun_ns = self.traffic.messages.begun_ns
            line.append((time_shown(self.view.time_mode, message, before, begun_ns, self._time) + " ", muted))
        text, shade = fate(self.traffic, message)
        line += self._rung(message, index, text, ground)
        if self.area.width >= 36:
            text = "–" if text == ELSEWHERE else text
            line.append((" " + cell_fit(text, LATENCY - 1, right=True), self.ink(shade, ground)))
        return line

    def _rung(self, message: Message, index: int, became: str, ground: str) -> Line:
        assert self.traffic is not None
        canvas = Canvas(self._room(self.area.width), 1, self.ink("text", ground))
        here = [exchange for exchange in self._exchanges if exchange.lasts_at(index)]
        for lane in self._lanes:
            canvas.put(lane.x, 0, *self._lane_at(lane, here, ground))
        sender = self._lane_of(message.sender)
        stops = stops_of(message, self._lanes, sender.x if sender else -1, elsewhere=became == ELSEWHERE)
        start = sender.x if sender else max(0, stops[0].x - STUB) if stops else 0
        if not stops:
            end = self._stub_end(start, canvas.width)
            stops = [Stop(end, "lost" if message.lost else "nobody" if became in (UNHEARD, "–") else "waits")]
        label = text_of(message, canvas.width, self.traffic.topology)
        rung = Rung(self, canvas, ground)
        joint = self._joint(message, start, stops) if sender else "?"
        rung.draw(
            start,
            joint,
            stops,
            label,
            self._plain(message.sender, ground),
        )
        self._name_those_in_stacks(rung, message, start, stops, ground)
        self._close_bracket(canvas, message, ground)
        return canvas.line(0)

    def _stub_end(self, start: int, width: int) -> int:
        """Where an arrow ends that leads nowhere: between two lanes."""
        end = start + STUB if start + STUB < width else max(0, start - STUB)
        while any(abs(lane.x - end) < 4 for lane in self._lanes if lane.x != start) and abs(end - start) > 4:
            end -= 1 if end > start else -1
        return end

    def _plain(self, name: str, ground: str) -> Style:
        """A node's colour, not struck out."""
        style = self.node_ink(name, ground)
        return Style(color=style.color, bgcolor=style.bgcolor)

    def _name_those_in_stacks(self, rung: Rung, message: Message, start: int, stops: list[Stop], ground: str) -> None:
        """An arrow to a lane of several says whose message it is."""
        for stop in stops:
            lane = next((lane for lane in self._lanes if lane.x == stop.x), None)
            inside = [name for name in receivers_of(message) if lane and not lane.single and name in lane.names]
            if len(inside) == 1:
                side = -1 if stop.x > start else 1
                beside = stop.x + side * (1 if stop.fate == "arrived" else 2)
                rung.name(beside, side, safe(inside[0], 20), self._plain(inside[0], ground))

    def _lane_of(self, name: str) -> Lane | None:
        for lane in self._lanes:
            if name in lane.names or (
                lane.foreign and name and name not in (self.traffic.nodes if self.traffic else ())
            ):
                return lane
        return None

    def _lane_at(self, lane: Lane, exchanges: list[Exchange], ground: str) -> tuple[str, Style]:
        """What stands for a lane beside an arrow: heavy while the node answers, bright while it waits for an answer."""
        for exchange in exchanges:
            if exchange.server in lane.names:
                return "┃", self._plain(exchange.server or "", ground)
            if exchange.client in lane.names:
                return "│", self._plain(exchange.client, ground)
        single = lane.single
        if single is not None and single == self.view.node:
            return "│", self._plain(single, ground)
        return "┆" if lane.foreign else "│", self.ink("ghost", ground)

    def _joint(self, message: Message, x: int, stops: list[Stop]) -> str:
        """A request opens its bracket where it begins."""
        if stops and any(exchange.request is message and not exchange.given_up for exchange in self._exchanges):
            return "╭" if stops[-1].x > x else "╮"
        return ""

    def _close_bracket(self, canvas: Canvas, message: Message, ground: str) -> None:
        """A reply closes it at the client's lane."""
        for exchange in self._exchanges:
            if exchange.reply is message:
                client, server = self._lane_of(exchange.client), self._lane_of(message.sender)
                if client and server and client is not server:
                    corner = "╰" if server.x > client.x else "╯"
                    canvas.put(client.x, 0, corner, self._plain(exchange.client, ground))
