"""The nodes that speak: who can, what traffic the plan has for each, and what is to be said in a next life."""

from __future__ import annotations

from collections.abc import Container

from zmqplay.instructions import Burst, Generate, Hold, Send
from zmqplay.model.traffic import Traffic
from zmqplay.session.channels.control import Control
from zmqplay.session.plan import Plan, role_of


class Voices:
    """Tells the nodes what to say."""

    def __init__(self, traffic: Traffic, plan: Plan, control: Control) -> None:
        self._traffic = traffic
        self._plan = plan
        self._control = control
        self._in_next_life: dict[str, list[Burst | Send]] = {}

    @property
    def all(self) -> list[str]:
        """The living nodes through which the user can speak; those that speak by themselves first."""
        living = [node.name for node in self._traffic.nodes.values() if node.state.alive]
        answering = [name for name in living if self._plan.pattern.role(role_of(name)).answers]
        return [name for name in living if self.makes_traffic(name)] + answering

    def makes_traffic(self, node: str) -> bool:
        """It speaks by itself."""
        return self._plan.pattern.role(role_of(node)).speaks

    def generate(self, node: str, rate: float | None, count: int | None) -> None:
        """Let one node make this much traffic."""
        most = self._plan.most.get(node)
        self._control.send(node, Generate(rate, self._plan.messages_of(node), self._plan.size, count, most))

    def speak(self, node: str) -> None:
        """Let a node make the traffic that the plan has for it."""
        if self.makes_traffic(node):
            self.generate(node, self._plan.rate_of(node), None)

    def speak_anew(self) -> None:
        """The plan has changed for all."""
        for name in self.all:
            self.speak(name)

    def say(self, node: str, command: Burst | Send, ending: Container[str]) -> None:
        """Let a node say something, in its next life if it is among those that are about to start again."""
        if node in ending:
            self._in_next_life.setdefault(node, []).append(command)
        else:
            self._control.send(node, command)

    def begin(self, node: str) -> None:
        """It has met the others: let it speak, and say what was kept for it."""
        self.speak(node)
        for command in self._in_next_life.pop(node, []):
            self._control.send(node, command)

    def hold(self) -> None:
        """Let nobody say anything more."""
        for name in self.all:
            self._control.send(name, Hold(True))
