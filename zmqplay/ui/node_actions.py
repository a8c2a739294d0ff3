"""What the keys and commands of a play screen do to its nodes and their traffic."""

from __future__ import annotations

from collections import Counter

from zmqplay.session.traffic import Traffic
from zmqplay.ui.commands import faster, rate_in_words, slower
from zmqplay.ui.hint_line import HintLine
from zmqplay.ui.seam import Session
from zmqplay.ui.small import SizedScreen
from zmqplay.ui.view import View


class NodeActions(SizedScreen):
    """Adds, stops and kills nodes, and sets their rate; the screen itself gives the parts that it acts on."""

    session: Session
    view: View
    hint: HintLine
    launched: bool

    @property
    def traffic(self) -> Traffic:
        return self.session.traffic

    def action_node(self, number: int) -> None:
        names = list(self.traffic.nodes)
        if number > len(names):
            self.hint.say(f"there are {len(names)} nodes", wrong=True)
        else:
            self.view.node = None if self.view.node == names[number - 1] else names[number - 1]

    def _busiest_role(self) -> str:
        roles = {role.name: role for role in self.session.pattern.roles}
        count = Counter(node.role for node in self.traffic.nodes.values() if node.state.alive)
        growing = [name for name, role in roles.items() if role.most > 1] or list(roles)
        return max(growing, key=lambda name: (count[name], roles[name].count))

    def action_add(self) -> None:
        selected = self.traffic.nodes.get(self.view.node or "")
        self.add_node(selected.role if selected else self._busiest_role())

    def add_node(self, role: str) -> None:
        if not self.launched:
            self.hint.say("the nodes are still starting", wrong=True)
            return
        try:
            name = self.session.add(role)
        except ValueError as error:
            self.hint.say(str(error), wrong=True)
        else:
            self.hint.say(f"{name} starts")

    def action_stop(self) -> None:
        selected = self.traffic.nodes.get(self.view.node or "")
        role = self._busiest_role()
        living = [node.name for node in self.traffic.nodes.values() if node.state.alive and node.role == role]
        if selected is not None:
            self.stop_node(selected.name)
        elif living:
            self.stop_node(living[-1])
        else:
            self.hint.say("there is no node left to stop", wrong=True)

    def action_kill(self) -> None:
        if self.view.node is None:
            self.hint.say("select a node first, with 1–9 or a click", wrong=True)
        else:
            self.kill_node(self.view.node)

    def stop_node(self, name: str) -> None:
        if self._lives(name):
            self.session.stop(name)
            self.hint.say(f"{name} is stopped")

    def kill_node(self, name: str) -> None:
        if self._lives(name):
            self.session.kill(name)
            self.hint.say(f"{name} is killed; what it had not received yet is lost")

    def _lives(self, name: str) -> bool:
        node = self.traffic.nodes.get(name)
        alive = node is not None and node.state.alive
        if node is not None and not alive:
            self.hint.say(f"{name} has ended already ({node.state})", wrong=True)
        return alive

    def action_faster(self) -> None:
        self.set_rate(faster(self.session.rate))

    def action_slower(self) -> None:
        self.set_rate(slower(self.session.rate))

    def set_rate(self, rate: float | None) -> None:
        self.session.set_rate(rate)
        self.hint.say(rate_in_words(rate))
