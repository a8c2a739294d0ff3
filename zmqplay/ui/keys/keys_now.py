"""Which keys stand at the bottom of a play screen: those that matter for what has the focus, the most needed first."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from zmqplay.ui.keys.key_line import Shown
from zmqplay.ui.keys.keys import PLAY_KEYS

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
    ("enter", "keep it", "screen.keep_filter"),
    ("esc", "none", "screen.end_filter"),
    ("F1", "help", "app.help"),
)

OF_NODE = ("m", "space", "s", "ctrl+k", "?", "i", "tab", "R", "o", "-", "+", "u", "S", "F")
OF_TRAFFIC = ("+", "]", "[", "b", "-")
OF_LOG = ("/", "ctrl+f", "enter", "r", "e", "c", "t")
OF_PANE: dict[str, tuple[str, ...]] = {
    "topology": OF_TRAFFIC,
    "load": ("s", *OF_TRAFFIC),
    "messages": OF_LOG,
    "ladder": OF_LOG,
    "frames": ("c", "C", "e", "r", "ctrl+s"),
    "topics": ("S", *OF_TRAFFIC),
    "identities": OF_TRAFFIC,
    "sockets": ("o", *OF_TRAFFIC),
    "ledger": ("d", *OF_TRAFFIC),
    "doctor": ("l", "u", ":"),
    "lesson": (":", *OF_TRAFFIC),
    "code": ("o", *OF_TRAFFIC),
}
OWN: dict[str, Shown] = {
    "load": (">", "sort", "focused.own('greater_than_sign')"),
    "topics": (">", "order", "focused.own('greater_than_sign')"),
    "identities": (">", "order", "focused.own('greater_than_sign')"),
    "lesson": ("enter", "do it", "focused.own('enter')"),
}
"""A key that only this pane has."""
ABOUT_MESSAGES = ("messages", "ladder", "frames")
"""Panes whose keys are about a message, also while a node is selected."""
EVERYWHERE = ("p", "\\", "v", "d", "l", ":", "/", "1–9", "H", "!", "ctrl+p")
"""What follows where there is room, unless it stands there already."""


@dataclass(frozen=True, slots=True)
class Now:
    """What decides about the keys while the panes have them."""

    pane: str
    node: bool
    """A node is selected."""
    link: bool
    """A link is selected."""
    maximised: bool
    searching: bool
    filtered: bool
    paused: bool
    held: bool
    """The log does not follow the newest message."""
    hidden: bool
    """Some pane is hidden."""


@cache
def keys_now(now: Now) -> tuple[Shown, ...]:
    """The keys, the most needed first."""
    ways = ((now.maximised, "small"), (now.searching, "no search"), (now.filtered, "no filter"), (now.link, "no link"))
    back = next((word for leads, word in ways if leads), "menu")
    first = [("esc", back)]
    if now.paused:
        first.append(("p", "go on"))
    if now.pane in ABOUT_MESSAGES:
        first += [("end", "follow")] * now.held + [("n", "next"), ("N", "before")] * now.searching
    if now.hidden:
        first.append(("v", "panes"))
    taken = dict(first)
    rest = dict.fromkeys(name for name in (*_of_pane(now), *EVERYWHERE) if name not in taken)
    shown = [_shown(name, label) for name, label in (*first, *((name, "") for name in rest))]
    if now.pane in OWN and not now.node:
        shown.insert(len(first) + 2, OWN[now.pane])  # after `i` and `tab`
    return tuple(shown)


def _of_pane(now: Now) -> tuple[str, ...]:
    if now.node and now.pane not in ABOUT_MESSAGES:
        return OF_NODE
    own = OF_PANE.get(now.pane, OF_TRAFFIC)
    return "i", "tab", own[0], "?", *own[1:3], "p", *own[3:]


KNOWN = {name: key for key in PLAY_KEYS for name in key.shown.split()}


def _shown(name: str, label: str) -> Shown:
    key = KNOWN[name]
    action = key.action or "node(1)"  # the digits select each their own
    return name, label or key.label, action if action.startswith("app.") else f"screen.{action}"
