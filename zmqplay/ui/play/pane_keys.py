"""What each key and command of a play screen does: one call to the session, or one change of the view."""

from __future__ import annotations

from zmqplay.ui.play.completion import as_message, completions, is_command
from zmqplay.ui.play.message_keys import ROWS
from zmqplay.ui.play.speaking import Speaking


class PlayActions(Speaking):
    """The actions of a play screen; the screen itself gives the parts that they act on."""

    paused_at = 0
    _empty_asked = False

    # --- the input line

    def enter(self, text: str) -> None:
        """Send the text or do what it commands; where that cannot be, the text stays."""
        if is_command(text):
            self._enter_command(text)
        elif text or self._empty_asked:
            self._say_as(self.sender, as_message(text))
        else:
            self._empty_asked = True
            self.hint.say("nothing typed; Enter once more sends an empty message")
            return
        self._empty_asked = False

    def _enter_command(self, text: str) -> None:
        own = {"/undo": self.action_undo, "/help": self._open_help, "/quit": self.app.exit}.get(text.strip())
        if own is None and not self.obey(text):
            return
        self.line.accept()
        if own is not None:
            self.hint.hush()
            own()

    def take(self, text: str) -> None:
        """Do a whole command; of one that ends with a space, begin it with what is selected."""
        if not text.endswith(" "):
            self.obey(text)
            return
        node = self.view.node or ""
        fits = f"{text}{node}" in completions(text, self.session)
        self.begin_command(f"{text}{node} " if fits else text)

    def begin_command(self, text: str) -> None:
        """Let the user type the rest."""
        self.line.history.add(self.line.value)  # a draft is not lost: ↑ brings it back
        self.line.focus()
        self.line.put(text)

    def _open_help(self) -> None:
        self.run_worker(self.app.run_action("help"))

    def _say_as(self, sender: str, text: str) -> bool:
        if not sender:
            self.hint.say("no node is there yet that could send it", wrong=True)
            return False
        try:
            self.session.send(sender, text)
        except ValueError as error:
            self.hint.say(str(error), wrong=True)
            return False
        self.line.accept()
        self.hint.hush()
        return True

    def action_send(self) -> None:
        self.enter(self.line.value)

    def action_input(self) -> None:
        self.line.focus()

    def action_begin_command(self) -> None:
        """What `/` does while one types, from anywhere."""
        self.line.focus()
        if not is_command(self.line.value):
            self.begin_command("/")

    def action_complete(self) -> None:
        """What Tab does while a command is typed, for the mouse."""
        self.line.action_next(1)

    def action_again(self) -> None:
        """What ↑ does while one types, for the mouse."""
        self.line.action_recall(-1)

    # --- the panes

    def action_pane(self, step: int) -> None:
        self.deck.bring_next(step)

    def action_show_pane(self, name: str) -> None:
        self.deck.bring(name)

    def action_hide_pane(self) -> None:
        self.hide_pane(self.deck.active)

    def hide_pane(self, name: str) -> None:
        """Take it from the screen, and say how it comes back."""
        title = self.deck.title_of(name)
        if self.deck.hide(name):
            self.hint.say(f"{title} is hidden; v brings it back")
        else:
            self.hint.say(f"{title} is the last pane that is shown, so it stays", wrong=True)

    def action_panes(self) -> None:
        """The list of all panes."""
        from zmqplay.ui.dialogs.pane_list import PaneList

        if self.deck.panes:
            self.app.push_screen(PaneList(self.deck))

    def action_maximise(self) -> None:
        self.deck.toggle_maximised()

    def action_detail(self) -> None:
        """Enter: more of what is selected."""
        if self.deck.active in ROWS:
            self.deck.bring("frames")
        elif self.view.node is not None:
            self.action_node_menu()
        elif self.view.link is not None:
            self.deck.bring("ledger")

    def action_back(self) -> None:
        """One step out: the input line, a maximised pane, the search, the filter, the link, the pattern."""
        if self.line.has_focus:
            self.deck.focus_active()
        elif self.deck.maximised:
            self.deck.toggle_maximised()
        elif self.view.search:
            self.view.search = ""
        elif self.view.filter:
            self.view.filter = ""
        elif self.view.link:
            self.view.link = None
        else:
            self.dismiss()

    def action_pause(self) -> None:
        self.view.paused = not self.view.paused
        self.paused_at = self.traffic.messages.total

    def action_follow(self) -> None:
        self.view.row = self.view.message = None
