"""The keys in a play screen's key line: those of the focused widget, the most needed first."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from zmqplay.control.guide import Guide
from zmqplay.control.source import Need
from zmqplay.ui.keys.key_line import ShownKey
from zmqplay.ui.play.completion import is_command
from zmqplay.ui.play.deck import Deck
from zmqplay.ui.play.entry import ENTRY_KEYS, Entry
from zmqplay.ui.play.key_table import PLAY_KEYS
from zmqplay.ui.play.opened import is_opened
from zmqplay.ui.play.suggestion import is_mute
from zmqplay.ui.view import View


def _of_entry(*names: str) -> tuple[ShownKey, ...]:
    keys = {key.name: key for key in ENTRY_KEYS}
    return tuple(ShownKey(keys[name].shown, keys[name].label, f"screen.{keys[name].action}") for name in names)


HELP = ShownKey("F1", "help", "app.help")
PALETTE = ShownKey("ctrl+p", "palette", "app.command_palette")
TO_PANES = ShownKey("esc", "panes", "screen.do('panes.back')")
TO_COMMAND = ShownKey("/", "command", "screen.do('panes.command')")

TO_LESSON = ShownKey("esc l", "lesson", "screen.do('panes.show_lesson')")
INPUT_KEYS: tuple[ShownKey, ...] = (
    *_of_entry("entry.send"), TO_PANES, TO_LESSON, HELP, TO_COMMAND,
    *_of_entry("entry.next_sender", "entry.recall"), PALETTE,
)  # fmt: skip
MUTE_KEYS: tuple[ShownKey, ...] = (TO_COMMAND, TO_PANES, TO_LESSON, HELP, PALETTE)
"""Where no node sends what is typed."""
COMMAND_KEYS: tuple[ShownKey, ...] = (
    *_of_entry("entry.obey", "entry.complete"), TO_PANES, HELP, *_of_entry("entry.recall"), PALETTE
)  # fmt: skip
FILTER_KEYS: tuple[ShownKey, ...] = (*_of_entry("entry.keep_filter", "entry.end_filter"), HELP)

OF_NODE = ("m", "space", "s", "ctrl+k", "?", "i", "tab", "R", "o", "-", "+", "u", "S", "F")
OF_TRAFFIC = ("+", "]", "[", "b", "-")
OF_LOG = ("/", "ctrl+f", "enter", "r", "e", "c", "*", "t")
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
    "code": ("E", "o", *OF_TRAFFIC),
    "output": OF_TRAFFIC,
}
OWN: dict[str, ShownKey] = {
    "load": ShownKey(">", "sort", "focused.own('greater_than_sign')"),
    "topics": ShownKey(">", "order", "focused.own('greater_than_sign')"),
    "identities": ShownKey(">", "order", "focused.own('greater_than_sign')"),
    "lesson": ShownKey("enter", "do it", "focused.own('enter')"),
}
"""For each pane, a key that only this pane has."""
ABOUT_MESSAGES = ("messages", "ladder", "frames")
"""Panes whose keys are about a message even while a node is selected."""
EVERYWHERE = ("g", "p", "\\", "v", "d", "l", ":", "/", "1–9", "H", "alt+→", "alt+↓", "!", "ctrl+p")
"""Keys that are added at the end, unless they are shown already."""


@dataclass(frozen=True, slots=True)
class Now:
    """The state that decides which keys are shown while a pane has the focus."""

    pane: str
    node: bool
    """Whether a node is selected."""
    link: bool
    """Whether a link is selected."""
    maximised: bool
    searching: bool
    filtered: bool
    paused: bool
    held: bool
    """Whether the log does not follow the newest message."""
    hidden: bool
    """Whether some pane is hidden."""
    marked: int = 0
    """How many messages are marked, up to 3."""
    comparing: bool = False
    """Whether the Frames pane compares two messages."""
    opened: bool = False
    """Whether the Frames pane was opened over another pane."""
    chosen: bool = False
    """Whether a message is selected."""
    absent: frozenset[Need] = frozenset()
    """The parts of `Controls` that the source lacks; keys that need them are faint."""
    frozen: bool = False
    """Whether a node is selected that is frozen."""
    full: bool = False
    """Whether the role can have no further node; the key that adds one is faint."""
    subscribes: bool = True
    """Whether the selected node has subscriptions; the key that adds one is left out for a node that has none."""
    inviting: bool = False
    """Whether programs that are started elsewhere can join."""


@cache
def keys_now(now: Now) -> tuple[ShownKey, ...]:
    """The keys for this state, the most needed first."""
    ways = (
        (now.comparing, "no comparison"), (now.opened, "back"), (now.searching, "no search"),
        (now.filtered, "no filter"), (now.node, "no node"), (now.link, "no link"), (now.chosen, "no message"),
        (now.maximised, "small"),
    )  # fmt: skip
    back = next((word for leads, word in ways if leads), "menu")
    first = [("esc", back)]
    if now.paused:
        first.append(("p", "resume"))
    if now.pane in ABOUT_MESSAGES:
        follow = "f" if now.pane == "frames" else "end"  # end scrolls the frames
        first += [(follow, "follow")] * now.held + [("n", "next"), ("N", "before")] * now.searching
        first += [("'", "next mark")] * bool(now.marked) + [("=", "compare")] * (now.marked == 2 and not now.comparing)
    if now.hidden:
        first.append(("v", "panes"))
    taken = dict(first)
    names = dict.fromkeys(name for name in (*_of_pane(now), *("e",) * now.inviting, *EVERYWHERE) if name not in taken)
    names.pop(next((name for name in names if KNOWN[name].name == f"panes.show_{now.pane}"), ""), None)
    of_use = sorted(names, key=lambda name: KNOWN[name].needs in now.absent)  # what is refused here comes last
    rest = [(name, "thaw" if name == "space" and now.frozen else "") for name in of_use]
    shown = [_shown(name, label, now.absent) for name, label in (*first, *rest)]
    if now.inviting:
        shown = [key._replace(label="join") if key.key == "e" else key for key in shown]
    if now.full:
        shown = [key._replace(is_faint=True) if key.key == "+" else key for key in shown]
    if now.pane in OWN and not now.node:
        shown.insert(len(first) + 2, OWN[now.pane])  # after `i` and `tab`
    return tuple(shown)


def shown_keys(
    entry: Entry,
    deck: Deck,
    view: View,
    *,
    held: bool,
    frozen: bool,
    full: bool,
    subscribes: bool,
    absent: frozenset[Need],
    guide: Guide,
) -> tuple[ShownKey, ...]:
    """The keys of the focused widget.

    `held` says that the log does not follow the newest message, `frozen` that the selected node is frozen,
    `full` that its role can have no further node, `subscribes` that it has subscriptions.
    """
    if entry.filter_line.has_focus:
        return FILTER_KEYS
    if entry.line.has_focus:
        if is_command(entry.line.value):
            return COMMAND_KEYS
        return _input_keys(absent, "lesson" in deck.visible_panes(), is_mute(guide))
    return keys_now(
        Now(
            deck.active, bool(view.node), bool(view.link), deck.maximised, bool(view.search), bool(view.filter),
            view.paused, held, bool(deck.hidden), min(len(view.marks), 3), view.compared is not None,
            is_opened(deck), view.row is not None, absent, frozen, full, subscribes, bool(guide.invitation),
        )
    )  # fmt: skip


@cache
def _input_keys(absent: frozenset[Need], shows_lesson: bool, mute: bool) -> tuple[ShownKey, ...]:
    sends = INPUT_KEYS[0]._replace(is_faint="speech" in absent)
    keys = MUTE_KEYS if mute else (sends, *INPUT_KEYS[1:])
    return tuple(key for key in keys if not (shows_lesson and key is TO_LESSON))


def _of_pane(now: Now) -> tuple[str, ...]:
    if now.node and now.pane not in ABOUT_MESSAGES:
        of_node = OF_NODE if now.subscribes else tuple(name for name in OF_NODE if name != "S")
        return ("E", *of_node) if now.pane == "code" else of_node
    own = OF_PANE.get(now.pane, OF_TRAFFIC)
    if now.pane in ABOUT_MESSAGES:
        return "i", "tab", own[0], "?", *own[1:3], "p", *own[3:]
    return "i", "tab", own[0], "?", "l", own[1], "p", *own[2:]


KNOWN = {name: key for key in PLAY_KEYS for name in key.shown.split()}


def _shown(name: str, label: str, absent: frozenset[Need]) -> ShownKey:
    key = KNOWN[name]
    action = key.action or "do('nodes.select_1')"  # one key stands for the nine digits
    where = action if action.startswith("app.") else f"screen.{action}"
    return ShownKey(name, label or key.label, where, key.needs in absent)
