"""What the pattern teaches: what it is for, what it promises, and what it does not."""

from __future__ import annotations

from typing import ClassVar

from textual.containers import VerticalScroll

from zmqplay.patterns.pattern import Pattern
from zmqplay.session.traffic import Traffic
from zmqplay.ui.panes.border import frame_css
from zmqplay.ui.view import View


class Lesson(VerticalScroll, can_focus=True):
    """The pattern's own Markdown, rendered once."""

    TITLE: ClassVar[str] = "Lesson"
    DEFAULT_CSS = (
        frame_css("Lesson")
        + """
    Lesson > Markdown { background: $background; padding: 0; margin: 0; }
    Lesson MarkdownH1 { content-align: left middle; margin: 0 0 1 0; color: $accent; text-style: bold; }
    Lesson MarkdownParagraph { margin: 0 0 1 0; }
    """
    )

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  # Textual's word
        super().__init__(id=id, classes=classes)
        self.border_title = self.TITLE
        self._pattern: Pattern | None = None

    def show(self, traffic: Traffic, _view: View, _now_ns: int) -> None:
        """Render the lesson when it is first looked at."""
        if traffic.pattern is self._pattern or not self.is_mounted:
            return
        self._pattern = traffic.pattern
        from textual.widgets import Markdown  # 30 ms that the first screen need not wait for

        self.remove_children()
        text = f"{traffic.pattern.lesson.rstrip()}\n\n---\n\n*Used for:* {traffic.pattern.use_case}.\n"
        self.mount(Markdown(text, open_links=False))
