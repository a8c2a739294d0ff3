"""The hint line, which shows one sentence: an answer, a problem, a notice, or the rest of a command."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import Static

from zmqplay.model.doctor import Doctor
from zmqplay.model.doctor.finding import Finding, Level
from zmqplay.model.nodes import NodeState
from zmqplay.model.traffic import Traffic
from zmqplay.text import cell_fit, safe
from zmqplay.ui.dialogs.journal import Journal, SentenceKind
from zmqplay.ui.look.theme import MUTED
from zmqplay.ui.play.failures import bad_reports, ended_badly

SIGNS: dict[str, tuple[str, str]] = {
    SentenceKind.FAILED: ("✗ ", "bold $error"),
    SentenceKind.REFUSED: ("✗ ", "bold $error"),
    Level.WRONG: ("✚ ", "bold $warning"),
    SentenceKind.NOTICE: ("! ", "bold $warning"),
    SentenceKind.ANSWER: ("› ", "bold $accent"),
}
"""For each kind of sentence, the sign in front and its style."""
SAID_NS = 8_000_000_000
"""How long an answer stays before the line shows problems again."""


def problem_of(traffic: Traffic, doctor: Doctor) -> str:
    """A sentence about a problem that is no finding of the Doctor: a crashed node, or unreadable reports."""
    told = {finding.node for finding in doctor.present}
    crashed = [n for n in traffic.nodes.values() if n.state is NodeState.CRASHED and n.name not in told]
    return ended_badly(crashed[-1]) if crashed else bad_reports(traffic)


def sentence(finding: Finding) -> str:
    """A finding as one safe line that names the node."""
    says = safe(finding.says)
    return says if finding.node in says else f"{safe(finding.node, 40)}: {says}"


class HintLine(Static):
    """Shows the last answer for a while, then the worst problem."""

    def __init__(self, journal: Journal) -> None:
        """Each answer is also written into `journal`."""
        super().__init__(markup=False, id="hint")
        self._journal = journal
        self._said_once: set[str] = set()
        self._said: tuple[str, str] = ("", "")
        self._until_ns = 0
        self._now_ns = 0
        self._shown: tuple[str, str] = ("", "")

    def say(self, text: str, wrong: bool = False) -> None:
        """Show an answer now; `wrong` marks a refusal."""
        kind = SentenceKind.REFUSED if wrong else SentenceKind.ANSWER
        self._journal.add(text, kind)
        self._said = safe(text), kind
        self._until_ns = self._now_ns + SAID_NS
        self._draw(*self._said)

    def say_once(self, text: str) -> None:
        """Show an answer now, unless this method has shown the same one before."""
        if text not in self._said_once:
            self._said_once.add(text)
            self.say(text)

    def clear(self) -> None:
        """Remove the last answer."""
        self._until_ns = 0

    def show(self, traffic: Traffic, doctor: Doctor, now_ns: int, *, prompt: str, failed: str = "") -> None:
        """Show the most important sentence; `prompt` explains the typed command, `failed` says why no source opened."""
        self._now_ns = now_ns
        if failed:
            self._draw(f"esc leads back to the menu: {failed}", SentenceKind.FAILED)
        elif now_ns < self._until_ns:
            self._draw(*self._said)
        elif prompt:
            self._draw(prompt, SentenceKind.ANSWER)
        elif problem := problem_of(traffic, doctor):
            self._draw(problem, SentenceKind.FAILED)
        elif finding := doctor.hint:
            self._draw(sentence(finding), finding.level)
        elif traffic.notices:
            self._draw(safe(traffic.notices[-1]), SentenceKind.NOTICE)
        else:
            self._draw("", "")

    def _draw(self, text: str, kind: str) -> None:
        if (text, kind) == self._shown:
            return
        self._shown = (text, kind)
        self._redraw()

    def _redraw(self) -> None:
        text, kind = self._shown
        room = self.size.width - 3
        more = self._more(text, kind, room)
        if more:
            key, word = more
            text = cell_fit(text, min(cell_len(text), room - len(f"   {key} {word} ")))
            end = Content.assemble((f"  {key}", "bold $primary"), (f" {word}", MUTED))
        else:
            end = Content("")
        self.update(Content.assemble(" ", SIGNS[kind], text, end) if kind else Content(""), layout=False)

    def _more(self, text: str, kind: str, room: int) -> tuple[str, str] | None:
        """The key that shows more about the sentence, and the word beside the key; None if there is none."""
        if isinstance(kind, Level):
            return "d", "doctor"
        if kind == SentenceKind.FAILED or (kind and cell_len(text) > room):
            return "F2", "more"
        return None

    def on_resize(self) -> None:
        self._redraw()

    async def on_click(self) -> None:
        """Open the Doctor's pane or the journal, which says more."""
        if isinstance(self._shown[1], Level):
            await self.screen.run_action("do('panes.show_doctor')")
        elif self._shown[1]:
            await self.app.run_action("journal")

    @property
    def text(self) -> str:
        """The sentence that is shown now."""
        return self._shown[0]
