"""The socket options of a node or of its role: the present value of each, its default, and its meaning."""

from __future__ import annotations

from typing import ClassVar, Protocol

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from zmqplay.control.commands import CommandError, Done
from zmqplay.control.source import WiringControls
from zmqplay.control.typed import as_typed, quoted
from zmqplay.model.traffic import Traffic
from zmqplay.text import safe
from zmqplay.ui.dialogs.option_keys import EDIT_KEYS, KEYS, SEARCH_KEYS
from zmqplay.ui.dialogs.option_rows import OptionRow, cells_of
from zmqplay.ui.dialogs.option_table import OptionTable
from zmqplay.ui.dialogs.option_trials import TRIALS
from zmqplay.ui.dialogs.option_values import OptionValues
from zmqplay.ui.keys.key_line import KeyLine
from zmqplay.ui.look.theme import FAINT, MUTED

AROUND = 13
"""Lines of the panel other than the table's, with two for each of its sentences."""
REDRAWN_EVERY_S = 0.25


class GivesCommands(Protocol):
    """The commander, as the panel needs it: it gives commands, and takes the last one back."""

    def give(self, text: str) -> Done:
        """Carry out a command; CommandError says why it cannot be done."""

    def undo(self) -> str:
        """Take back the last command, and return a sentence that names it."""


class OptionsScreen(ModalScreen[None]):
    """Shows and changes options over the play screen; each change is a command, so the play screen can take it back."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False),
        Binding("ctrl+c", "app.help_quit", show=False),
        Binding("q,o", "dismiss", show=False),
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("home,g", "move(-99)", show=False),
        Binding("end,G", "move(99)", show=False),
        Binding("enter", "edit", show=False),
        Binding("space", "switch", show=False),
        Binding("delete,backspace", "default", show=False),
        Binding("tab,shift+tab", "other_target", show=False, priority=True),
        Binding("slash,ctrl+f", "search", show=False),
        Binding("u", "undo", show=False),
    ]

    def __init__(self, traffic: Traffic, wiring: WiringControls, node: str, role: str, commands: GivesCommands) -> None:
        """Show the options of this node and of its role; of the role alone if `node` is empty."""
        super().__init__()
        self.values = OptionValues(traffic, wiring, node, role)
        self.options = self.values.all
        """Those that are shown: all, or those that have the words of the search."""
        self.at = 0
        self._commands = commands
        self.said = Content("")
        self.table = OptionTable()
        self.search = Input(id="option-search", compact=True, placeholder="search: words of an option, in any order")

    def compose(self) -> ComposeResult:
        with Vertical(id="options"):
            yield self.search
            yield Static(id="option-titles", markup=False)
            yield self.table
            yield Static(id="option-about", markup=False)
            yield Static(id="option-said", markup=False)
            yield KeyLine(KEYS)

    def on_mount(self) -> None:
        self.search.display = False
        self.call_after_refresh(self.draw)  # reading the defaults makes sockets, which takes milliseconds
        self.set_interval(REDRAWN_EVERY_S, self.draw)  # a restarting node reports its values later

    def on_resize(self) -> None:
        self.call_after_refresh(self.draw)

    # --- the table

    @property
    def chosen(self) -> OptionRow | None:
        """The option in the chosen row; None if the search has found nothing."""
        return self.values.row(self.options[self.at]) if self.options else None

    def draw(self) -> None:
        """Draw the table and its sentences from the present values."""
        values = self.values
        who = values.node if values.target == values.node else f"every {values.role}"
        box = self.query_one("#options")
        box.border_title = Content(f"Socket options of {safe(who, 40)} · {', '.join(values.types)}")
        self.table.styles.max_height = max(3, self.app.size.height - AROUND - self.search.display)
        titles = cells_of("option", " value now", "default", "a change", "what it means", self.table.width)
        self.query_one("#option-titles", Static).update(Content.styled(titles, FAINT))
        self.table.show([values.row(option) for option in self.options], self.at)
        self.query_one("#option-about", Static).update(self._about())
        self.query_one("#option-said", Static).update(self._said())
        keys = EDIT_KEYS if self.table.is_edited else SEARCH_KEYS if self.focused is self.search else KEYS
        self.query_one(KeyLine).show(keys)

    def _about(self) -> Content:
        if not (row := self.chosen):
            return Content("")
        option = row.option
        says = (option.range, self.values.takes_effect(option), row.set_by(self.values.role))
        wants = " ".join(f"{part[:1].upper()}{part[1:]}." for part in says if part)
        about = Content.assemble((option.name, "bold $accent"), f"  {option.meaning}\n", (wants, MUTED))
        if trial := TRIALS.get(option.name):
            about = Content.assemble(about, ("\nTry it  ", "bold $accent"), trial)
        return about

    def _said(self) -> Content:
        """The answer to the last change; below it which nodes have crashed, since a change can do that."""
        failed = self.values.failed()
        lines = [self.said, Content.assemble(("✗ ", "bold $error"), failed) if failed else Content("")]
        return Content("\n").join(line for line in lines if line)

    # --- actions

    def action_move(self, by: int) -> None:
        if not self.table.is_edited:
            self.at = max(0, min(len(self.options) - 1, self.at + by))
            self.draw()
            self.table.reveal(self.at)

    def action_other_target(self) -> None:
        if not self.table.is_edited:
            self.values.take_other_target()
            self.draw()

    def action_search(self) -> None:
        """Let the user type words to search for."""
        if not self.table.is_edited:
            self.search.display = True
            self.search.focus()
            self.draw()

    @on(Input.Changed, "#option-search")
    def _searched(self, changed: Input.Changed) -> None:
        chosen = self.options[self.at] if self.options else None
        self.options = self.values.found(changed.value)
        self.at = self.options.index(chosen) if chosen in self.options else 0
        self.draw()
        self.table.reveal(self.at)

    @on(Input.Submitted, "#option-search")
    def _search_kept(self) -> None:
        self.set_focus(None)
        self.draw()

    def action_edit(self) -> None:
        if row := self.chosen:
            self.table.edit(row, self.at)
            self.draw()

    async def action_enter(self) -> None:
        """Do what the key enter does in the line that is being typed."""
        if isinstance(self.focused, Input):
            await self.focused.action_submit()

    def action_switch(self) -> None:
        if not (row := self.chosen):
            return
        if row.option.unit == "switch":
            self._set("0" if row.value else "1")
        else:
            self._say(f"{row.option.name} is no switch; Enter changes it", wrong=True)

    def action_default(self) -> None:
        if not (row := self.chosen):
            return
        if row.own is not None:
            self._set("default")
        elif row.inherited is not None:
            self._say(
                f"{row.option.name} is set for every {self.values.role}: tab, then take it back there", wrong=True
            )
        elif row.is_set:
            self._say(f"{row.option.name} is set by the role's own code", wrong=True)
        else:
            self._say(f"{row.option.name} is as by default already")

    def action_undo(self) -> None:
        self._say(self._commands.undo())

    def action_leave(self) -> None:
        """Drop the value that is being typed, or end the search, or else close the panel."""
        if self.table.is_edited:
            self._end_edit()
        elif self.search.display:
            self.search.value = ""
            self.search.display = False
            self.set_focus(None)
            self.draw()
        else:
            self.dismiss()

    @on(Input.Submitted, "#option-value")
    def _entered(self, entered: Input.Submitted) -> None:
        if not (row := self.chosen):
            return
        try:
            row.option.read(entered.value)
        except ValueError as error:
            self._say(str(error), wrong=True)
            return
        self._end_edit()
        if entered.value != as_typed(row.value):
            self._set(entered.value)

    def _end_edit(self) -> None:
        self.table.end_edit()
        self.set_focus(None)
        self._say("")

    def _set(self, text: str) -> None:
        name = self.options[self.at].name
        try:
            self._say(self._commands.give(f"option {self.values.target} {name} {quoted(text)}").says)
        except CommandError as error:
            self._say(str(error), wrong=True)

    def _say(self, text: str, wrong: bool = False) -> None:
        sign = ("✗ ", "bold $error") if wrong else ("› ", "bold $accent")
        self.said = Content.assemble(sign, safe(text)) if text else Content("")
        self.draw()

    def on_click(self, event: events.Click) -> None:
        """Choose the clicked row, and change it on a second click; a click beside the panel closes the panel."""
        if event.widget is self:
            self.dismiss()
        elif (
            event.widget is not None and event.widget.id == "option-rows" and self.options and not self.table.is_edited
        ):
            again, self.at = event.y == self.at, min(event.y, len(self.options) - 1)
            self.action_edit() if again else self.draw()
