"""The keys that are about nodes and their traffic; each gives a command, or begins one that the user finishes."""

from __future__ import annotations

from collections.abc import Callable, Container
from functools import partial

from zmqplay.control.absent import absent_parts
from zmqplay.control.source import Need, Rate, Source
from zmqplay.model.nodes import NodeState, NodeTraffic
from zmqplay.model.words import some
from zmqplay.ui.dialogs.node_menu import MenuRow, NodeMenu, rows_for
from zmqplay.ui.keys.key import Key
from zmqplay.ui.opens import Says, ShowsDialog
from zmqplay.ui.play.commander import Commander
from zmqplay.ui.play.completion import completions, faster, slower
from zmqplay.ui.play.ended import hide_ended
from zmqplay.ui.play.growing import busiest_role, why_full, why_no_topics
from zmqplay.ui.play.worked_out import WorkedOut
from zmqplay.ui.view import View

BURST = 100
NODES, TRAFFIC = "Nodes", "Traffic"


class NodeKeys:
    """Acts on the selected node; without one, on the role that has the most nodes."""

    def __init__(
        self,
        source: Source,
        view: View,
        commander: Commander,
        *,
        say: Says,
        begin: Callable[[str], None],
        show_dialog: ShowsDialog,
        do: Callable[[str], None],
    ) -> None:
        """`begin` puts the beginning of a command into the input line; `do` presses a key by its name."""
        self._source, self._view, self._commander = source, view, commander
        self._say, self._begin, self._show_dialog, self._do = say, begin, show_dialog, do
        self._why_full = WorkedOut(source, lambda _selected: why_full(source, self._role))

    # --- the selection

    def select(self, number: int) -> None:
        """Select node number `number`, counted from 1, or unselect it if it is selected."""
        names = list(self._source.traffic.nodes)
        if number > len(names):
            self._say(f"there are {len(names)} nodes", wrong=True)
        else:
            self._view.node = None if self._view.node == names[number - 1] else names[number - 1]
            self._view.link = None

    @property
    def selected(self) -> NodeTraffic | None:
        """The selected node; None if there is none."""
        return self._source.traffic.nodes.get(self._view.node or "")

    @property
    def is_frozen(self) -> bool:
        """Whether a node is selected that is frozen."""
        return self.selected is not None and self.selected.state is NodeState.FROZEN

    def why_none(self) -> str:
        """Why a key that needs a selected node does nothing; empty if a node is selected."""
        return "" if self.selected else "select a node first, with 1–9 or a click"

    def _to_selected(self, command: str) -> None:
        self._commander.obey(f"{command} {self._view.node}")

    @property
    def _role(self) -> str:
        """The role of the selected node; without one, the busiest."""
        return self.selected.role if self.selected else busiest_role(self._source)

    def why_full(self) -> str:
        """Why no node can be added; empty if one can."""
        return self._why_full.about(self._view.node or "")

    @property
    def _target(self) -> str:
        return self.selected.name if self.selected else busiest_role(self._source)

    # --- commands

    def take(self, text: str) -> None:
        """Give a whole command; begin one that ends with a space, with the selected node if that fits."""
        if not text.endswith(" "):
            self._commander.obey(text)
            return
        node = self._view.node or ""
        fits = f"{text}{node}" in completions(text, self._source)
        self._begin(f"{text}{node} " if fits else text)

    def undo(self) -> None:
        """Take the last command back."""
        self._say(self._commander.undo())

    # --- nodes

    def add(self) -> None:
        """Start a node."""
        self._commander.obey(f"add {self._role}")

    def stop(self) -> None:
        """Stop the selected node; without one, the last node of the role."""
        role = busiest_role(self._source)
        living = [n.name for n in self._source.traffic.nodes.values() if n.state.alive and n.role == role]
        if self.selected or living:
            self._commander.obey(f"stop {self.selected.name if self.selected else living[-1]}")
        else:
            self._say("there is no node left to stop", wrong=True)

    def kill(self) -> None:
        """Kill the selected node."""
        self._to_selected("kill")

    def freeze(self) -> None:
        """Freeze the selected node, or thaw it."""
        self._to_selected("thaw" if self.is_frozen else "freeze")

    def restart(self) -> None:
        """Start the selected node again."""
        self._to_selected("restart")

    def put_out_of_sight(self) -> None:
        """Show the nodes that have ended no more, until they start again; what they did stays in the ledger."""
        names = hide_ended(self._source.traffic, self._view)
        done = f"{some(names)} out of sight; the ledger keeps what they did"
        self._say(done if names else "every node that is shown lives", wrong=not names)

    def fail(self) -> None:
        """Let the selected node fail at its next task."""
        self._to_selected("fail")

    def work(self) -> None:
        """Begin the command that sets a work time."""
        self._begin(f"/work {self._target} ")

    @property
    def subscribes(self) -> bool:
        """Whether no node is selected, or one that has subscriptions."""
        return self.selected is None or not why_no_topics(self._source, self.selected)

    def why_no_topics(self) -> str:
        """Why no node can be subscribed; empty if the selected node can."""
        return why_no_topics(self._source, self.selected) if self.selected else self.why_none()

    def subscribe(self) -> None:
        """Begin the command that subscribes the selected node."""
        self._begin(f"/subscribe {self._view.node} ")

    # --- dialogs

    def why_no_options(self) -> str:
        """Why there are no socket options to show; empty if there are some."""
        return self._commander.why_not_yet()

    def options(self) -> None:
        """Open the socket options of the selected node, or of the role."""
        from zmqplay.ui.dialogs.options_screen import OptionsScreen

        controls = self._source.controls
        if controls is not None and controls.wiring is not None:
            node, role = (self.selected.name, self.selected.role) if self.selected else ("", busiest_role(self._source))
            self._show_dialog(OptionsScreen(self._source.traffic, controls.wiring, node, role, self._commander))

    def menu(self, at: tuple[int, int] | None = None) -> None:
        """Open the menu of the selected node, beside cell `at` of the screen, or in the middle."""
        if node := self.selected:
            absent = absent_parts(self._source.controls)
            offered = rows_for(node, subscribes=self.subscribes)
            rows = [_menu_row(KEY_OF[name], about, absent) for name, about in offered]
            self._show_dialog(NodeMenu(node, rows, at), self._chosen)

    def _chosen(self, name: str | None) -> None:
        if name:
            self._do(name)

    # --- traffic

    def faster(self) -> None:
        """Take the next higher rate of traffic."""
        self._step_rate(faster)

    def slower(self) -> None:
        """Take the next lower rate of traffic."""
        self._step_rate(slower)

    def _step_rate(self, step: Callable[[Rate], Rate]) -> None:
        controls = self._source.controls
        if controls is not None and controls.speech is not None:
            rate = step(controls.speech.rate)
            self._commander.obey("rate max" if rate is None else f"rate {rate:g}")

    def burst(self) -> None:
        """Let all speaking nodes send a burst; only the selected node if it speaks."""
        guide = self._source.guide.roles.get(self.selected.role) if self.selected else None
        self._commander.obey(f"burst {BURST} {self._view.node}" if guide and guide.speaks else f"burst {BURST}")


def _menu_row(key: Key[NodeKeys], about: str, absent: Container[Need | None]) -> MenuRow:
    return MenuRow(key.name, tuple(key.keys.split(",")), key.shown, about, key.needs in absent)


def _selecting(digit: int) -> Key[NodeKeys]:
    about = "select a node, or unselect it"
    do = partial(NodeKeys.select, number=digit)
    return Key(str(digit), str(digit), f"nodes.select_{digit}", NODES, about, "node", do=do, in_palette=False)


SELECT_KEYS = tuple(_selecting(digit) for digit in range(1, 10))
"""The keys 1 to 9; one row of NODE_KEYS stands for all of them in the help."""

NODE_KEYS: tuple[Key[NodeKeys], ...] = (
    Key(",".join("123456789"), "1–9", "", NODES, "select a node, or unselect it", "node"),
    Key("up,down,left,right", "↑  ↓  ←  →", "", NODES, "from node to node, and along the links; enter opens a stack"),
    Key("m", "m  enter", "nodes.menu", NODES, "what can be done to the selected node; a right click too", "node",
        do=NodeKeys.menu, why_not=NodeKeys.why_none),
    Key("plus", "+", "nodes.add", NODES, "start a node of the selected one's role", "add",
        do=NodeKeys.add, needs="nodes", why_not=NodeKeys.why_full),
    Key("minus", "-", "nodes.stop", NODES, "stop the selected node, or the last", "stop",
        do=NodeKeys.stop, needs="nodes"),
    Key("ctrl+k", "ctrl+k", "nodes.kill", NODES, "kill the selected node", "kill",
        do=NodeKeys.kill, needs="nodes", why_not=NodeKeys.why_none),
    Key("space", "space", "nodes.freeze", NODES, "freeze the selected node, or thaw it", "freeze",
        do=NodeKeys.freeze, needs="nodes", why_not=NodeKeys.why_none),
    Key("R", "R", "nodes.restart", NODES, "start the selected node again", "restart",
        do=NodeKeys.restart, needs="nodes", why_not=NodeKeys.why_none),
    Key("s", "s", "nodes.work", NODES, "work time: what a task takes at the selected node", "work time",
        do=NodeKeys.work, needs="work"),
    Key("F", "F", "nodes.fail", NODES, "let the selected node fail at its next task", "fail",
        do=NodeKeys.fail, needs="work", why_not=NodeKeys.why_none),
    Key("S", "S", "nodes.subscribe", NODES, "subscribe the selected node to a topic", "subscribe",
        do=NodeKeys.subscribe, needs="wiring", why_not=NodeKeys.why_no_topics),
    Key("o", "o", "nodes.options", NODES, "socket options of the selected node or its role", "options",
        do=NodeKeys.options, needs="wiring", why_not=NodeKeys.why_no_options),
    Key("X", "X", "nodes.out_of_sight", NODES, "put ended nodes out of sight; the ledger keeps what they did",
        do=NodeKeys.put_out_of_sight),
    Key("u", "u", "nodes.undo", NODES, "undo the last of these, or of the commands", "undo", do=NodeKeys.undo),
    Key("right_square_bracket", "]", "nodes.faster", TRAFFIC, "more traffic", "faster",
        do=NodeKeys.faster, needs="messages"),
    Key("left_square_bracket", "[", "nodes.slower", TRAFFIC, "less traffic, down to none", "slower",
        do=NodeKeys.slower, needs="messages"),
    Key("b", "b", "nodes.burst", TRAFFIC, "a burst of 100 messages at once", "burst",
        do=NodeKeys.burst, needs="messages"),
)  # fmt: skip
KEY_OF = {key.name: key for key in NODE_KEYS}
