"""What the keys and commands of a play screen do to its nodes and their traffic, and how it is taken back."""

from __future__ import annotations

from collections import Counter, deque

from zmqplay.control.commands import CommandError, Done, give
from zmqplay.control.seam import Session
from zmqplay.model.nodes import NodeState, NodeTraffic
from zmqplay.model.traffic import Traffic
from zmqplay.ui.dialogs.node_menu import NodeMenu
from zmqplay.ui.dialogs.too_small import SizedScreen
from zmqplay.ui.play.completion import faster, slower
from zmqplay.ui.play.hint_line import HintLine
from zmqplay.ui.play.view import View

BURST = 100
KEPT = 100
"""Commands that can be taken back."""


class NodeActions(SizedScreen):
    """Each key is a command of the session; the screen itself gives the parts that it acts on."""

    session: Session
    view: View
    hint: HintLine
    launched: bool

    def __init__(self) -> None:
        super().__init__()
        self._undoable: deque[tuple[str, str]] = deque(maxlen=KEPT)
        """Commands and what takes each back, the latest last."""

    @property
    def traffic(self) -> Traffic:
        return self.session.traffic

    def begin_command(self, text: str) -> None:
        """Let the user type the rest."""
        raise NotImplementedError

    # --- commands

    def command(self, text: str) -> Done:
        """Do what the text commands, and remember how it is taken back; CommandError says why it cannot be done."""
        if not self.launched:
            raise CommandError("the nodes are still starting")
        done = give(self.session, text)
        if done.undo:
            self._undoable.append((text.strip().removeprefix("/"), done.undo))
        return done

    def obey(self, text: str) -> bool:
        """Do what the text commands, and say what that did; False if it cannot be done."""
        try:
            self.hint.say(self.command(text).says)
        except CommandError as error:
            self.hint.say(str(error), wrong=True)
            return False
        return True

    def action_undo(self) -> None:
        self.hint.say(self.undo())

    def undo(self) -> str:
        """Take the last command back that can be, and say which that was."""
        if not self._undoable:
            return "there is nothing to take back"
        text, undo = self._undoable.pop()
        try:
            return f"/{text} is taken back: {give(self.session, undo).says}"
        except CommandError as error:
            return f"/{text} cannot be taken back: {error}"

    # --- nodes

    def action_node(self, number: int) -> None:
        names = list(self.traffic.nodes)
        if number > len(names):
            self.hint.say(f"there are {len(names)} nodes", wrong=True)
        else:
            self.view.node = None if self.view.node == names[number - 1] else names[number - 1]
            self.view.link = None

    @property
    def selected(self) -> NodeTraffic | None:
        return self.traffic.nodes.get(self.view.node or "")

    def _selected_or_say(self) -> NodeTraffic | None:
        if self.selected is None:
            self.hint.say("select a node first, with 1–9 or a click", wrong=True)
        return self.selected

    def _to_selected(self, command: str) -> None:
        if node := self._selected_or_say():
            self.obey(f"{command} {node.name}")

    def _busiest_role(self) -> str:
        roles = {role.name: role for role in self.session.pattern.roles}
        count = Counter(node.role for node in self.traffic.nodes.values() if node.state.alive)
        growing = [name for name, role in roles.items() if role.most > 1] or list(roles)
        return max(growing, key=lambda name: (count[name], roles[name].count))

    def action_add(self) -> None:
        self.obey(f"add {self.selected.role if self.selected else self._busiest_role()}")

    def action_stop(self) -> None:
        role = self._busiest_role()
        living = [node.name for node in self.traffic.nodes.values() if node.state.alive and node.role == role]
        if self.selected or living:
            self.obey(f"stop {self.selected.name if self.selected else living[-1]}")
        else:
            self.hint.say("there is no node left to stop", wrong=True)

    def action_kill(self) -> None:
        self._to_selected("kill")

    def action_freeze(self) -> None:
        frozen = self.selected is not None and self.selected.state is NodeState.FROZEN
        self._to_selected("thaw" if frozen else "freeze")

    def action_restart(self) -> None:
        self._to_selected("restart")

    def action_fail(self) -> None:
        self._to_selected("fail")

    def action_work(self) -> None:
        self.begin_command(f"/work {self.selected.name if self.selected else self._busiest_role()} ")

    def action_subscribe(self) -> None:
        if node := self._selected_or_say():
            self.begin_command(f"/subscribe {node.name} ")

    def action_options(self) -> None:
        from zmqplay.ui.dialogs.options_screen import OptionsScreen

        if not self.launched:
            self.hint.say("the nodes are still starting", wrong=True)
            return
        node, role = (self.selected.name, self.selected.role) if self.selected else ("", self._busiest_role())
        self.app.push_screen(OptionsScreen(self.session, node, role, self.command, self.undo))

    def action_node_menu(self) -> None:
        self.open_node_menu()

    def open_node_menu(self, at: tuple[int, int] | None = None) -> None:
        """What can be done to the selected node, beside this cell of the screen."""
        if node := self._selected_or_say():
            subscribes = bool(self.session.pattern.role(node.role).topics)
            self.app.push_screen(NodeMenu(node, subscribes, at), self._do_chosen)

    async def _do_chosen(self, action: str | None) -> None:
        if action:
            await self.run_action(action)

    # --- traffic

    def action_faster(self) -> None:
        self._set_rate(faster(self.session.rate))

    def action_slower(self) -> None:
        self._set_rate(slower(self.session.rate))

    def _set_rate(self, rate: float | None) -> None:
        self.obey("rate max" if rate is None else f"rate {rate:g}")

    def action_burst(self) -> None:
        speaks = self.selected is not None and self.session.pattern.role(self.selected.role).speaks
        self.obey(f"burst {BURST} {self.view.node}" if speaks else f"burst {BURST}")
