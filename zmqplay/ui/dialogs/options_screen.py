"""The socket options of a node or of its role: the present value of each, its default, and its meaning."""

from __future__ import annotations

from typing import ClassVar, Protocol

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from zmqplay.control.commands import CommandError, Done
from zmqplay.control.source import WiringControls
from zmqplay.control.typed import as_typed, quoted
from zmqplay.model.options import Option, options_for
from zmqplay.model.traffic import Traffic
from zmqplay.text import safe
from zmqplay.ui.dialogs.option_rows import NAME_WIDTH, VALUE_WIDTH, OptionRow, cells_of
from zmqplay.ui.keys.key_line import KeyLine, ShownKey
from zmqplay.ui.keys.paste import printable
from zmqplay.ui.look.theme import FAINT, MUTED

AROUND = 10
"""Lines of the panel other than the table's, with two for each of its sentences."""
REDRAWN_EVERY_S = 0.25
KEYS: tuple[ShownKey, ...] = (
    ShownKey("↑↓", "choose", "screen.move(1)"),
    ShownKey("enter", "change", "screen.edit"),
    ShownKey("space", "switch", "screen.switch"),
    ShownKey("del", "default", "screen.default"),
    ShownKey("tab", "node or role", "screen.other_target"),
    ShownKey("esc", "close", "screen.leave"),
)


class GivesCommands(Protocol):
    """The commander, as the panel needs it: it gives commands, and takes the last one back."""

    def give(self, text: str) -> Done:
        """Carry out a command; CommandError says why it cannot be done."""

    def undo(self) -> str:
        """Take back the last command, and return a sentence that names it."""


class ValueLine(Input):
    """An input for a value, in the value's place in the table."""

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self.replace(printable(event.text)[:255], *self.selection)


class OptionsScreen(ModalScreen[None]):
    """Shows and changes options over the play screen; each change is a command, so the play screen can take it back."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False),
        Binding("q,o", "dismiss", show=False),
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("home,g", "move(-99)", show=False),
        Binding("end,G", "move(99)", show=False),
        Binding("enter", "edit", show=False),
        Binding("space", "switch", show=False),
        Binding("delete,backspace", "default", show=False),
        Binding("tab,shift+tab", "other_target", show=False, priority=True),
        Binding("u", "undo", show=False),
    ]

    def __init__(self, traffic: Traffic, wiring: WiringControls, node: str, role: str, commands: GivesCommands) -> None:
        """Show the options of this node and of its role; of the role alone if `node` is empty."""
        super().__init__()
        self.node, self.role = node, role
        self.target = node or role
        self.at = 0
        self._traffic, self._wiring, self._commands = traffic, wiring, commands
        self._types = traffic.topology.sockets_of(role)
        self._options = options_for(self._types)
        self.said = Content("")

    def compose(self) -> ComposeResult:
        with Vertical(id="options"):
            yield Static(id="option-titles", markup=False)
            with VerticalScroll(id="option-table", can_focus=False):
                yield Static(id="option-rows", markup=False)
                yield ValueLine(id="option-value", compact=True, select_on_focus=True, max_length=300)
            yield Static(id="option-about", markup=False)
            yield Static(id="option-said", markup=False)
            yield KeyLine(KEYS)

    def on_mount(self) -> None:
        self.line.display = False
        self.call_after_refresh(self.draw)  # reading the defaults makes sockets, which takes milliseconds
        self.set_interval(REDRAWN_EVERY_S, self.draw)  # a restarting node reports its values later

    def on_resize(self) -> None:
        self.call_after_refresh(self.draw)

    @property
    def line(self) -> ValueLine:
        return self.query_one(ValueLine)

    @property
    def table(self) -> VerticalScroll:
        return self.query_one("#option-table", VerticalScroll)

    # --- the table

    def row(self, at: int) -> OptionRow:
        """The option in this row, with its present values."""
        option = self._options[at]
        own = self._wiring.option_of(self.target, option.name)
        inherited = self._wiring.option_of(self.role, option.name) if self.target != self.role else None
        type_ = next(type_ for type_ in self._types if type_ in option.types)
        default = self._wiring.default_of(option.name, type_)
        seen = [value for value in self._seen(option) if value is not None]
        differs = len({default if value is None else value for value in self._seen(option)}) > 1
        return OptionRow(option, own, inherited, next(iter(seen), None), default, differs)

    def _seen(self, option: Option) -> list[int | bytes | None]:
        """The values that the living nodes' sockets report, of the node or of all nodes of the role; None: not set."""
        nodes = [node for node in self._traffic.nodes.values() if self.target in (node.name, node.role)]
        facts = [socket.facts for node in nodes if node.state.alive for socket in node.sockets.values()]
        return [fact.options.get(option.name) for fact in facts if fact.type in option.types]

    @property
    def chosen(self) -> OptionRow:
        return self.row(self.at)

    def draw(self) -> None:
        """Draw the table and its sentences from the present values."""
        who = self.node if self.target == self.node else f"every {self.role}"
        box = self.query_one("#options")
        box.border_title = Content(f"Socket options of {safe(who, 40)} · {', '.join(self._types)}")
        self.table.styles.max_height = max(3, self.app.size.height - AROUND)
        width = self.table.scrollable_content_region.width
        titles = cells_of("option", " value now", "default", "a change", "what it means", width)
        self.query_one("#option-titles", Static).update(Content.styled(titles, FAINT))
        rows = [self.row(at).drawn(at == self.at, width) for at in range(len(self._options))]
        self.query_one("#option-rows", Static).update(Content("\n").join(rows))
        self.query_one("#option-about", Static).update(self._about(self.chosen))
        self.query_one("#option-said", Static).update(self.said)

    def _about(self, row: OptionRow) -> Content:
        option = row.option
        wants = f"{option.range}; {option.takes_effect}"
        if set_by := row.set_by(self.role):
            wants += f"; {set_by}"
        return Content.assemble((option.name, "bold $accent"), f"  {option.meaning}\n", (wants, MUTED))

    def _reveal(self) -> None:
        top, height = self.table.scroll_offset.y, self.table.scrollable_content_region.height
        if not top <= self.at < top + height:
            self.table.scroll_to(y=self.at if self.at < top else self.at - height + 1, animate=False)

    # --- actions

    def action_move(self, by: int) -> None:
        if not self.line.display:
            self.at = max(0, min(len(self._options) - 1, self.at + by))
            self.draw()
            self._reveal()

    def action_other_target(self) -> None:
        if not self.line.display and self.node:
            self.target = self.role if self.target == self.node else self.node
            self.draw()

    def action_edit(self) -> None:
        row = self.chosen
        self.line.value = as_typed(row.value)
        self.line.styles.offset = (2 + NAME_WIDTH, self.at)
        self.line.styles.width = VALUE_WIDTH - 1
        self.line.display = True
        self.line.focus()

    def action_switch(self) -> None:
        row = self.chosen
        if row.option.unit == "switch":
            self._set("0" if row.value else "1")
        else:
            self._say(f"{row.option.name} is no switch; Enter changes it", wrong=True)

    def action_default(self) -> None:
        row = self.chosen
        if row.own is not None:
            self._set("default")
        elif row.inherited is not None:
            self._say(f"{row.option.name} is set for every {self.role}: tab, then take it back there", wrong=True)
        elif row.is_set:
            self._say(f"{row.option.name} is set by the role's own code", wrong=True)
        else:
            self._say(f"{row.option.name} is as by default already")

    def action_undo(self) -> None:
        self._say(self._commands.undo())

    def action_leave(self) -> None:
        """Drop the value that is being typed, or else close the panel."""
        if self.line.display:
            self._end_edit()
        else:
            self.dismiss()

    @on(Input.Submitted)
    def _entered(self, entered: Input.Submitted) -> None:
        row = self.chosen
        try:
            row.option.read(entered.value)
        except ValueError as error:
            self._say(str(error), wrong=True)
            return
        self._end_edit()
        if entered.value != as_typed(row.value):
            self._set(entered.value)

    def _end_edit(self) -> None:
        self.line.display = False
        self.set_focus(None)
        self._say("")

    def _set(self, text: str) -> None:
        try:
            self._say(self._commands.give(f"option {self.target} {self.chosen.option.name} {quoted(text)}").says)
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
        elif event.widget is not None and event.widget.id == "option-rows" and not self.line.display:
            again, self.at = event.y == self.at, min(event.y, len(self._options) - 1)
            self.action_edit() if again else self.draw()
