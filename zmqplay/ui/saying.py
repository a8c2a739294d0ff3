"""What the app itself says: a failure goes into the journal and the last line, an answer into the last line."""

from __future__ import annotations

from textual.app import App
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget

from zmqplay.text import safe
from zmqplay.ui import textual_private
from zmqplay.ui.dialogs.journal import Journal, SentenceKind
from zmqplay.ui.opens import last_line_of

NOTICE_S = 4


class Saying:
    """Finds the line for each sentence; a failure waits until there is a screen with such a line."""

    def __init__(self, app: App[None], journal: Journal) -> None:
        self._app, self._journal = app, journal
        self._unsaid = ""
        self._below: Content | None = None
        """The sentence that was said last in the lower border of a dialog."""
        self._keys: Content | None = None
        """What stood in that border before."""

    def tell(self, problem: str) -> None:
        """Write a failure into the journal, and show it in the last line; an empty text is no failure."""
        if problem:
            self._journal.add(problem, SentenceKind.FAILED)
            self._unsaid = problem
            self.catch_up()

    def catch_up(self) -> None:
        """Show the last failure that no line has shown; a dialog has none, but the screen below it."""
        if self._unsaid and (line := last_line_of(*reversed(self._app.screen_stack))):
            line.fail(self._unsaid)
            self._unsaid = ""

    def say(self, sentence: str, wrong: bool = False) -> None:
        """Show an answer on the last line of the present screen; over a dialog, in the dialog's lower border."""
        if line := last_line_of(self._app.screen):
            line.say(sentence, wrong)
            return
        self._journal.add(sentence, SentenceKind.REFUSED if wrong else SentenceKind.ANSWER)
        if frame := _frame_of(self._app.screen):
            self._say_below(frame, sentence)

    def _say_below(self, frame: Widget, sentence: str) -> None:
        """Show a sentence in a lower border for a while, in place of what stands there."""
        if self._below is None or textual_private.lower_border(frame) is not self._below:
            self._keys = textual_private.lower_border(frame)
        frame.border_subtitle = Content(safe(sentence))
        said, keys = textual_private.lower_border(frame), self._keys
        self._below = said

        def give_back() -> None:
            if textual_private.lower_border(frame) is said:
                frame.border_subtitle = keys

        frame.set_timer(NOTICE_S, give_back)


def _frame_of(screen: Screen[object]) -> Widget | None:
    """The widget that has the border of a dialog."""
    bordered = (widget for widget in screen.walk_children(Widget) if widget.styles.border_bottom[0])
    return next((widget for widget in bordered if widget.display), None)
