"""The code that runs: the source of a role, word for word, where each node is in it, and what was printed."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from rich.cells import cell_len

from zmqplay.model.nodes import NodeTraffic
from zmqplay.model.traffic import Traffic
from zmqplay.patterns.pattern import Role
from zmqplay.text import count, safe
from zmqplay.ui.draw.ink import Line
from zmqplay.ui.draw.named_lines import NamedLines
from zmqplay.ui.panes.code.activity_words import briefly, doing, lasting, place_of
from zmqplay.ui.panes.code.listing import Listing, listing
from zmqplay.ui.play.view import View

OUTPUT_SHOWN = 40
HERE, SOME = "▶ ", "▸ "
"""Before the line at which the selected node is; before one at which others are."""
APART = "   "


class Code(NamedLines):
    """The selected node's role, else all roles of the pattern one after the other."""

    TITLE = "Code"

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  # Textual's word
        super().__init__(id=id, classes=classes)
        self._roles: tuple[Role, ...] = ()
        self._turned: tuple[str, ...] = ()
        self._inked: dict[Role, list[Line]] = {}
        self._printed: tuple[Hashable, list[Line]] = None, []
        self._followed: tuple[Traffic | None, str | None] = None, None
        """Whose line was brought into view."""

    def stamp(self, traffic: Traffic, view: View) -> Hashable:
        node = traffic.nodes.get(view.node or "")
        where = tuple((each.state, each.doing.line, each.doing.activity) for each in traffic.nodes.values())
        turned = traffic.pattern.name, *(wire.turned for wire in traffic.pattern.wires)
        return where, turned, node and (node.name, lasting(node, self.now_ns)), self._prints(traffic.nodes.values())

    def prepare(self, traffic: Traffic, width: int) -> int:
        node = traffic.nodes.get(self.view.node or "")
        turned = tuple(wire.name for wire in traffic.pattern.wires if wire.turned)
        if turned != self._turned:
            self._turned = turned
            self._inked.clear()
        self._roles = (traffic.pattern.role(node.role),) if node else traffic.pattern.roles
        self.lines = []
        for role in self._roles:
            self.lines += [[], []] if self.lines else []
            self._draw_role(role, node, width)
        self.lines += self._output([node] if node else list(traffic.nodes.values()))
        self._say(node)
        return len(self.lines)

    def _draw_role(self, role: Role, selected: NodeTraffic | None, width: int) -> None:
        """Its source; behind each line who is there, as far as there is room."""
        assert self.traffic is not None
        code = listing(role, self._turned)
        there: dict[int, list[NodeTraffic]] = {}
        for node in self.traffic.nodes.values():
            if node.role == role.name and selected in (None, node):
                there.setdefault(place_of(node, code), []).append(node)
        for place, words in enumerate(self._source(role, code)):
            nodes = there.get(place, [])
            if not nodes:
                self.lines.append([("  ", self.ink()), *words])
                continue
            left = width - len(HERE) - len(code.source[place]) - len(APART)
            if selected is None:
                self.lines.append([(SOME, self.ink("accent")), *words, *self._who(nodes, left)])
            else:
                self.lines.append(self._marked(words, selected, code, left))
                self._bring_into_view(len(self.lines) - 1)

    def _source(self, role: Role, code: Listing) -> list[Line]:
        lines = self._inked.get(role)
        if lines is None:
            lines = self._inked[role] = [
                [(text, self.ink(shade, bold=bold, italic=italic)) for text, (shade, bold, italic) in words]
                for words in code.words
            ]
        return lines

    def _marked(self, words: Line, node: NodeTraffic, code: Listing, left: int) -> Line:
        """The line at which the selected node is, on a ground of its own, with what it does there."""
        ground = self.ink("text", "cursor").bgcolor
        says, shade = doing(node, code, self.now_ns)
        if cell_len(says) > left:
            says = briefly(node)[0]
        line: Line = [(HERE, self.ink("accent", "cursor", bold=True))]
        line += [(text, style + type(style)(bgcolor=ground)) for text, style in words]
        return [*line, (f"{APART}{says}" if cell_len(says) <= left else "", self.ink(shade, "cursor"))]

    def _who(self, nodes: list[NodeTraffic], left: int) -> Line:
        """Who is there and does what; how many where the names have no room; nothing where those have none."""
        said: dict[tuple[str, str], list[NodeTraffic]] = {}
        for node in nodes:
            said.setdefault(briefly(node), []).append(node)
        named: Line = []
        counted: Line = []
        for (word, shade), some in said.items():
            named.append((APART, self.ink()))
            for node in some if len(nodes) <= left else ():
                named += [(safe(node.name, 40), self.node_ink(node.name)), (" ", self.ink())]
            named.append((word, self.ink(shade)))
            counted += [(APART, self.ink()), (f"{count(len(some))} {word}", self.ink(shade))]
        for line in (named, counted):
            if sum(cell_len(text) for text, _ in line) - len(APART) <= left:
                return line
        return []

    def _bring_into_view(self, place: int) -> None:
        """The line of a node that has just been selected."""
        followed = self.traffic, self.view.node
        if followed != self._followed:
            self._followed = followed
            height = self.area.height
            self.call_next(self.scroll_to, y=max(0, place - height // 2) if place >= height else 0, animate=False)

    def _say(self, node: NodeTraffic | None) -> None:
        """In the border: whose code it is, and what it does, wherever its line is."""
        text = ", ".join(safe(role.name, 40) for role in self._roles)
        if node is None:
            self._followed = None, None
        else:
            text = f"{safe(node.name, 40)}: {doing(node, listing(self._roles[0], self._turned), self.now_ns)[0]}"
        if str(self.border_subtitle) != text:
            self.say_below(text)

    # What was printed

    @staticmethod
    def _prints(nodes: Iterable[NodeTraffic]) -> Hashable:
        """The same until something is printed."""
        return tuple((node.name, len(node.output), node.output[-1]) for node in nodes if node.output)

    def _output(self, nodes: list[NodeTraffic]) -> list[Line]:
        """The last lines that nodes printed, under their names; nothing if there are none."""
        prints = self._prints(nodes)
        if prints != self._printed[0]:
            lines: list[Line] = []
            for node in nodes:
                if node.output:
                    lines += [[], [(safe(node.name, 40), self.node_ink(node.name)), (" printed", self.ink("muted"))]]
                    lines += [[(safe(text, 300), self.ink("soft"))] for text in list(node.output)[-OUTPUT_SHOWN:]]
            self._printed = prints, lines
        return self._printed[1]

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._inked.clear()
        self._printed = None, []
