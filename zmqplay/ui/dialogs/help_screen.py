"""The help: all keys by group, the commands, and how a message is written; made from the tables that bind the keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.style import Style
from textual.widgets import Static

from zmqplay.ui.dialogs.too_small import SizedScreen, TooSmall
from zmqplay.ui.keys.key import Key
from zmqplay.ui.look.theme import MUTED

AnyKey = Key[Any]
Rows = Sequence[tuple[str, str]]

WHILE_TYPING = (
    ("enter", "send the message, or do the command"),
    ("tab  shift+tab", "speak as the next node, or complete a command"),
    ("↑ ↓", "what was entered before"),
    ("enter enter", "on an empty line: send an empty message, one empty frame"),
    ("esc", "leave the line for the panes, where letters are keys"),
)
SYNTAX = (
    ("topic | body", "two frames; one space on either side of the bar belongs to it"),
    (r"\|  \\  \{  \x00", "a bar, a backslash, a brace, a byte; \\n \\r \\t as everywhere; in topics too"),
    ("{n} {time} {node}", "the message's number, the time of day, the sender's name"),
    (r"\/text", "a message that begins with a slash"),
    ("|", "two empty frames"),
)
MOVING = (
    ("↑ ↓  j k  wheel", "move, or scroll; in the topology from node to node"),
    ("g  G  home  end", "the oldest message, the newest"),
    ("I", "in Load: the other way round"),
    ("click", "select a node, a message, a frame; once more, or the right button, for a node's menu"),
    ("a name in a border", "that pane; ≡ lists all of them, ‹ › lead on where there is no room for all names"),
)
MENU_KEYS = (
    ("enter  click", "play the pattern"),
    ("↑ ↓  j k", "choose"),
    ("/  or letters", "search in names and summaries; esc shows all"),
    ("q  ctrl+q", "quit"),
)


def _section(title: str, rows: Rows) -> Content:
    lines = [Content.styled(title, "bold $accent")]
    width = max(18, *(len(keys) for keys, _ in rows))
    lines += [Content.assemble("  ", (keys.ljust(width), "bold"), ("  " + about, MUTED)) for keys, about in rows]
    return Content("\n").join([*lines, Content("")])


def _keys(keys: Sequence[AnyKey], group: str) -> Content:
    """The keys of a group as rows; a click on a row presses its key."""
    keys = [key for key in keys if key.group == group]
    lines = _section(group, [(key.shown, key.about) for key in keys]).split("\n")
    for at, key in enumerate(keys, 1):
        if key.action:
            lines[at] = lines[at].stylize(Style.from_meta({"@click": f'screen.do("{key.name}")'}))
    return Content("\n").join(lines)


def help_text(keys: Sequence[AnyKey], commands: Rows) -> Content:
    """The whole page of help, for these keys and commands of the play screen."""
    sections = [
        _section("While you type", WHILE_TYPING),
        _section("How a message is written", SYNTAX),
        _section("Commands", commands),
        *(_keys(keys, group) for group in dict.fromkeys(key.group for key in keys)),
        _section("In a pane", MOVING),
        _section("Menu", MENU_KEYS),
        Content.styled("● binds  ○ connects. Everything that can be pressed can also be clicked on.", MUTED),
    ]
    return Content("\n").join(sections)


class HelpScreen(SizedScreen):
    """Shows the help over another screen; a click on a key closes the help and presses the key on that screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,f1", "dismiss", show=False),
        Binding("j", "scroll(1)", show=False),
        Binding("k", "scroll(-1)", show=False),
    ]

    def __init__(self, keys: Sequence[AnyKey], commands: Rows) -> None:
        """`keys` are the play screen's, in order; `commands` are pairs: how a command is typed, and its effect."""
        super().__init__()
        self._text = help_text(keys, commands)

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="help") as page:
            page.border_title = "Help"
            page.border_subtitle = "[@click=screen.dismiss]esc closes[/]"
            text = Static(self._text, markup=False)
            text.auto_links = False
            yield text
        yield TooSmall()

    async def action_do(self, name: str) -> None:
        """Close the help, and press the key called `name` on the screen below."""
        below = self.app.screen_stack[-2]
        self.dismiss()
        if name.startswith("app."):
            await below.run_action(name)
        elif hasattr(below, "action_do"):
            below.action_do(name)

    def action_scroll(self, step: int) -> None:
        self.query_one("#help").scroll_relative(y=step, animate=False)
