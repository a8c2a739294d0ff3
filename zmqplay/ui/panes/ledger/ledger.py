"""The ledger: the totals as an equation, a line for each link, the sequence of each sender, a line for each node."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from zmqplay.model.ledger.accounts import Link
from zmqplay.model.nodes import NodeState, NodeTraffic
from zmqplay.text import cell_fit, count, safe
from zmqplay.ui.draw.content import Answer, Content, Drawing, Scene
from zmqplay.ui.draw.ink import Ink, Line
from zmqplay.ui.draw.selection import Click, LinkSelected, name_at, select_named
from zmqplay.ui.panes.foreign_lines import foreign_lines, foreign_stamp
from zmqplay.ui.panes.ledger.latencies import draw_latencies
from zmqplay.ui.panes.ledger.links import LinkTable
from zmqplay.ui.panes.ledger.sequence import HOLE, NOT_DUE, RECEIVED, WAITS, draw_ruler, find_rulers
from zmqplay.ui.panes.ledger.totals import draw_totals
from zmqplay.ui.panes.node_stamps import node_stamps
from zmqplay.ui.view import View


class LedgerPane(Content):
    """Shows the whole ledger, or only the selected node's or link's part."""

    is_urgent = True
    """It is drawn when the links are added up, so that totals, links, messages and nodes are of one moment."""
    empty = (
        "Nothing was sent yet. Each link will have a line here: what was delivered, what waits, what was lost and why."
    )

    def __init__(self) -> None:
        self._link_at: dict[int, Link] = {}
        """The link of each line that shows one, by the line's index."""
        self._moment: Hashable = None
        self._stamp: Hashable = None

    def stamp(self, scene: Scene) -> Hashable:
        traffic, looked_at = scene.traffic, (scene.view.node, scene.view.link, scene.view.out_of_sight)
        moment = id(traffic), traffic.ledger.links_ns, looked_at
        if moment != self._moment:
            self._moment, totals = moment, traffic.ledger.totals_of_links
            peers = foreign_stamp(traffic, scene.view.node)
            self._stamp = id(traffic), totals, traffic.messages.version, node_stamps(traffic), looked_at, peers
        return self._stamp

    def draw(self, scene: Scene, ink: Ink) -> Drawing:
        traffic, totals = scene.traffic, scene.traffic.ledger.totals_of_links
        self._link_at = {}
        if not (totals.sent or totals.expected or traffic.messages.total):
            return Drawing(())
        lines = [*draw_totals(ink, traffic.ledger, scene.width)]
        self._add_links(lines, scene, ink)
        if scene.view.link is None:
            lines += foreign_lines(ink, traffic, scene.width, scene.view.node)
        lines += [*_sequences(scene, ink), *_node_lines(scene, ink)]
        return Drawing(lines)

    def _add_links(self, lines: list[Line], scene: Scene, ink: Ink) -> None:
        view = scene.view
        links = [link for link in scene.traffic.ledger.links.values() if _concerns(view, link.sender, link.receiver)]
        if not links:
            return
        only = view.node or " and ".join(view.link or ())
        lines.append([(f"only {safe(only, 60)}; esc shows all", ink("accent"))] if only else [])
        for line, link in LinkTable(ink, scene.traffic, links, scene.width).lines():
            if link is not None:
                self._link_at[len(lines)] = link
            lines.append(line)
        if view.link is not None:
            for link in links:
                lines += draw_latencies(ink, link, scene.width)

    def click(self, scene: Scene, click: Click) -> Answer:
        """Select the link of the clicked line, or the node whose name was clicked."""
        link = self._link_at.get(click.index)
        if link is None or name_at(click.line, click.x, (link.sender, link.receiver)):
            return select_named(scene, click)
        return LinkSelected((link.sender, link.receiver))


def _concerns(view: View, *ends: str) -> bool:
    """Whether a node, or a link between two nodes (`ends`), belongs to the selection."""
    if view.node is not None:
        return view.node in ends
    return view.link is None or {*ends} <= {*view.link}


def _sequences(scene: Scene, ink: Ink) -> Iterator[Line]:
    """Draw each sender's last messages; only those of the selected node, or to the receiver of the selected link."""
    traffic, view, width = scene.traffic, scene.view, scene.width
    node = view.node or (view.link[1] if view.link else None)
    rulers = find_rulers(traffic, node, width)
    if rulers:
        legend = f"{RECEIVED} received  {WAITS} waiting  {HOLE} lost  {NOT_DUE} not due"
        head = "the last messages   " if width >= len(legend) + 20 else ""
        yield []
        yield [(head + legend, ink("faint"))]
    for ruler in rulers:
        yield from draw_ruler(ink, traffic, ruler, node=node, width=width)


def _node_lines(scene: Scene, ink: Ink) -> Iterator[Line]:
    """Draw the counts of each node, sent and received, and how exact they are."""
    nodes = [node for node in scene.nodes.values() if _concerns(scene.view, node.name)]
    if not nodes:
        return
    names = min(16, max(len("node"), *(len(safe(node.name, 40)) for node in nodes)))
    titles = cell_fit("node", names) + cell_fit("sent", 11, right=True) + cell_fit("received", 11, right=True)
    yield []
    yield [(titles, ink("faint"))]
    for node in nodes:
        line = ink.name(node.name, names)
        for number in (node.sent, node.received):
            line.append((cell_fit(count(number), 11, right=True), ink("text" if number else "faint")))
        yield [*line, (f"  {how_exact(node)}", ink("muted"))]


def how_exact(node: NodeTraffic) -> str:
    """How exact the counts of an ended node are, in words; empty while it lives."""
    if node.state.alive:
        return ""
    if node.life.final:
        return node.state.value
    if node.life.exact:
        return f"exact although {'killed' if node.state is NodeState.KILLED else 'it crashed'}"
    return "as of its last report"
