"""Routing ids: what a ROUTER calls its peers, who that is, and how much went to and fro."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType

from zmqplay.model.reading.routing_ids import FOREIGN, NOBODY, RoutingId, routing_ids
from zmqplay.model.traffic import Traffic
from zmqplay.text import cell_fit, count, readable, safe
from zmqplay.ui.draw.headed import HeadedPane
from zmqplay.ui.draw.ink import Line
from zmqplay.ui.draw.lines import node_stamps
from zmqplay.ui.look.colours import LOST, WAITING
from zmqplay.ui.panes.selection import clicked, name_at
from zmqplay.ui.play.view import Choice, View

NUMBER, KIND = 8, 10
"""Cells of a column, with the gap beside it."""
DOWN = "▾"


class Order(Choice):
    """What stands first."""

    FIRST_SEEN = "as first seen"
    IN = "most in first"
    OUT = "most out first"
    LAST_SEEN = "last seen first"


KEYS: dict[Order, Callable[[RoutingId], int]] = {
    Order.IN: lambda identity: -identity.received,
    Order.OUT: lambda identity: -identity.sent,
    Order.LAST_SEEN: lambda identity: -identity.heard_ns,
}
TITLES = {"in": Order.IN, "out": Order.OUT, "seen": Order.LAST_SEEN}


class Identities(HeadedPane):
    """A line a routing id; below one that several have announced, who of them is not listened to."""

    TITLE = "Identities"
    EMPTY = "No routing id yet. A ROUTER knows its peers by them: the first message from each shows its own."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("less_than_sign", "order(-1)", "The order before", show=False),
        Binding("greater_than_sign", "order(1)", "The next order", show=False),
    ]

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  # Textual's word
        super().__init__(id=id, classes=classes)
        self._rows: list[tuple[RoutingId, list[str]]] = []
        """An identity; or, in the line below it, those who have lost it or did not get it."""
        self._order = Order.FIRST_SEEN
        self._cells = {"text": 10, "hex": 10, "who": 8}
        """What the widest of what was in view takes."""
        self._text_width = self._hex_width = self._who_width = 0
        self._router_width = self._kind_width = self._seen_width = 0

    def stamp(self, traffic: Traffic, view: View) -> Hashable:
        second = self.now_ns // 1_000_000_000 if self._seen_width else 0
        return node_stamps(traffic), view.node, self._order, self.scroll_offset.y, second, len(traffic.peers.foreign)

    def prepare(self, traffic: Traffic, width: int) -> int:
        found = routing_ids(traffic.sockets())
        if self._order in KEYS:
            found.sort(key=KEYS[self._order])
        holders = {s.node: traffic.peers.holders(s) for s in traffic.sockets() if s.routes}
        self._rows = []
        for identity in found:
            self._rows.append((identity, []))
            if others := holders[identity.router.node].get(identity.routing_id, [])[1:]:
                self._rows.append((identity, others))
        if not self._rows:
            return 0
        self._share_out(width, sorted({identity.router.node for identity in found}))
        text = f"{count(len(found))} routing id{'' if len(found) == 1 else 's'} · {self._order}"
        if str(self.border_subtitle) != text:
            self.say_below(text)
        return len(self._rows) + self.HEAD

    def _share_out(self, width: int, routers: list[str]) -> None:
        assert self.traffic is not None
        begin = max(0, min(self.scroll_offset.y, len(self._rows) - self.rows_visible))
        for identity, _ in self._rows[begin : begin + self.rows_visible]:
            for name, cells in (
                ("text", cell_len(_text(identity))),
                ("hex", len(identity.routing_id) * 3 - 1),
                ("who", cell_len(safe(identity.owner(self.traffic.peers), 40))),
            ):
                self._cells[name] = max(self._cells[name], cells)
        self._router_width = max(map(cell_len, routers)) + 1 if len(routers) > 1 and width >= 70 else 0
        self._text_width, self._who_width = min(self._cells["text"], 18), min(self._cells["who"], 21)
        left = width - 2 * NUMBER - self._router_width - self._text_width - 1 - self._who_width
        self._seen_width = NUMBER if left >= NUMBER else 0
        left -= self._seen_width
        self._hex_width = min(self._cells["hex"], left - 1) if left >= 12 else 0
        left -= self._hex_width + 1 if self._hex_width else 0
        self._kind_width = KIND if left >= KIND else 0

    # Lines

    def row_line(self, index: int) -> Line:
        assert self.traffic is not None
        identity, others = self._rows[index]
        if others:
            return self._without_it(identity, others)
        owner = identity.owner(self.traffic.peers)
        ground = "cursor" if owner and owner == self.view.node else ""
        muted = self.ink("muted", ground)
        text = "–" if identity.is_generated and self._hex_width else _text(identity)
        shade = "faint" if identity.is_generated else "text"
        line: Line = [(cell_fit(text, self._text_width) + " ", self.ink(shade, ground))]
        if self._hex_width:
            hexes = "" if identity.stands_for_others else identity.routing_id.hex(" ")
            line.append((cell_fit(hexes, self._hex_width) + " ", muted))
        if self._kind_width:
            kind = "" if identity.stands_for_others else "generated" if identity.is_generated else "chosen"
            line.append((cell_fit(kind, self._kind_width), muted))
        if owner in (NOBODY, FOREIGN, ""):
            line.append((cell_fit(owner, self._who_width), self.ink(LOST if owner == NOBODY else "muted", ground)))
        else:
            line += self.name_pieces(owner, self._who_width, ground)
        if self._router_width:
            line += [(" ", muted), *self.name_pieces(identity.router.node, self._router_width - 1, ground)]
        for number in (identity.received, identity.sent):
            shade = "text" if number else "faint"
            line.append((cell_fit(count(number), NUMBER, right=True), self.ink(shade, ground)))
        if self._seen_width:
            line.append((cell_fit(self._seen(identity), NUMBER, right=True), muted))
        return line

    def _without_it(self, identity: RoutingId, others: list[str]) -> Line:
        """Who has announced it too, and is not listened to."""
        handed_over = identity.router.facts.options.get("ROUTER_HANDOVER")
        ink = self.ink(WAITING)
        line: Line = [("  taken over from " if handed_over else "  taken already, so ignored: ", ink)]
        for index, name in enumerate(others):
            line += [(", " if index else "", ink), (safe(name, 40), self.node_ink(name))]
        return line

    def _seen(self, identity: RoutingId) -> str:
        """How long ago something came from it."""
        if not identity.heard_ns:
            return "never" if not identity.stands_for_others else ""
        seconds = max(0, self.now_ns - identity.heard_ns) // 1_000_000_000
        if seconds < 1:
            return "now"
        return (
            f"{seconds} s" if seconds < 120 else f"{seconds // 60} min" if seconds < 7_200 else f"{seconds // 3_600} h"
        )

    def head_line(self, _index: int) -> Line:
        return [(title, self.ink("accent" if DOWN in title else "faint")) for title in self._titles()]

    def _titles(self) -> list[str]:
        titles = [cell_fit("routing id", self._text_width + 1)]
        if self._hex_width:
            titles.append(cell_fit("in hex", self._hex_width + 1))
        if self._kind_width:
            titles.append(cell_fit("", self._kind_width))
        titles.append(cell_fit("who", self._who_width))
        if self._router_width:
            titles.append(cell_fit(" at", self._router_width))
        for title in ("in", "out", "seen") if self._seen_width else ("in", "out"):
            sign = DOWN if self._order is TITLES[title] else ""
            titles.append(cell_fit(title + sign, NUMBER, right=True))
        return titles

    # Order and selection

    def action_order(self, by: int) -> None:
        """Put other routing ids first."""
        self._order = self._order.step(by)
        self.redraw()

    def on_click(self, event: events.Click) -> None:
        """Select the node whose name was clicked; a title puts the routing ids in order."""
        offset = event.get_content_offset(self)
        if offset is None or self.traffic is None or not self._rows:
            return
        if offset.y == 0:
            end = 0
            for title in self._titles():
                end += cell_len(title)
                if offset.x < end:
                    self._order = TITLES.get(title.strip().removesuffix(DOWN), Order.FIRST_SEEN)
                    self.redraw()
                    return
        index = self.row_at(offset.y)
        if index is not None:
            line = self.row_line(index) if index < len(self._rows) else []
            clicked(self, event, name_at(line, offset.x, self.traffic.nodes), self.view.node)


def _text(identity: RoutingId) -> str:
    if identity.stands_for_others:
        return "(all others)"
    return identity.routing_id.hex(" ") if identity.is_generated else readable(identity.routing_id, 40)
