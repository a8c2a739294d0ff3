"""The journal as a screen: all sentences, newest last, with their detail, e.g. the last lines of a crashed node."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from zmqplay.ui.dialogs.journal import Journal, Sentence, SentenceKind, clock_time, often
from zmqplay.ui.dialogs.too_small import SizedScreen, TooSmall
from zmqplay.ui.look.theme import FAINT, MUTED

SIGNS: dict[SentenceKind, tuple[str, str]] = {
    SentenceKind.FAILED: ("✗", "bold $error"),
    SentenceKind.REFUSED: ("✗", "$warning"),
    SentenceKind.NOTICE: ("!", "bold $warning"),
    SentenceKind.ANSWER: ("›", "$accent"),
}
INDENT = 11
"""Cells for the time and the sign."""
NOTHING = "Nothing yet. What a command answered, what is noticed and what failed stands here, with its time."


def _entry(sentence: Sentence, width: int) -> Content:
    """A sentence with its time and its detail, wrapped to `width` cells; the time has a column of its own."""
    style = "bold" if sentence.kind is SentenceKind.FAILED else ""
    says = Content.assemble((sentence.text, style), (often(sentence), MUTED))
    below = [Content.styled(line, MUTED) for line in sentence.detail]
    lines = [line for part in (says, *below) for line in part.wrap(max(20, width - INDENT))]
    first = Content.assemble((clock_time(sentence.at_s), FAINT), " ", SIGNS[sentence.kind], " ", lines[0])
    return Content("\n").join([first, *(Content.assemble(" " * INDENT, line) for line in lines[1:])])


class JournalScreen(SizedScreen):
    """Shows the journal over another screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,exclamation_mark,f2", "dismiss", show=False),
        Binding("c,y", "copy", show=False),
        Binding("j", "scroll(1)", show=False),
        Binding("k", "scroll(-1)", show=False),
        Binding("g", "ends(-1)", show=False),
        Binding("G", "ends(1)", show=False),
    ]

    def __init__(self, journal: Journal) -> None:
        super().__init__()
        self.journal = journal

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="journal") as page:
            page.border_title = "Log"
            page.border_subtitle = "[@click=screen.copy]c copies all[/]  [@click=screen.dismiss]esc closes[/]"
            yield Static(markup=False)
        yield TooSmall()

    def on_resize(self) -> None:
        super().on_resize()
        self.call_after_refresh(self._fill)

    def _fill(self) -> None:
        """Show all sentences, with the newest in view."""
        page = self.query_one("#journal")
        width = page.scrollable_content_region.width
        entries = [_entry(sentence, width) for sentence in self.journal.shown]
        text = Content("\n").join(entries) if entries else Content.styled(NOTHING, MUTED)
        page.query_one(Static).update(text)
        page.scroll_end(animate=False)

    def action_copy(self) -> None:
        self.app.copy_to_clipboard(self.journal.as_text)
        self.query_one("#journal").border_subtitle = "copied"

    def action_scroll(self, step: int) -> None:
        self.query_one("#journal").scroll_relative(y=step, animate=False)

    def action_ends(self, step: int) -> None:
        """Scroll to the newest sentence (1) or the oldest (-1)."""
        page = self.query_one("#journal")
        page.scroll_end(animate=False) if step > 0 else page.scroll_home(animate=False)
