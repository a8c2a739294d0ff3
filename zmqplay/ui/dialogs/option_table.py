"""The table of socket options, with a line in it in which a value is changed."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from zmqplay.control.typed import as_typed
from zmqplay.ui.dialogs.option_rows import NAME_WIDTH, VALUE_WIDTH, OptionRow
from zmqplay.ui.keys.paste import printable

NOTHING = " no option has these words; esc shows all"


class ValueLine(Input):
    """An input for a value, in the value's place in the table."""

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self.replace(printable(event.text)[:255], *self.selection)


class OptionTable(VerticalScroll):
    """Scrolls where the rows need more lines than there are."""

    def __init__(self) -> None:
        super().__init__(id="option-table", can_focus=False)
        self.line = ValueLine(id="option-value", compact=True, select_on_focus=True, max_length=300)
        self._rows = Static(id="option-rows", markup=False)

    def compose(self) -> ComposeResult:
        yield self._rows
        yield self.line

    def on_mount(self) -> None:
        self.line.display = False

    @property
    def is_edited(self) -> bool:
        """Whether a value is being typed."""
        return bool(self.line.display)

    @property
    def width(self) -> int:
        """The cells of a row."""
        return self.scrollable_content_region.width

    def show(self, rows: Sequence[OptionRow], at: int) -> None:
        """Draw the rows; the chosen one is number `at`."""
        drawn = [row.drawn(number == at, self.width) for number, row in enumerate(rows)]
        self._rows.update(Content("\n").join(drawn) if drawn else Content(NOTHING))

    def reveal(self, at: int) -> None:
        """Scroll until the row is in sight."""
        top, height = self.scroll_offset.y, self.scrollable_content_region.height
        if not top <= at < top + height:
            self.scroll_to(y=at if at < top else at - height + 1, animate=False)

    def edit(self, row: OptionRow, at: int) -> None:
        """Let the user type a value in its place."""
        self.line.value = as_typed(row.value)
        self.line.styles.offset = (2 + NAME_WIDTH, at)
        self.line.styles.width = VALUE_WIDTH - 1
        self.line.display = True
        self.line.focus()

    def end_edit(self) -> None:
        """Hide the line."""
        self.line.display = False
