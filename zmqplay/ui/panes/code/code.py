"""The running code: the source of each role, and the line that each node has reached."""

from __future__ import annotations

from collections.abc import Hashable

from rich.cells import cell_len

from zmqplay.control.guide import Broken, Listing, RoleGuide
from zmqplay.model.nodes import NodeTraffic
from zmqplay.model.traffic import Traffic
from zmqplay.text import count, safe
from zmqplay.ui.draw.content import Answer, Content, Drawing, Scene
from zmqplay.ui.draw.ink import Ink, Line
from zmqplay.ui.draw.selection import Click, select_named
from zmqplay.ui.panes.code.activity_words import activity_of, briefly, lasting, place_of
from zmqplay.ui.panes.code.broken_lines import lines_of
from zmqplay.ui.panes.code.folding import folded
from zmqplay.ui.panes.code.listing import HighlightedCode, highlighted

HERE, SOME = "▶ ", "▸ "
"""Marks before a line: HERE if the selected node has reached it, SOME if other nodes have."""
APART = "   "


class CodePane(Content):
    """Shows the selected node's role, else all roles one below the other."""

    def __init__(self) -> None:
        self._ink: Ink | None = None
        """The ink of the cached lines."""
        self._words: dict[Listing, list[Line]] = {}
        self._followed: str | None = None
        """The node whose line was last brought into view."""
        self._note = ""
        self._broken: Broken | None = None
        """What was wrong with the file when the code was drawn last."""

    def forget(self) -> None:
        self._followed = None

    def stamp(self, scene: Scene) -> Hashable:
        nodes = scene.traffic.nodes
        node = nodes.get(scene.view.node or "")
        where = tuple((each.state, each.doing.line, each.doing.activity) for each in nodes.values())
        listings = tuple(role.listing for role in scene.guide().roles.values())
        return where, listings, scene.guide().broken, node and (node.name, lasting(node, scene.now_ns))

    def draw(self, scene: Scene, ink: Ink) -> Drawing:
        if ink is not self._ink:
            self._ink = ink
            self._words.clear()
        nodes, known = scene.traffic.nodes, scene.guide().roles
        node = nodes.get(scene.view.node or "")
        roles = [role for role in known.values() if node is None or role.name == node.role]
        broken = scene.guide().broken
        lines: list[Line] = lines_of(broken, ink, scene.width) if broken else []
        here = None
        for role in roles:
            lines += [[], []] if lines else []
            here = self._draw_role(lines, role, scene, ink)
        self._note = _note(scene.traffic, roles, node, scene.now_ns)
        top = self._top(scene, here)
        if broken != self._broken:
            self._broken = broken
            top = 0 if broken else top
        return Drawing(lines, top=top)

    def note(self, scene: Scene) -> str:
        del scene
        return self._note

    def click(self, scene: Scene, click: Click) -> Answer:
        return select_named(scene, click)

    def _top(self, scene: Scene, here: int | None) -> int | None:
        """The line to scroll to, so that a newly selected node's line is in view; None to leave the view."""
        node = scene.view.node
        if node == self._followed or (node is not None and here is None):
            return None
        self._followed = node
        if here is None:
            return None
        return max(0, here - scene.height // 2) if here >= scene.height else 0

    def _draw_role(self, lines: list[Line], role: RoleGuide, scene: Scene, ink: Ink) -> int | None:
        """Add a role's source, each line with the nodes that have reached it; return the selected node's line."""
        if role.listing is None:
            lines.append([(f"The code of {safe(role.name, 40)} is not known.", ink("muted"))])
            return None
        code, here = highlighted(role.listing), None
        selected = scene.traffic.nodes.get(scene.view.node or "")
        there: dict[int, list[NodeTraffic]] = {}
        for node in scene.traffic.nodes.values():
            if node.role == role.name and selected in (None, node):
                there.setdefault(place_of(node, code), []).append(node)
        for place, words in enumerate(self._source(ink, role.listing, code)):
            nodes = there.get(place, [])
            words, *further = folded(words, scene.width - len(HERE))
            left = scene.width - len(HERE) - sum(cell_len(text) for text, _ in words) - len(APART)
            if not nodes:
                lines.append([("  ", ink()), *words])
            elif selected is None:
                lines.append([(SOME, ink("accent")), *words, *_named(ink, nodes, left)])
            else:
                here = len(lines)
                says, shade = activity_of(scene.traffic, selected, code, scene.now_ns)
                if cell_len(says) > left:
                    says = briefly(selected)[0]
                lines.append(_marked(ink, words, says if cell_len(says) <= left else "", shade))
            lines += [[("  ", ink()), *more] for more in further]
        return here

    def _source(self, ink: Ink, listing: Listing, code: HighlightedCode) -> list[Line]:
        lines = self._words.get(listing)
        if lines is None:
            lines = self._words[listing] = [
                [(text, ink(shade, bold=bold, italic=italic)) for text, (shade, bold, italic) in words]
                for words in code.words
            ]
        return lines


def _marked(ink: Ink, words: Line, says: str, shade: str) -> Line:
    """The selected node's line, highlighted, with the node's activity."""
    ground = ink("text", "cursor").bgcolor
    line: Line = [(HERE, ink("accent", "cursor", bold=True))]
    line += [(text, style + type(style)(bgcolor=ground)) for text, style in words]
    return [*line, (f"{APART}{says}" if says else "", ink(shade, "cursor"))]


def _named(ink: Ink, nodes: list[NodeTraffic], left: int) -> Line:
    """The nodes at a line, with their activities; only their number if the names do not fit, or nothing."""
    said: dict[tuple[str, str], list[NodeTraffic]] = {}
    for node in nodes:
        said.setdefault(briefly(node), []).append(node)
    named: Line = []
    counted: Line = []
    for (word, shade), some in said.items():
        named.append((APART, ink()))
        for node in some if len(nodes) <= left else ():
            named += [(safe(node.name, 40), ink.node(node.name)), (" ", ink())]
        named.append((word, ink(shade)))
        counted += [(APART, ink()), (f"{count(len(some))} {word}", ink(shade))]
    for line in (named, counted):
        if sum(cell_len(text) for text, _ in line) - len(APART) <= left:
            return line
    return []


def _note(traffic: Traffic, roles: list[RoleGuide], node: NodeTraffic | None, now_ns: int) -> str:
    """The selected node's activity; without one, the names of the roles."""
    if node is None or not roles or roles[0].listing is None:
        return ", ".join(safe(role.name, 40) for role in roles)
    return f"{safe(node.name, 40)}: {activity_of(traffic, node, highlighted(roles[0].listing), now_ns)[0]}"
