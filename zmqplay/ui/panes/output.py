"""The output: what the nodes printed, a section for each node, the newest line last; crashed nodes at the end."""

from __future__ import annotations

from collections.abc import Hashable

from rich.cells import chop_cells

from zmqplay.model.nodes import NodeState, NodeTraffic
from zmqplay.text import count, safe
from zmqplay.ui.draw.content import Answer, Content, Drawing, Scene
from zmqplay.ui.draw.ink import Ink, Line
from zmqplay.ui.draw.selection import Click, select_named
from zmqplay.ui.look.colours import LOST

LONGEST = 2_000
"""Characters of a printed line that are shown."""
INDENT = "  "


class OutputPane(Content):
    """Shows the last lines that the selected node printed, else those of all nodes; it follows the end."""

    empty = "Nothing was printed yet. What a role prints will stand here, and after a crash the traceback."
    every = 8

    def __init__(self) -> None:
        self._drawn: dict[str, tuple[Hashable, list[Line]]] = {}
        """For each node its drawn lines, and what they were drawn from."""

    def forget(self) -> None:
        self._drawn.clear()

    def stamp(self, scene: Scene) -> Hashable:
        return scene.view.node, tuple(map(printed, scene.traffic.nodes.values()))

    def draw(self, scene: Scene, ink: Ink) -> Drawing:
        node = scene.traffic.nodes.get(scene.view.node or "")
        lines: list[Line] = []
        for each in [node] if node else sorted(scene.traffic.nodes.values(), key=_has_crashed):
            if each.output:
                lines += [[]] if lines else []
                lines += self._section(each, scene.width, ink)
        if node and not lines:
            lines = [[(safe(node.name, 40), ink.node(node.name)), (" has printed nothing", ink("muted"))]]
        follows = not scene.count or scene.is_at_end
        return Drawing(lines, top=max(0, len(lines) - scene.height) if follows else None)

    def _section(self, node: NodeTraffic, width: int, ink: Ink) -> list[Line]:
        """A node's name and its lines; a longer line goes on below."""
        made_of = printed(node), width, id(ink)
        known = self._drawn.get(node.name)
        if known is None or known[0] != made_of:
            shade = ink("soft" if node.state.alive else "muted")
            room = max(1, width - len(INDENT))
            lines = [_title(node, ink)]
            reason = len(node.output) - 1 if _has_crashed(node) else -1
            for number, text in enumerate(node.output):
                style = ink(LOST, bold=True) if number == reason else shade
                parts = chop_cells(safe(text, LONGEST), room) or [""]
                lines += [[(INDENT + part, style)] for part in parts]
            known = self._drawn[node.name] = made_of, lines
        return known[1]

    def note(self, scene: Scene) -> str:
        nodes, chosen = scene.traffic.nodes, scene.view.node
        number = sum(len(node.output) for node in nodes.values() if chosen in (None, node.name))
        return f"{count(number)} line{'' if number == 1 else 's'}" if number else ""

    def click(self, scene: Scene, click: Click) -> Answer:
        return select_named(scene, click)


def _has_crashed(node: NodeTraffic) -> bool:
    return node.state is NodeState.CRASHED


def _title(node: NodeTraffic, ink: Ink) -> Line:
    """The name of a node, and whether it crashed: the last line tells why then."""
    name = safe(node.name, 40), ink.node(node.name)
    if not _has_crashed(node):
        return [name, (" printed", ink("muted"))]
    return [name, (" crashed", ink(LOST)), (", and had printed", ink("muted"))]


def printed(node: NodeTraffic) -> Hashable:
    """A value that changes when a node prints something: the lines are kept up to a number, so the last one tells."""
    return (node.name, len(node.output), id(node.output[-1]), node.state) if node.output else None
