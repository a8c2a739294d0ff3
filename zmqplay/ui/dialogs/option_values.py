"""The present values of the socket options of a node or of its role."""

from __future__ import annotations

from collections.abc import Sequence

from zmqplay.control.source import WiringControls
from zmqplay.model.doctor.queries import outstanding
from zmqplay.model.nodes import NodeState, NodeTraffic
from zmqplay.model.options import Option, options_for
from zmqplay.model.traffic import Traffic
from zmqplay.model.words import counted
from zmqplay.text import safe
from zmqplay.ui.dialogs.option_rows import OptionRow
from zmqplay.ui.dialogs.option_trials import TRIALS


class OptionValues:
    """Reads the values from the traffic and from what was set."""

    def __init__(self, traffic: Traffic, wiring: WiringControls, node: str, role: str) -> None:
        """Of this node and its role; of the role alone if `node` is empty."""
        self.node, self.role = node, role
        self.target = node or role
        self._traffic, self._wiring = traffic, wiring
        self.types = traffic.topology.sockets_of(role)
        self.all: Sequence[Option] = options_for(self.types)

    def take_other_target(self) -> None:
        """Change from the node to its role, or back."""
        self.target = self.role if self.target == self.node else self.node or self.role

    def found(self, text: str) -> Sequence[Option]:
        """The options in whose name, meaning or trial all words of `text` stand, in any order."""
        words = text.lower().split()
        return [option for option in self.all if all(word in _text_of(option) for word in words)]

    def row(self, option: Option) -> OptionRow:
        """The option with its present values."""
        own = self._wiring.option_of(self.target, option.name)
        inherited = self._wiring.option_of(self.role, option.name) if self.target != self.role else None
        type_ = next(type_ for type_ in self.types if type_ in option.types)
        default = self._wiring.default_of(option.name, type_)
        seen = [value for value in self._seen(option) if value is not None]
        differs = len({default if value is None else value for value in self._seen(option)}) > 1
        return OptionRow(option, own, inherited, next(iter(seen), None), default, differs)

    def _seen(self, option: Option) -> list[int | bytes | None]:
        """The values that the living nodes' sockets report, of the node or of all nodes of the role; None: not set."""
        facts = [socket.facts for node in self._nodes() if node.state.alive for socket in node.sockets.values()]
        return [fact.options.get(option.name) for fact in facts if fact.type in option.types]

    def _nodes(self) -> list[NodeTraffic]:
        return [node for node in self._traffic.nodes.values() if self.target in (node.name, node.role)]

    def takes_effect(self, option: Option) -> str:
        """When a change takes effect, and what a restart for it may lose."""
        on_way = 0 if option.live else self._on_way()
        if not on_way:
            return option.takes_effect
        return f"a change restarts the node, and of {counted(on_way)} on the way loses all in its memory"

    def _on_way(self) -> int:
        """The messages from and to these nodes that have not been received, as far as is known."""
        living = [node for node in self._nodes() if node.state.alive]
        sent = sum(outstanding(self._traffic, socket) for node in living for socket in node.sockets.values())
        names, links = {node.name for node in living}, self._traffic.ledger.links.values()
        return sent + sum(link.waiting or 0 for link in links if link.receiver in names and link.sender not in names)

    def failed(self) -> str:
        """Which of these nodes have crashed, and why the last of them has; empty if none has."""
        crashed = [node for node in self._nodes() if node.state is NodeState.CRASHED]
        if not crashed:
            return ""
        names = ", ".join(safe(node.name, 40) for node in crashed)
        return f"{names} crashed: {safe(crashed[-1].life.reason.strip(), 200)}"


def _text_of(option: Option) -> str:
    return f"{option.name} {option.meaning} {TRIALS.get(option.name, '')}".lower()
