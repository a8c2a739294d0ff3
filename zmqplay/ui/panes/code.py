"""The code that runs: the source of a role, word for word, and below it what its node printed."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import ClassVar

from pygments.token import Token  # type: ignore[import-untyped]  # one name of it
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.highlight import HighlightTheme, TokenType, highlight
from textual.widgets import Static

from zmqplay.patterns.pattern import Role
from zmqplay.patterns.turning import source_of
from zmqplay.session.nodes import NodeTraffic
from zmqplay.session.traffic import Traffic
from zmqplay.ui.panes.border import frame_css
from zmqplay.ui.text import safe
from zmqplay.ui.view import View

OUTPUT_SHOWN = 40


class CodeTheme(HighlightTheme):
    """Few colours: what is named, what is said, and what is only there for the language."""

    STYLES: dict[TokenType, str] = {  # noqa: RUF012  # as the base class has it
        Token.Comment: "$foreground 50%",
        Token.Keyword: "$accent",
        Token.Keyword.Constant: "$text-warning",
        Token.Literal.Number: "$text-warning",
        Token.Literal.String: "$text-success 90%",
        Token.Literal.String.Doc: "$foreground 55% italic",
        Token.Name.Function: "bold",
        Token.Name.Class: "bold",
        Token.Operator: "$foreground 70%",
        Token.Operator.Word: "$accent",
        Token.Punctuation: "$foreground 70%",
    }


class Code(VerticalScroll, can_focus=True):
    """The selected node's role, else all roles of the pattern one after the other."""

    TITLE: ClassVar[str] = "Code"
    DEFAULT_CSS = frame_css("Code") + "Code > Static { width: auto; min-width: 100%; height: auto; }"

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  # Textual's word
        super().__init__(id=id, classes=classes)
        self.border_title = self.TITLE
        self._source = Static(Content("The source of the roles will be here."), markup=False)
        self._output = Static(markup=False)
        self._shown: tuple[tuple[Role, ...], tuple[str, ...]] = (), ()
        self._printed: tuple[str | None, int, str | None] = None, 0, None

    def compose(self) -> ComposeResult:
        yield self._source
        yield self._output

    def show(self, traffic: Traffic, view: View, _now_ns: int) -> None:
        """Show another source when another node is selected or a wire was turned round, and what was printed since."""
        node = traffic.nodes.get(view.node) if view.node else None
        roles = (traffic.pattern.role(node.role),) if node else traffic.pattern.roles
        turned = tuple(wire.name for wire in traffic.pattern.wires if wire.turned)
        if (roles, turned) != self._shown and self.is_mounted:
            self._shown = roles, turned
            self._source.update(Content("\n\n").join(highlighted(role, turned) for role in roles))
            self.border_subtitle = Content(", ".join(safe(role.name, 40) for role in roles))
            self.scroll_home(animate=False)
        nodes = [node] if node else list(traffic.nodes.values())
        printed = view.node, sum(output_count(each) for each in nodes), last_line(nodes)
        if printed != self._printed:
            self._printed = printed
            self._output.update(output_of(nodes))


@cache
def highlighted(role: Role, turned: tuple[str, ...]) -> Content:
    """A role's source as it runs where these wires are turned round, worked out once."""
    return highlight(source_of(role.play, turned).rstrip(), language="python", theme=CodeTheme)


def output_count(node: NodeTraffic) -> int:
    """How many lines it printed, of those that are kept."""
    return len(node.output)


def last_line(nodes: Iterable[NodeTraffic]) -> str | None:
    """What was printed last, by each."""
    return "\n".join(node.output[-1] for node in nodes if node.output) or None


def output_of(nodes: Iterable[NodeTraffic]) -> Content:
    """The last lines that nodes printed, safe and under their names; nothing if there are none."""
    parts = []
    for node in nodes:
        if node.output:
            parts.append(Content.styled(f"\n{safe(node.name, 40)} printed", "bold $foreground 65%"))
            parts += [Content(safe(line, 300)) for line in list(node.output)[-OUTPUT_SHOWN:]]
    return Content("\n").join(parts)
