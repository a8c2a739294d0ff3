"""The lanes of the ladder and the arrows between them, with the brackets around requests and their replies."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.style import Style

from zmqplay.model.messages.filters import receivers_of
from zmqplay.model.messages.messages import Message
from zmqplay.model.reading.exchanges import Exchange
from zmqplay.model.reading.fate import came_from, handed_to
from zmqplay.text import name_fit, safe
from zmqplay.ui.draw.canvas import Canvas
from zmqplay.ui.draw.content import Scene
from zmqplay.ui.draw.ink import Ink, Line
from zmqplay.ui.panes.ladder.lanes import TITLE_MOST, Lane
from zmqplay.ui.panes.ladder.rungs import STUB, ArrowEnd, Rung, arrow_ends
from zmqplay.ui.panes.log.fates import HANDED_OVER, UNHEARD
from zmqplay.ui.panes.log.log_pane import LogRow
from zmqplay.ui.panes.log.previews import text_of


class Arrows:
    """Draws messages between placed lanes."""

    def __init__(self, lanes: Sequence[Lane], exchanges: Sequence[Exchange]) -> None:
        """`exchanges` are the requests with their replies, of the messages around the view."""
        self.lanes = lanes
        self._exchanges = exchanges

    def names(self, scene: Scene, ink: Ink, width: int) -> Line:
        """Draw the names, each above its lane."""
        canvas, lanes = Canvas(width, 1, ink()), self.lanes
        for number, lane in enumerate(lanes):
            first = (lanes[number - 1].x + lane.x) // 2 + 2 if number else 0
            last = (lanes[number + 1].x + lane.x) // 2 if lane is not lanes[-1] else width - 1
            title = name_fit(lane.title, min(TITLE_MOST, last - first + 1)).strip()
            begin = max(first, min(last + 1 - cell_len(title), lane.x - cell_len(title) // 2))
            style = ink.node(lane.single) if lane.single else ink("muted")
            is_selected = lane.single is not None and lane.single == scene.view.node
            canvas.put(begin, 0, title, style + Style(bold=True, underline=True) if is_selected else style)
        return canvas.line(0)

    def draw(self, scene: Scene, ink: Ink, row: LogRow, *, became: str, width: int) -> Line:
        """Draw a message as an arrow; `became` is its fate in a word, e.g. `lost`."""
        message, ground = row.message, row.ground
        canvas = Canvas(width, 1, ink("text", ground))
        here = [exchange for exchange in self._exchanges if exchange.lasts_at(row.place)]
        for lane in self.lanes:
            canvas.put(lane.x, 0, *self._lane_sign(scene, ink, lane, exchanges=here, ground=ground))
        sender = self._lane_of(scene, came_from(scene.traffic, message))
        stops = arrow_ends(scene.traffic, message, self.lanes, sender.x if sender else -1)
        if not stops and became == HANDED_OVER and (taker := self._lane_of(scene, handed_to(scene.traffic, message))):
            stops = [ArrowEnd(taker.x, "arrived")]
        start = sender.x if sender else max(0, stops[0].x - STUB) if stops else 0
        if not stops:
            end = self._stub_end(start, width)
            stops = [
                ArrowEnd(
                    end,
                    "lost" if became == "lost" or message.lost else "nobody" if became in (UNHEARD, "–") else "waits",
                )
            ]
        label = text_of(message, width, scene.traffic.topology)
        rung = Rung(ink, canvas, ground)
        joint = self._joint(message, start, stops) if sender else "?"
        rung.draw(start, stops, joint=joint, label=label, style=_plain(ink, message.sender, ground))
        for stop in stops:
            self._name_in_stack(ink, rung, message, stop, is_right=stop.x > start)
        self._close_bracket(scene, ink, canvas, row)
        return canvas.line(0)

    def _stub_end(self, start: int, width: int) -> int:
        """The cell at which an arrow without a receiver ends, between two lanes."""
        end = start + STUB if start + STUB < width else max(0, start - STUB)
        while any(abs(lane.x - end) < 4 for lane in self.lanes if lane.x != start) and abs(end - start) > 4:
            end -= 1 if end > start else -1
        return end

    def _name_in_stack(self, ink: Ink, rung: Rung, message: Message, stop: ArrowEnd, *, is_right: bool) -> None:
        """Name the receiver beside an arrow to a lane that several nodes share."""
        lane = next((lane for lane in self.lanes if lane.x == stop.x), None)
        inside = [name for name in receivers_of(message) if lane and not lane.single and name in lane.names]
        if len(inside) == 1:
            side = -1 if is_right else 1
            beside = stop.x + side * (1 if stop.fate == "arrived" else 2)
            rung.name(beside, side, safe(inside[0], 20), _plain(ink, inside[0], rung.ground))

    def _lane_of(self, scene: Scene, name: str) -> Lane | None:
        """The lane of a node or foreign peer; the shared one of foreign peers, the last, if it is not known which."""
        for lane in self.lanes:
            if name in lane.names:
                return lane
        last = self.lanes[-1] if self.lanes else None
        return last if last and last.foreign and name and name not in scene.traffic.nodes else None

    @staticmethod
    def _lane_sign(
        scene: Scene, ink: Ink, lane: Lane, *, exchanges: Sequence[Exchange], ground: str
    ) -> tuple[str, Style]:
        """The sign and style of a lane beside arrows: heavy while a node answers, bright while it awaits an answer."""
        for exchange in exchanges:
            if exchange.server in lane.names:
                return "┃", _plain(ink, exchange.server or "", ground)
            if exchange.client in lane.names:
                return "│", _plain(ink, exchange.client, ground)
        single = lane.single
        if single is not None and single == scene.view.node:
            return "│", _plain(ink, single, ground)
        return "┆" if lane.foreign else "│", ink("ghost", ground)

    def _joint(self, message: Message, x: int, stops: Sequence[ArrowEnd]) -> str:
        """The sign at the beginning of an arrow; a request opens its bracket there."""
        if stops and any(exchange.request is message and not exchange.given_up for exchange in self._exchanges):
            return "╭" if stops[-1].x > x else "╮"
        return ""

    def _close_bracket(self, scene: Scene, ink: Ink, canvas: Canvas, row: LogRow) -> None:
        """Close the bracket at the client's lane, if the message is a reply."""
        for exchange in self._exchanges:
            if exchange.reply is row.message:
                client, server = self._lane_of(scene, exchange.client), self._lane_of(scene, row.message.sender)
                if client and server and client is not server:
                    corner = "╰" if server.x > client.x else "╯"
                    canvas.put(client.x, 0, corner, _plain(ink, exchange.client, row.ground))


def _plain(ink: Ink, name: str, ground: str) -> Style:
    """The style of a node's colour, never struck out."""
    style = ink.node(name, ground)
    return Style(color=style.color, bgcolor=style.bgcolor)
