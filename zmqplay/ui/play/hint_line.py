"""The hint line, which shows one sentence: an answer, a problem, a notice, or the rest of a command."""

from __future__ import annotations

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from zmqplay.control.acts import SENT_AS
from zmqplay.model.doctor import Doctor
from zmqplay.model.doctor.finding import Level
from zmqplay.model.nodes import NodeState
from zmqplay.model.traffic import Traffic
from zmqplay.text import cell_fit, safe
from zmqplay.ui.dialogs.journal import Journal, SentenceKind
from zmqplay.ui.look.theme import MUTED
from zmqplay.ui.play.escape import is_escape
from zmqplay.ui.play.failures import problem_of, sentence_of
from zmqplay.ui.play.news import PRINTED, TYPED, News

SIGNS: dict[str, tuple[str, str]] = {
    SentenceKind.FAILED: ("✗ ", "bold $error"),
    SentenceKind.REFUSED: ("✗ ", "bold $error"),
    Level.WRONG: ("✚ ", "bold $warning"),
    SentenceKind.NOTICE: ("! ", "bold $warning"),
    SentenceKind.ANSWER: ("› ", "bold $accent"),
    TYPED: ("» ", "bold $accent"),
    PRINTED: ("» ", "bold $accent"),
}
"""For each kind of sentence, the sign in front and its style."""
NEWS_PANES = {TYPED: "messages", PRINTED: "output"}
"""The pane that a click on news brings."""
MORE = "F2", "more"
"""The key that opens the log, and the word beside it."""
SAID_NS = 8_000_000_000
"""How long an answer stays before the line shows problems again."""
LEAST_NS = 2_500_000_000
"""How long an answer stays at least; then what a node prints, which may be the effect of the command, follows it."""


class HintLine(Static):
    """Shows the last answer for a while, then what is new, then the worst problem."""

    def __init__(self, journal: Journal) -> None:
        """Each answer is also written into `journal`."""
        super().__init__(markup=False, id="hint")
        self._journal = journal
        self.news = News()
        self._said_once: set[str] = set()
        self._said: tuple[str, str] = ("", "")
        self._is_question = False
        """Whether what was said asks for esc once more."""
        self._is_typed_over = False
        """Whether the user has typed since the last answer, which gives way to what is said about the typed text."""
        self._said_s = 0.0
        """When something was said last; what was typed before may be reported only after it."""
        self._until_ns = 0
        self._now_ns = 0
        self._shown: tuple[str, str] = ("", "")
        self._is_typing = False
        self._noticed = self._notice_until_ns = 0
        """Notices that were shown, and how long the last of them is."""
        self._crashed = 0
        """Crashed nodes when the line was shown last."""
        self._crash_until_ns = 0
        """Until then the last crash comes before news, which may be what the node printed as it crashed."""

    def say(self, text: str, wrong: bool = False) -> None:
        """Show an answer now; `wrong` marks a refusal; an empty text removes the last answer."""
        if not text:
            self._until_ns = 0
            return
        kind = SentenceKind.REFUSED if wrong else SentenceKind.ANSWER
        self._journal.add(text, kind)
        self._keep(text, kind)

    def fail(self, text: str) -> None:
        """Show a failure now, which is in the journal already."""
        self._keep(text, SentenceKind.FAILED)

    def stay(self) -> None:
        """Let the last refusal stand while the user types: it is of a line that was entered long before."""
        self._keep(self._said[0], SentenceKind.FAILED)

    def ask(self, text: str) -> None:
        """Show a question to which esc is the answer; anything else that the user does drops the question."""
        self.say(text)
        self._is_question = True

    def move_on(self, event: Message) -> None:
        """Drop a refusal, or a question to which this is not the answer, since the user does something else."""
        is_old = not is_escape(event) if self._is_question else self._said[1] == SentenceKind.REFUSED
        is_earlier = isinstance(event, Input.Changed) and event.time < self._said_s
        if isinstance(event, Input.Changed) and not is_earlier:
            self._is_typed_over = self._said[1] == SentenceKind.ANSWER and not self._is_question
        if is_old and not is_earlier and not (isinstance(event, events.MouseEvent) and event.widget is self):
            self._until_ns = 0

    def _keep(self, text: str, kind: str) -> None:
        self._said, self._is_question, self._said_s = (safe(text), kind), False, Message().time
        self._is_typed_over = False
        self._until_ns = self._now_ns + SAID_NS
        self._draw(*self._said)

    def say_once(self, text: str) -> None:
        """Show an answer now, unless this method has shown the same one before."""
        if text not in self._said_once:
            self._said_once.add(text)
            self.say(text)

    def is_said(self, text: str) -> bool:
        """Whether this is the last answer, and has not been long ago."""
        return self._said[0] == safe(text) and self._now_ns < self._until_ns

    def show(
        self,
        traffic: Traffic,
        doctor: Doctor,
        now_ns: int,
        *,
        prompt: str,
        failed: str = "",
        broken: str = "",
        tip: str = "",
        shows_messages: bool = True,
        is_typing: bool = False,
    ) -> None:
        """Show the most important sentence: `prompt` explains what is typed, `failed` says why no source opened.

        `broken` says what is wrong with the file that is played.
        `tip` is what to try. Unless the screen `shows_messages`, the sentence may be about the message typed last.
        `is_typing` says that letters go into the input line.
        """
        if not self._now_ns and self._until_ns:
            self._until_ns += now_ns  # said before the first frame
        self._now_ns = now_ns
        self._note(traffic, is_typing)
        if failed:
            self._draw(f"esc leads back to the menu: {failed}", SentenceKind.FAILED)
        else:
            present = self._present(traffic, doctor, prompt, broken, shows_messages)
            self._draw(*(present or (tip, SentenceKind.ANSWER if tip else "")))

    def _present(
        self, traffic: Traffic, doctor: Doctor, prompt: str, broken: str, shows_messages: bool
    ) -> tuple[str, str] | None:
        """The most important sentence of an open source, and its kind; None where there is nothing to say."""
        now_ns = self._now_ns
        fresh = self.news.fresh(traffic, now_ns, shows_messages=shows_messages, is_shared=bool(doctor.hint))
        is_kept = now_ns < self._until_ns and not (prompt and self._is_typed_over)
        if is_kept and not self._gives_way(*fresh, doctor):
            return self._said
        if prompt:
            return prompt, SentenceKind.ANSWER
        if fresh[0] and now_ns >= self._crash_until_ns:
            return fresh
        if problem := broken or problem_of(traffic, doctor, is_new=now_ns < self._crash_until_ns):
            return problem, SentenceKind.FAILED
        if finding := doctor.hint:
            return sentence_of(finding), finding.level
        return self._notice(traffic)

    def _notice(self, traffic: Traffic) -> tuple[str, str] | None:
        """The last notice, for a while from when it comes to be shown; None if it has been shown, or there is none."""
        if len(traffic.notices) > self._noticed:
            self._noticed, self._notice_until_ns = len(traffic.notices), self._now_ns + SAID_NS
        is_new = self._now_ns < self._notice_until_ns
        return (safe(traffic.notices[-1]), SentenceKind.NOTICE) if is_new else None

    @property
    def _is_read(self) -> bool:
        """Whether what was said has stood long enough to be read."""
        return self._until_ns - self._now_ns < SAID_NS - LEAST_NS

    def _gives_way(self, news: str, fresh: str, doctor: Doctor) -> bool:
        """Whether what was said gives way: an answer to what a node prints, a failure to the Doctor's finding.

        That a message was sent gives way at once to where it went.
        """
        if self._said[1] == SentenceKind.FAILED:
            return self._is_read and doctor.hint is not None
        if self._said[1] == SentenceKind.ANSWER and fresh == TYPED:
            return bool(news) and self._said[0].startswith(SENT_AS)
        return self._is_read and self._said[1] == SentenceKind.ANSWER and fresh == PRINTED

    def _note(self, traffic: Traffic, is_typing: bool) -> None:
        """Note what is new: crashes end an answer, and whether the user types changes the key at the end."""
        self.news.look(traffic, self._now_ns)
        crashed = sum(node.state is NodeState.CRASHED for node in traffic.nodes.values())
        if crashed > self._crashed:
            self._until_ns = 0  # what was asked for may have led to it, so the answer is old
            self._crash_until_ns = self._now_ns + SAID_NS
        self._crashed = crashed
        if is_typing != self._is_typing:
            self._is_typing = is_typing
            self._redraw()

    def _draw(self, text: str, kind: str) -> None:
        if (text, kind) == self._shown:
            return
        self._shown = (text, kind)
        self._redraw()

    def _redraw(self) -> None:
        text, kind = self._shown
        room = self.size.width - 3
        more = self._more(text, kind, room)
        self._journal.hint = (text, SentenceKind(kind)) if more == MORE else None
        if more:
            key, word = more
            text = cell_fit(text, min(cell_len(text), room - len(f"   {key} {word} ")))
            end = Content.assemble((f"  {key}", "bold $primary"), (f" {word}", MUTED))
        else:
            text, end = cell_fit(text, min(cell_len(text), room)), Content("")
        self.update(Content.assemble(" ", SIGNS[kind], text, end) if kind else Content(""), layout=False)

    def _more(self, text: str, kind: str, room: int) -> tuple[str, str] | None:
        """The key that shows more about the sentence, and the word beside the key; None if there is none."""
        if isinstance(kind, Level):
            return "esc d" if self._is_typing else "d", "doctor"
        if kind in NEWS_PANES:
            return None
        if kind == SentenceKind.FAILED or (kind and cell_len(text) > room):
            return MORE
        return None

    def on_resize(self) -> None:
        self._redraw()

    def on_unmount(self) -> None:
        self._journal.hint = None

    async def on_click(self) -> None:
        """Open the pane or the journal that says more."""
        if pane := NEWS_PANES.get(self._shown[1]):
            await self.screen.run_action(f"show_pane('{pane}')")
        elif isinstance(self._shown[1], Level):
            await self.screen.run_action("do('panes.show_doctor')")
        elif self._shown[1]:
            await self.app.run_action("journal")

    @property
    def text(self) -> str:
        """The sentence that is shown now."""
        return self._shown[0]
