"""What the app itself says: a failure goes into the journal and the last line, an answer into the last line."""

from __future__ import annotations

from textual.app import App

from zmqplay.text import safe
from zmqplay.ui.dialogs.journal import Journal, SentenceKind
from zmqplay.ui.opens import last_line_of

NOTICE_S = 4


class Saying:
    """Finds the line for each sentence; a failure waits until there is a screen with such a line."""

    def __init__(self, app: App[None], journal: Journal) -> None:
        self._app, self._journal = app, journal
        self._unsaid = ""

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
        """Show an answer on the last line of the present screen, or as a notice over a dialog."""
        if line := last_line_of(self._app.screen):
            line.say(sentence, wrong)
        else:
            self._app.notify(safe(sentence), title="zmqplay", timeout=NOTICE_S, markup=False)
