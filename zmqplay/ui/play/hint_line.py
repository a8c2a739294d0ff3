"""The line that says one thing at a time: what just went wrong, what ails, or what there is to try."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import Static

from zmqplay.model.doctor import Doctor
from zmqplay.model.doctor.finding import Finding, Level
from zmqplay.model.nodes import NodeState
from zmqplay.model.traffic import Traffic
from zmqplay.text import cell_fit, safe
from zmqplay.ui.dialogs.journal import Manner, Said
from zmqplay.ui.look.theme import MUTED
from zmqplay.ui.play.failures import bad_reports, ended_badly

SIGNS: dict[str, tuple[str, str]] = {
    Manner.FAILED: ("✗ ", "bold $error"),
    Manner.REFUSED: ("✗ ", "bold $error"),
    Level.WRONG: ("✚ ", "bold $warning"),
    Manner.NOTICE: ("! ", "bold $warning"),
    Manner.ANSWER: ("› ", "bold $accent"),
}
"""What stands in front of a sentence, by its manner."""
SAID_NS = 8_000_000_000
"""How long what was said stays before what stands is shown again."""


def ailment(traffic: Traffic, doctor: Doctor) -> str:
    """What is wrong and the Doctor does not speak of: a crashed node, or reports that cannot be read."""
    told = {finding.node for finding in doctor.present}
    crashed = [n for n in traffic.nodes.values() if n.state is NodeState.CRASHED and n.name not in told]
    return ended_badly(crashed[-1]) if crashed else bad_reports(traffic)


def sentence(finding: Finding) -> str:
    """What was found, in one safe line that names the node."""
    says = safe(finding.says)
    return says if finding.node in says else f"{safe(finding.node, 40)}: {says}"


class HintLine(Static):
    """Shows what was said last, then what stands."""

    def __init__(self, said: Said) -> None:
        super().__init__(markup=False, id="hint")
        self.said = said
        """All that was said, for whoever wants to read it again."""
        self._said: tuple[str, str] = ("", "")
        self._until_ns = 0
        self._now_ns = 0
        self._shown: tuple[str, str] = ("", "")

    def say(self, text: str, wrong: bool = False) -> None:
        """Say this sentence now."""
        manner = Manner.REFUSED if wrong else Manner.ANSWER
        self.said.add(text, manner)
        self._said = safe(text), manner
        self._until_ns = self._now_ns + SAID_NS
        self._draw(*self._said)

    def hush(self) -> None:
        """What was said needs no more saying."""
        self._until_ns = 0

    def show(
        self, traffic: Traffic, doctor: Doctor, notices: Sequence[str], prompt: str, now_ns: int, failed: str = ""
    ) -> None:
        """Say what matters most: `prompt` belongs to what is being typed, `failed` is why there is no session."""
        self._now_ns = now_ns
        if failed:
            self._draw(f"esc leads back to the menu: {failed}", Manner.FAILED)
        elif now_ns < self._until_ns:
            self._draw(*self._said)
        elif prompt:
            self._draw(prompt, Manner.ANSWER)
        elif ails := ailment(traffic, doctor):
            self._draw(ails, Manner.FAILED)
        elif finding := doctor.hint:
            self._draw(sentence(finding), finding.level)
        elif notices:
            self._draw(safe(notices[-1]), Manner.NOTICE)
        else:
            self._draw("", "")

    def _draw(self, text: str, manner: str) -> None:
        if (text, manner) == self._shown:
            return
        self._shown = (text, manner)
        self._redraw()

    def _redraw(self) -> None:
        text, manner = self._shown
        room = self.size.width - 3
        more = self._more(text, manner, room)
        if more:
            key, word = more
            text = cell_fit(text, min(cell_len(text), room - len(f"   {key} {word} ")))
            end = Content.assemble((f"  {key}", "bold $primary"), (f" {word}", MUTED))
        else:
            end = Content("")
        self.update(Content.assemble(" ", SIGNS[manner], text, end) if manner else Content(""), layout=False)

    def _more(self, text: str, manner: str, room: int) -> tuple[str, str] | None:
        """The key that leads to more about it, and the word for that."""
        if isinstance(manner, Level):
            return "d", "doctor"
        if manner == Manner.FAILED or (manner and cell_len(text) > room):
            return "F2", "more"
        return None

    def on_resize(self) -> None:
        self._redraw()

    async def on_click(self) -> None:
        """To what says more."""
        if isinstance(self._shown[1], Level):
            await self.screen.run_action("show_pane('doctor')")
        elif self._shown[1]:
            await self.app.run_action("said")

    @property
    def text(self) -> str:
        """What it says now."""
        return self._shown[0]
