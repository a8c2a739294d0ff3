"""All keys by group, the commands, and how a message is written; made from the tables that the screens work by."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from zmqplay.ui.commands import usages
from zmqplay.ui.keys import PLAY_KEYS
from zmqplay.ui.small import SizedScreen
from zmqplay.ui.theme import MUTED

INPUT_KEYS = (
    ("enter", "send the message, or do the command"),
    ("tab  shift+tab", "speak as the next node, or complete a command"),
    ("↑ ↓", "what was entered before"),
    ("enter enter", "on an empty line: send an empty message, one empty frame"),
    ("esc", "leave the line for the panes, where letters are keys"),
)
SYNTAX = (
    ("topic | body", "two frames; one space on either side of the bar belongs to it"),
    (r"\|  \\  \{  \x00", "a bar, a backslash, a brace, a byte; \\n \\r \\t as everywhere"),
    ("{n} {time} {node}", "the message's number, the time of day, the sender's name"),
    (r"\/text", "a message that begins with a slash"),
    ("|", "two empty frames"),
)
MENU_KEYS = (
    ("enter  click", "play the pattern"),
    ("↑ ↓  j k", "choose"),
    ("/  or letters", "search in names and summaries; esc shows all"),
    ("q  ctrl+q", "quit"),
)


def _section(title: str, rows: tuple[tuple[str, str], ...] | list[tuple[str, str]]) -> Content:
    lines = [Content.styled(title, "bold $accent")]
    width = max(18, *(len(keys) for keys, _ in rows))
    lines += [Content.assemble("  ", (keys.ljust(width), "bold"), ("  " + about, MUTED)) for keys, about in rows]
    return Content("\n").join([*lines, Content("")])


def help_text() -> Content:
    """The whole page."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for key in PLAY_KEYS:
        groups.setdefault(key.group, []).append((key.shown, key.about))
    sections = [
        _section("While you type", INPUT_KEYS),
        _section("How a message is written", SYNTAX),
        _section("Commands", usages()),
        *(_section(title, rows) for title, rows in groups.items()),
        _section("Menu", MENU_KEYS),
        Content.styled("● binds  ○ connects. Everything that can be pressed can also be clicked on.", MUTED),
    ]
    return Content("\n").join(sections)


class HelpScreen(SizedScreen):
    """Lies over the screen from which it was asked for."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,f1", "dismiss", show=False),
        Binding("j", "scroll(1)", show=False),
        Binding("k", "scroll(-1)", show=False),
    ]

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="help") as page:
            page.border_title = "Help"
            page.border_subtitle = "esc closes"
            yield Static(help_text(), markup=False)

    def action_scroll(self, step: int) -> None:
        self.query_one("#help").scroll_relative(y=step, animate=False)
