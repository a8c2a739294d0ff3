"""Everything that was said, newest last, with what stands behind it: e.g. the last lines of a node that crashed."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from zmqplay.ui.dialogs.journal import Manner, Said, Sentence, clock_time, often
from zmqplay.ui.dialogs.too_small import SizedScreen, TooSmall
from zmqplay.ui.look.theme import FAINT, MUTED

SIGNS: dict[Manner, tuple[str, str]] = {
    Manner.FAILED: ("✗", "bold $error"),
    Manner.REFUSED: ("✗", "$warning"),
    Manner.NOTICE: ("!", "bold $warning"),
    Manner.ANSWER: ("›", "$accent"),
}
INDENT = 11
"""Cells that the time and the sign take."""
NOTHING = "Nothing yet. What a command answered, what is noticed and what failed stands here, with its time."


def _entry(sentence: Sentence, width: int) -> Content:
    """When, what, and what stands behind it; `width` is that of a line, where the times have a column of their own."""
    style = "bold" if sentence.manner is Manner.FAILED else ""
    says = Content.assemble((sentence.text, style), (often(sentence), MUTED))
    below = [Content.styled(line, MUTED) for line in sentence.detail]
    lines = [line for part in (says, *below) for line in part.wrap(max(20, width - INDENT))]
    first = Content.assemble((clock_time(sentence.at_s), FAINT), " ", SIGNS[sentence.manner], " ", lines[0])
    return Content("\n").join([first, *(Content.assemble(" " * INDENT, line) for line in lines[1:])])


class SaidScreen(SizedScreen):
    """Lies over the screen from which it was asked for."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,exclamation_mark,f2", "dismiss", show=False),
        Binding("c,y", "copy", show=False),
        Binding("j", "scroll(1)", show=False),
        Binding("k", "scroll(-1)", show=False),
        Binding("g", "ends(-1)", show=False),
        Binding("G", "ends(1)", show=False),
    ]

    def __init__(self, said: Said) -> None:
        super().__init__()
        self.said = said

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="said") as page:
            page.border_title = "What was said"
            page.border_subtitle = "[@click=screen.copy]c copies all[/]  [@click=screen.dismiss]esc closes[/]"
            yield Static(markup=False)
        yield TooSmall()

    def on_resize(self) -> None:
        super().on_resize()
        self.call_after_refresh(self._fill)

    def _fill(self) -> None:
        """The newest is in view."""
        page = self.query_one("#said")
        width = page.scrollable_content_region.width
        entries = [_entry(sentence, width) for sentence in self.said.sentences]
        text = Content("\n").join(entries) if entries else Content.styled(NOTHING, MUTED)
        page.query_one(Static).update(text)
        page.scroll_end(animate=False)

    def action_copy(self) -> None:
        self.app.copy_to_clipboard(self.said.as_text)
        self.query_one("#said").border_subtitle = "copied"

    def action_scroll(self, step: int) -> None:
        self.query_one("#said").scroll_relative(y=step, animate=False)

    def action_ends(self, step: int) -> None:
        """To the newest or the oldest."""
        page = self.query_one("#said")
        page.scroll_end(animate=False) if step > 0 else page.scroll_home(animate=False)
