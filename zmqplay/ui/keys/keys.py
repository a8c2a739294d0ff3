"""The keys of a play screen, in one table: bindings, help and the line at the bottom are made from it."""

from __future__ import annotations

from dataclasses import dataclass

from textual.binding import Binding

from zmqplay.ui.panes import PANES as ALL_PANES


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

    @property
    def in_palette(self) -> bool:
        """It does something of its own: it neither moves about nor is a row of the palette already."""
        return bool(self.action) and not self.action.startswith(("app.", "pane(", "back", "detail"))


PANES, NODES, TRAFFIC, MESSAGES, ANYWHERE = "Panes", "Nodes", "Traffic", "Messages", "Anywhere"

OPENED = [pane for pane in ALL_PANES if pane.key]
"""The panes that a key brings to the front."""

PLAY_KEYS: tuple[Key, ...] = (
    Key("tab", "tab", "pane(1)", PANES, "the next pane", "pane"),
    Key("shift+tab", "shift+tab", "pane(-1)", PANES, "the pane before"),
    Key("backslash", "\\", "maximise", PANES, "this pane over the whole screen, and back", "large"),
    Key("v", "v", "panes", PANES, "which panes are shown; any can be hidden and brought back", "panes"),
    Key("H", "H", "hide_pane", PANES, "hide this pane", "hide"),
    *(Key(pane.key, pane.key, f"show_pane('{pane.name}')", PANES, pane.about, pane.label) for pane in OPENED),
    Key("less_than_sign,greater_than_sign", "<  >", "", PANES, "another order of nodes, topics or routing ids"),
    Key("I", "I", "", PANES, "the nodes of the Load pane the other way round"),
    Key("i", "i", "input", PANES, "type a message", "type"),
    Key("colon", ":", "begin_command", PANES, "type a command", "command"),
    Key("escape", "esc", "back", PANES, "from the input line to the panes; from the panes to the menu", "menu"),
    Key(",".join("123456789"), "1–9", "", NODES, "select a node, or let go of it", "node"),
    Key("up,down,left,right", "↑  ↓  ←  →", "", NODES, "from node to node, and along the links; enter opens a stack"),
    Key("m", "m  enter", "node_menu", NODES, "what can be done to the selected node; a right click too", "node"),
    Key("plus", "+", "add", NODES, "start a node of the selected one's role", "add"),
    Key("minus", "-", "stop", NODES, "stop the selected node, or the last", "stop"),
    Key("ctrl+k", "ctrl+k", "kill", NODES, "kill the selected node", "kill"),
    Key("space", "space", "freeze", NODES, "freeze the selected node, and let it go on", "freeze"),
    Key("R", "R", "restart", NODES, "start the selected node again", "restart"),
    Key("s", "s", "work", NODES, "work time: what a task takes at the selected node", "work time"),
    Key("F", "F", "fail", NODES, "let the selected node fail at its next task", "fail"),
    Key("S", "S", "subscribe", NODES, "subscribe the selected node to a topic", "subscribe"),
    Key("o", "o", "options", NODES, "socket options of the selected node or its role", "options"),
    Key("u", "u", "undo", NODES, "take back the last of these, or of the commands", "undo"),
    Key("right_square_bracket", "]", "faster", TRAFFIC, "more traffic", "faster"),
    Key("left_square_bracket", "[", "slower", TRAFFIC, "less traffic, down to none", "slower"),
    Key("b", "b", "burst", TRAFFIC, "a burst of 100 messages at once", "burst"),
    Key("enter", "enter", "detail", MESSAGES, "open the selected message; in the lesson, do what is chosen", "open"),
    Key("p", "p", "pause", MESSAGES, "hold the view; the nodes and the counts go on", "pause"),
    Key("f,end", "f  end", "follow", MESSAGES, "follow the newest message"),
    Key("slash", "/", "filter", MESSAGES, "show only a text, >1k, lost, from:a, to:b, topic:t; ! inverts", "filter"),
    Key("ctrl+f", "ctrl+f", "search", MESSAGES, "find what a filter would show, and mark it", "find"),
    Key("n", "n", "find_next(1)", MESSAGES, "the next message that is found", "next"),
    Key("N", "N", "find_next(-1)", MESSAGES, "the one before that is found", "before"),
    Key("t", "t", "time_mode", MESSAGES, "times of the day, since the message before, or since the first", "times"),
    Key("r", "r", "resend", MESSAGES, "send the selected message again", "resend"),
    Key("e", "e", "edit", MESSAGES, "put it into the input line, to change it and send it", "edit"),
    Key("c", "c", "copy", MESSAGES, "copy it as Python bytes; in Frames the frame that ↑ ↓ chose", "copy"),
    Key("C", "C", "copy_hex", MESSAGES, "copy it as hex, a line a frame", "hex"),
    Key("ctrl+s", "ctrl+s", "save", MESSAGES, "save it to a new file in the working directory", "save"),
    Key("q", "q", "app.quit", ANYWHERE, "end the nodes and quit (in the panes)"),
    Key("ctrl+q", "ctrl+q", "app.quit", ANYWHERE, "end the nodes and quit (everywhere)", ""),
    Key("exclamation_mark", "!  F2", "app.said", ANYWHERE, "what was said: notices, answers, what failed", "said"),
    Key("question_mark", "?  F1", "app.help", ANYWHERE, "this help", "help"),
    Key("ctrl+p", "ctrl+p", "app.command_palette", ANYWHERE, "the palette: patterns, commands, themes", "palette"),
)


def bindings() -> list[Binding]:
    """Those of the play screen; the digits each have their own, and the app has its own for the last few."""
    own = [key.binding() for key in PLAY_KEYS if key.action and key.keys not in ("ctrl+q", "ctrl+p")]
    return own + [Binding(str(digit), f"node({digit})", show=False) for digit in range(1, 10)]
