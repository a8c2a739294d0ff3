"""The keys of a play screen, in one table: bindings, help and the line at the bottom are made from it."""

from __future__ import annotations

from dataclasses import dataclass

from textual.binding import Binding


@dataclass(frozen=True, slots=True)
class Key:
    """What one key does; `label` stands at the bottom of the screen, `about` in the help."""

    keys: str
    """As Textual names them, with commas between."""
    shown: str
    action: str
    group: str
    about: str
    label: str = ""

    def binding(self) -> Binding:
        return Binding(self.keys, self.action, self.about, show=False)


PANES, NODES, MESSAGES, ANYWHERE = "Panes", "Nodes and traffic", "Messages", "Anywhere"

PLAY_KEYS: tuple[Key, ...] = (
    Key("tab", "tab", "pane(1)", PANES, "the next pane", "pane"),
    Key("shift+tab", "shift+tab", "pane(-1)", PANES, "the pane before"),
    Key("backslash", "\\", "maximise", PANES, "this pane over the whole screen, and back", "large"),
    Key("l", "l", "show_pane('lesson')", PANES, "the lesson of this pattern", "lesson"),
    Key("i", "i", "input", PANES, "type a message", "type"),
    Key("escape", "esc", "back", PANES, "from the input line to the panes; from the panes to the menu", "menu"),
    Key(",".join("123456789"), "1–9", "", NODES, "select a node, or let go of it"),
    Key("plus", "+", "add", NODES, "start a node of the selected one's role", "add"),
    Key("minus", "-", "stop", NODES, "stop the selected node, or the last", "stop"),
    Key("ctrl+k", "ctrl+k", "kill", NODES, "kill the selected node", "kill"),
    Key("right_square_bracket", "]", "faster", NODES, "more traffic", "faster"),
    Key("left_square_bracket", "[", "slower", NODES, "less traffic, down to none", "slower"),
    Key("enter", "enter", "detail", MESSAGES, "the frames of the selected message"),
    Key("p", "p", "pause", MESSAGES, "hold the view; the nodes and the counts go on", "pause"),
    Key("f,end", "f  end", "follow", MESSAGES, "follow the newest message"),
    Key("slash", "/", "filter", MESSAGES, "show only what contains a text; ! in front hides it instead", "filter"),
    Key("r", "r", "resend", MESSAGES, "send the selected message again"),
    Key("c", "c", "copy", MESSAGES, "copy the selected message as Python bytes"),
    Key("q", "q", "app.quit", ANYWHERE, "end the nodes and quit (in the panes)"),
    Key("ctrl+q", "ctrl+q", "app.quit", ANYWHERE, "end the nodes and quit (everywhere)", ""),
    Key("question_mark", "?  F1", "app.help", ANYWHERE, "this help", "help"),
    Key("ctrl+p", "ctrl+p", "app.command_palette", ANYWHERE, "the palette: patterns, commands, themes", "palette"),
)


def bindings() -> list[Binding]:
    """Those of the play screen; the digits each have their own, and the app has its own for the last few."""
    own = [key.binding() for key in PLAY_KEYS if key.action and key.keys not in ("ctrl+q", "ctrl+p")]
    return own + [Binding(str(digit), f"node({digit})", show=False) for digit in range(1, 10)]


Shown = tuple[str, str, str]
"""A key at the bottom: what to press, what it does in a word or two, and the action when it is clicked on."""


def _shown_now(*names: str) -> tuple[Shown, ...]:
    known = {key.shown.split()[0]: key for key in PLAY_KEYS}
    return tuple((name, known[name].label, _scoped(known[name].action)) for name in names)


def _scoped(action: str) -> str:
    return action if action.startswith("app.") else f"screen.{action}"


PANE_KEYS = _shown_now("esc", "i", "tab", "p", "/", "?", "+", "-", "]", "ctrl+k", "[", "l", "\\", "ctrl+p")
INPUT_KEYS: tuple[Shown, ...] = (
    ("enter", "send", "screen.send"),
    ("tab", "sender", "screen.next_sender"),
    ("esc", "panes", "screen.back"),
    ("/", "command", "screen.begin_command"),
    ("F1", "help", "app.help"),
    ("↑", "again", "screen.again"),
    ("ctrl+p", "palette", "app.command_palette"),
)
COMMAND_KEYS: tuple[Shown, ...] = (
    ("enter", "do it", "screen.send"),
    ("tab", "complete", "screen.complete"),
    *INPUT_KEYS[2:3],
    *INPUT_KEYS[4:],
)
FILTER_KEYS: tuple[Shown, ...] = (
    ("enter", "keep the filter", "screen.keep_filter"),
    ("esc", "no filter", "screen.end_filter"),
)
