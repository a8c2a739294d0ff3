"""The line that says one thing at a time: what just went wrong, what ails, or what there is to try."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import Static

from zmqplay.session.doctor.finding import Finding, Level
from zmqplay.session.nodes import NodeState, NodeTraffic
from zmqplay.session.traffic import Traffic
from zmqplay.ui.text import cell_fit, count, safe
from zmqplay.ui.theme import MUTED

SIGNS: dict[str, tuple[str, str]] = {
    "refused": ("✗ ", "bold $error"),
    Level.WRONG: ("✚ ", "bold $warning"),
    "notice": ("! ", "bold $warning"),
    "said": ("› ", "bold $accent"),
}
"""What stands in front of a sentence, by its manner."""
SAID_NS = 8_000_000_000
"""How long what was said stays before what stands is shown again."""


def ailment(traffic: Traffic) -> str:
    """What is wrong and the Doctor does not speak of: a crashed node, or reports that cannot be read."""
    told = {finding.node for finding in traffic.doctor.present}
    crashed = [n for n in traffic.nodes.values() if n.state is NodeState.CRASHED and n.name not in told]
    if crashed:
        return _crash(crashed[-1])
    bad = sum(traffic.bad_reports.values())
    if bad:
        reason = traffic.bad_reports.most_common(1)[0][0]
        return f"{count(bad)} bad report{'' if bad == 1 else 's'} at the monitor, not counted: {safe(reason)}"
    return ""


def _crash(node: NodeTraffic) -> str:
    last = next((line for line in reversed(node.output) if line.strip()), "")
    status = f"exit status {node.exit}" if node.exit is not None else node.reason
    return f"{node.name} crashed ({safe(status)}): {safe(last.strip())}" if last else f"{node.name} crashed: {status}"


def sentence(finding: Finding) -> str:
    """What was found, in one safe line that names the node."""
    says = safe(finding.says)
    return says if finding.node in says else f"{safe(finding.node, 40)}: {says}"


class HintLine(Static):
    """Shows what was said last, then what stands."""

    MORE = "  d doctor"

    def __init__(self) -> None:
        super().__init__(markup=False, id="hint")
        self._said: tuple[str, str] = ("", "")
        self._until_ns = 0
        self._now_ns = 0
        self._shown: tuple[str, str] = ("", "")

    def say(self, text: str, wrong: bool = False) -> None:
        """Say this sentence now."""
        self._said = (safe(text), "refused" if wrong else "said")
        self._until_ns = self._now_ns + SAID_NS
        self._draw(*self._said)

    def hush(self) -> None:
        """What was said needs no more saying."""
        self._until_ns = 0

    def show(self, traffic: Traffic, notices: Sequence[str], prompt: str, now_ns: int) -> None:
        """Say what matters most: `prompt` belongs to what is being typed."""
        self._now_ns = now_ns
        if now_ns < self._until_ns:
            self._draw(*self._said)
        elif prompt:
            self._draw(prompt, "said")
        elif ails := ailment(traffic):
            self._draw(ails, "refused")
        elif finding := traffic.doctor.hint:
            self._draw(sentence(finding), finding.level)
        elif notices:
            self._draw(safe(notices[-1]), "notice")
        else:
            self._draw("", "")

    def _draw(self, text: str, manner: str) -> None:
        if (text, manner) == self._shown:
            return
        self._shown = (text, manner)
        self._redraw()

    def _redraw(self) -> None:
        text, manner = self._shown
        more = Content("")
        if isinstance(manner, Level):
            text = cell_fit(text, min(cell_len(text), self.size.width - len(self.MORE) - 4))
            more = Content.assemble(("  d", "bold $primary"), (" doctor", MUTED))
        self.update(Content.assemble(" ", SIGNS[manner], text, more) if manner else Content(""), layout=False)

    def on_resize(self) -> None:
        self._redraw()

    async def on_click(self) -> None:
        """To the pane that says more."""
        if isinstance(self._shown[1], Level):
            await self.screen.run_action("show_pane('doctor')")

    @property
    def text(self) -> str:
        """What it says now."""
        return self._shown[0]
