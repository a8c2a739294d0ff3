"""Where every message went: the whole as an equation, a line a link, the sequence of each sender, a line a node."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from textual import events

from zmqplay.model.ledger.accounts import Link
from zmqplay.model.nodes import NodeState, NodeTraffic
from zmqplay.model.traffic import Traffic
from zmqplay.text import cell_fit, count, safe
from zmqplay.ui.draw.bars import spark
from zmqplay.ui.draw.ink import Line, Piece
from zmqplay.ui.draw.lines import node_stamps
from zmqplay.ui.draw.named_lines import NamedLines
from zmqplay.ui.draw.wrapping import wrap
from zmqplay.ui.look.colours import LOST, WAITING
from zmqplay.ui.panes.ledger.latencies import draw_latencies
from zmqplay.ui.panes.ledger.links import LinkTable
from zmqplay.ui.panes.ledger.sequence import HOLE, NOT_DUE, RECEIVED, WAITS, draw_ruler, find_rulers
from zmqplay.ui.panes.selection import LinkSelected, name_at
from zmqplay.ui.play.view import View


class Ledger(NamedLines):
    """Of everything, or of the links and messages of the selected node."""

    TITLE = "Ledger"
    EVERY, TURN = 8, 7
    EMPTY = (
        "Nothing was sent yet. Each link will have a line here: what was delivered, what waits, what was lost and why."
    )

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  # Textual's word
        super().__init__(id=id, classes=classes)
        self._link_at: dict[int, Link] = {}
        """The links by the lines on which they stand."""

    def stamp(self, traffic: Traffic, view: View) -> Hashable:
        looked_at = view.node, view.link
        return id(traffic), traffic.ledger.totals, traffic.messages.version, node_stamps(traffic), looked_at

    def prepare(self, traffic: Traffic, width: int) -> int:
        totals = traffic.ledger.totals
        self.lines, self._link_at = [], {}
        if totals.sent or totals.expected or traffic.messages.total:
            self.lines = [*self._whole(traffic, width)]
            self._add_links(traffic, width)
            self.lines += [*self._sequences(traffic, width), *self._node_lines(traffic)]
        return len(self.lines)

    # --- the whole

    def _whole(self, traffic: Traffic, width: int) -> Iterator[Line]:
        totals = traffic.ledger.totals
        terms = [
            ("", "sent", totals.sent, "text"),
            ("→", "expected", totals.expected, "text"),
            ("=", "delivered", totals.delivered, "text"),
            ("+", "in flight", totals.in_flight, WAITING),
            ("+", "lost", totals.lost, LOST),
        ]
        if totals.sent == totals.expected:
            del terms[1]
        words = [piece for term in terms for piece in self._term(*term)]
        yield from wrap(words, width)
        for reason, number in totals.lost_by_reason.items():
            if number:
                yield [(f"  lost {count(number)} ", self.ink(LOST)), (safe(reason, 40), self.ink(LOST, bold=True))]
        if totals.unheard:
            yield [(f"  unheard {count(totals.unheard)}", self.ink()), (": no subscription matched", self.ink("muted"))]
        if totals.elsewhere:
            yield [
                (f"  elsewhere {count(totals.elsewhere)}", self.ink()),
                (": taken by peers that are not ours", self.ink("muted")),
            ]
        if any(traffic.ledger.history):
            yield self._in_flight(traffic, width)

    def _term(self, sign: str, word: str, number: int, shade: str) -> list[Piece]:
        muted = self.ink("muted")
        ink = self.ink(shade, bold=True) if number else muted
        return [*([(sign, muted)] if sign else []), *((part, muted) for part in word.split()), (count(number), ink)]

    def _in_flight(self, traffic: Traffic, width: int) -> Line:
        """What was in flight, over the last seconds."""
        most = max(traffic.ledger.history)
        said = f"  most {count(most)}"
        recent = list(traffic.ledger.history)[-max(4, min(64, width - 10 - len(said))) :]
        return [
            ("in flight ", self.ink("muted")),
            (spark(recent, most), self.ink(WAITING)),
            (said, self.ink("muted")),
        ]

    # --- the parts

    def _add_links(self, traffic: Traffic, width: int) -> None:
        links = [link for link in traffic.ledger.links.values() if self._concerns(link.sender, link.receiver)]
        if not links:
            return
        self.lines.append([])
        for line, link in LinkTable(self, traffic, links, width).lines():
            if link is not None:
                self._link_at[len(self.lines)] = link
            self.lines.append(line)
        if self.view.link is not None:
            for link in links:
                self.lines += draw_latencies(self, link, width)

    def _concerns(self, *ends: str) -> bool:
        """What is between these two, or about this one, has to do with what is selected."""
        if self.view.node is not None:
            return self.view.node in ends
        return self.view.link is None or {*ends} <= {*self.view.link}

    def _sequences(self, traffic: Traffic, width: int) -> Iterator[Line]:
        rulers = find_rulers(traffic, self._wanted, width)
        if rulers:
            legend = f"{RECEIVED} received  {WAITS} waiting  {HOLE} lost  {NOT_DUE} not due"
            head = "the last messages   " if width >= len(legend) + 20 else ""
            yield []
            yield [(head + legend, self.ink("faint"))]
        for ruler in rulers:
            yield from draw_ruler(self, traffic, ruler, self._wanted, width)

    @property
    def _wanted(self) -> str | None:
        """Whose messages are shown: those of the selected node, or those to the far end of the selected link."""
        return self.view.node or (self.view.link[1] if self.view.link else None)

    def _node_lines(self, traffic: Traffic) -> Iterator[Line]:
        nodes = [node for node in traffic.nodes.values() if self._concerns(node.name)]
        if not nodes:
            return
        names = min(16, max(len(safe(node.name, 40)) for node in nodes))
        titles = cell_fit("node", names) + cell_fit("sent", 11, right=True) + cell_fit("received", 11, right=True)
        yield []
        yield [(titles, self.ink("faint"))]
        for node in nodes:
            yield self._node(node, names)

    def _node(self, node: NodeTraffic, names: int) -> Line:
        line = self.name_pieces(node.name, names)
        for number in (node.sent, node.received):
            line.append((cell_fit(count(number), 11, right=True), self.ink("text" if number else "faint")))
        return [*line, (f"  {how_exact(node)}", self.ink("muted"))]

    def on_click(self, event: events.Click) -> None:
        """Select the link on whose line the mouse is; a name in it is its node, as everywhere."""
        offset = event.get_content_offset(self)
        index = self.scroll_offset.y + offset.y if offset is not None else -1
        link = self._link_at.get(index)
        if offset and link and not name_at(self.lines[index], offset.x, (link.sender, link.receiver)):
            event.prevent_default()
            self.post_message(LinkSelected((link.sender, link.receiver)))


def how_exact(node: NodeTraffic) -> str:
    """What its counts are worth, once it has ended."""
    if node.state.alive:
        return ""
    if node.life.final:
        return node.state.value
    if node.life.exact:
        return f"exact although {'killed' if node.state is NodeState.KILLED else 'it crashed'}"
    return "as of its last report"
