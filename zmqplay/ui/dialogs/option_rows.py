"""One socket option of a node or role, as a row of the options' table."""

from __future__ import annotations

from dataclasses import dataclass

from textual.content import Content

from zmqplay.model.options import Option
from zmqplay.template import as_literal
from zmqplay.text import cell_fit
from zmqplay.ui.look.theme import MUTED

NAME_WIDTH, VALUE_WIDTH, DEFAULT_WIDTH, TAKES_WIDTH = 19, 16, 10, 10
LEAST_MEANING = 12
LIVE, RESTARTS = "at once", "restarts"


@dataclass(frozen=True, slots=True)
class OptionRow:
    """One socket option of a node or role, with the values set for the node, for its role, and on the socket."""

    option: Option
    own: int | bytes | None
    """The value set for exactly this node or role."""
    inherited: int | bytes | None
    """The value set for the role of this node."""
    seen: int | bytes | None
    """The value last set on the socket, by the user or by the role's code; of several sockets, on the first."""
    default: int | bytes
    differs: bool = False
    """The sockets of the role have different values."""

    @property
    def value(self) -> int | bytes:
        """The value in effect."""
        return next(value for value in (self.seen, self.own, self.inherited, self.default) if value is not None)

    @property
    def is_set(self) -> bool:
        return any(value is not None for value in (self.seen, self.own, self.inherited))

    def set_by(self, role: str) -> str:
        """The origin of the value; empty if it was set for exactly this node or role."""
        if self.own is not None or not self.is_set:
            return ""
        return f"set for every {role}" if self.inherited is not None else "set by the role's own code"

    def words(self, value: int | bytes) -> str:
        """A value with its unit, for the user."""
        if self.option.unit == "switch":
            return "on" if value else "off"
        if isinstance(value, bytes):
            return as_literal(value, 40) or "none"
        return f"{value} {self.option.unit}" if self.option.unit in ("ms", "bytes") and value > 0 else str(value)

    def drawn(self, chosen: bool, width: int) -> Content:
        """The row in exactly `width` cells; a value that was set is marked."""
        value = f"{'*' if self.is_set else ' '}{'differs' if self.differs else self.words(self.value)}"
        takes = LIVE if self.option.live else RESTARTS
        cells = cells_of(self.option.name, value, self.words(self.default), takes, self.option.meaning, width)
        at, end = 1 + NAME_WIDTH, 1 + NAME_WIDTH + VALUE_WIDTH
        line = Content.assemble(
            (cells[:at], "bold $foreground" if chosen else "$foreground"),
            (cells[at:end], "bold $warning" if self.is_set else "$foreground"),
            (cells[end:], MUTED),
        )
        return line.stylize("on $accent 14%") if chosen else line


def cells_of(name: str, value: str, default: str, takes: str, meaning: str, width: int) -> str:
    """One row of the table in exactly `width` cells; the meaning gets the cells that are left, if a word fits there."""
    left = width - 1 - NAME_WIDTH - VALUE_WIDTH - DEFAULT_WIDTH - TAKES_WIDTH
    meaning = meaning if left >= LEAST_MEANING else ""
    return " " + "".join(
        cell_fit(text, cells)
        for text, cells in (
            (name, NAME_WIDTH), (value, VALUE_WIDTH), (default, DEFAULT_WIDTH), (takes, TAKES_WIDTH), (meaning, left),
        )
    )  # fmt: skip
