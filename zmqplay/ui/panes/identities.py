"""Routing ids: the names that a ROUTER gives its peers, the nodes behind them, and their messages in and out."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import partial

from rich.cells import cell_len

from zmqplay.model.reading.routing_ids import FOREIGN, NOBODY, RoutingId, is_unroutable, others_of, routing_ids
from zmqplay.model.traffic import Traffic
from zmqplay.model.words import counted
from zmqplay.text import cell_fit, count, readable, safe
from zmqplay.ui.draw.content import NOT_MINE, Answer, Content, Drawing, LazyLines, PaneKey, Scene
from zmqplay.ui.draw.ink import Ink, Line
from zmqplay.ui.draw.selection import Click, select_named
from zmqplay.ui.look.colours import LOST, WAITING
from zmqplay.ui.panes.node_stamps import node_stamps
from zmqplay.ui.view import Choice

NUMBER, KIND = 8, 10
"""Cells of a column of figures, and of the column of kinds, each with its gap."""
DOWN = "▾"
HEAD = 1
"""Lines that stay at the top."""


class IdentityOrder(Choice):
    """The order of the routing ids."""

    FIRST_SEEN = "as first seen"
    IN = "most in first"
    OUT = "most out first"
    LAST_SEEN = "last seen first"


KEYS: dict[IdentityOrder, Callable[[RoutingId], int]] = {
    IdentityOrder.IN: lambda identity: -identity.received,
    IdentityOrder.OUT: lambda identity: -identity.sent,
    IdentityOrder.LAST_SEEN: lambda identity: -identity.heard_ns,
}
TITLES = {"in": IdentityOrder.IN, "out": IdentityOrder.OUT, "seen": IdentityOrder.LAST_SEEN}


class IdentitiesPane(Content):
    """One line for each routing id; if several nodes announced it, a line below names those that do not hold it."""

    empty = "No routing id yet. A ROUTER knows its peers by them: the first message from each shows its own."

    def __init__(self) -> None:
        self.keys = (
            PaneKey("less_than_sign", "The order before", partial(self._step, by=-1)),
            PaneKey("greater_than_sign", "The next order", partial(self._step, by=1), "order"),
        )
        self._rows: list[tuple[RoutingId, list[str]]] = []
        """The lines: a routing id; or, in the line below one, the nodes that lost it or did not get it."""
        self._others = 0
        """Messages of the routing ids after a socket's first thousand, which have no lines."""
        self._order = IdentityOrder.FIRST_SEEN
        self._cells = {"text": 10, "hex": 10, "who": 8}
        """Cells of the widest text of each column that has been in view."""
        self._text_width = self._hex_width = self._who_width = 0
        self._router_width = self._kind_width = self._seen_width = 0
        self._note = ""

    def stamp(self, scene: Scene) -> Hashable:
        traffic = scene.traffic
        second = scene.now_ns // 1_000_000_000 if self._seen_width else 0
        return node_stamps(traffic), scene.view.node, self._order, scene.top, second, len(traffic.peers.foreign)

    def draw(self, scene: Scene, ink: Ink) -> Drawing:
        traffic = scene.traffic
        found, others = routing_ids(traffic.all_sockets()), others_of(traffic.all_sockets())
        self._others = sum(identity.received + identity.sent for identity in others)
        if self._order in KEYS:
            found.sort(key=KEYS[self._order])
        holders = {s.node: traffic.peers.holders(s) for s in traffic.sockets() if s.routes}
        self._rows = []
        for identity in found:
            self._rows.append((identity, []))
            if ignored := holders.get(identity.router.node, {}).get(identity.routing_id, [])[1:]:
                self._rows.append((identity, ignored))
        if not self._rows:
            return Drawing(())
        self._share_out(scene, sorted({identity.router.node for identity in found}))
        self._note = f"{count(len(found))} routing id{'' if len(found) == 1 else 's'} · {self._order}"
        head: Line = [(title, ink("accent" if DOWN in title else "faint")) for title in self._titles()]
        return Drawing(LazyLines(len(self._rows) + bool(self._others), partial(self._line, scene, ink)), head=[head])

    def note(self, scene: Scene) -> str:
        del scene
        return self._note

    def _share_out(self, scene: Scene, routers: list[str]) -> None:
        """Set the widths of the columns; they only grow, with the lines in view, so that lines do not jump."""
        room, width = scene.height - HEAD, scene.width
        begin = max(0, min(scene.top, len(self._rows) - room))
        for identity, _ in self._rows[begin : begin + room]:
            for name, cells in (
                ("text", cell_len(_text(identity))),
                ("hex", len(identity.routing_id) * 3 - 1),
                ("who", cell_len(safe(_owner(scene.traffic, identity), 40))),
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

    def _line(self, scene: Scene, ink: Ink, index: int) -> Line:
        if index == len(self._rows):
            return [(f"and {counted(self._others)} of more routing ids", ink("muted"))]
        identity, others = self._rows[index]
        if others:
            return _without_it(ink, identity, others)
        owner = _owner(scene.traffic, identity)
        ground = "cursor" if owner and owner == scene.view.node else ""
        muted = ink("muted", ground)
        text = "–" if identity.is_generated and self._hex_width else _text(identity)
        shade = "faint" if identity.is_generated else "text"
        line: Line = [(cell_fit(text, self._text_width) + " ", ink(shade, ground))]
        if self._hex_width:
            line.append((cell_fit(identity.routing_id.hex(" "), self._hex_width) + " ", muted))
        if self._kind_width:
            is_unheard = not identity.received and owner in (NOBODY, "")
            kind = "" if is_unheard else "generated" if identity.is_generated else "chosen"
            line.append((cell_fit(kind, self._kind_width), muted))
        if owner in (NOBODY, FOREIGN, ""):
            line.append((cell_fit(owner, self._who_width), ink(LOST if owner == NOBODY else "muted", ground)))
        else:
            line += ink.name(owner, self._who_width, ground)
        if self._router_width:
            line += [(" ", muted), *ink.name(identity.router.node, self._router_width - 1, ground)]
        for number in (identity.received, identity.sent):
            line.append((cell_fit(count(number), NUMBER, right=True), ink("text" if number else "faint", ground)))
        if self._seen_width:
            line.append((cell_fit(_seen(identity, scene.now_ns), NUMBER, right=True), muted))
        return line

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

    def _step(self, _scene: Scene, by: int) -> Answer:
        """Take the next order (1) or the one before (-1)."""
        self._order = self._order.step(by)
        return None

    def click(self, scene: Scene, click: Click) -> Answer:
        """Select the node whose name was clicked; a click on a title sorts by its column."""
        if not self._rows:
            return NOT_MINE
        if click.index >= 0:
            return select_named(scene, click)
        end = 0
        for title in self._titles():
            end += cell_len(title)
            if click.x < end:
                self._order = TITLES.get(title.strip().removesuffix(DOWN), IdentityOrder.FIRST_SEEN)
                return None
        return NOT_MINE


def _owner(traffic: Traffic, identity: RoutingId) -> str:
    """Who has a routing id, or `NOBODY` also where the ledger has counted what was sent to the id as unroutable."""
    owner = identity.owner(traffic.peers)
    sent = [router for router in identity.routers if identity.routing_id in router.sent_by_key]
    is_lost = [is_unroutable(traffic.ledger, router, identity.routing_id) for router in sent]
    return NOBODY if not owner and is_lost and all(is_lost) else owner


def _text(identity: RoutingId) -> str:
    return identity.routing_id.hex(" ") if identity.is_generated else readable(identity.routing_id, 40)


def _without_it(ink: Ink, identity: RoutingId, others: list[str]) -> Line:
    """The nodes that announced the same routing id, and that the ROUTER ignores."""
    handed_over = identity.router.facts.options.get("ROUTER_HANDOVER")
    style = ink(WAITING)
    line: Line = [("  taken over from " if handed_over else "  taken already, so ignored: ", style)]
    for index, name in enumerate(others):
        line += [(", " if index else "", style), (safe(name, 40), ink.node(name))]
    return line


def _seen(identity: RoutingId, now_ns: int) -> str:
    """The time since the last message from this routing id, in words."""
    if not identity.heard_ns:
        return "never"
    seconds = max(0, now_ns - identity.heard_ns) // 1_000_000_000
    if seconds < 1:
        return "now"
    return f"{seconds} s" if seconds < 120 else f"{seconds // 60} min" if seconds < 7_200 else f"{seconds // 3_600} h"
