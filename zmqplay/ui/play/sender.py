"""Who has what the user types: the node that the user took, or one that can send; of traced programs one that asks."""

from __future__ import annotations

from collections.abc import Sequence

from zmqplay.control.source import Source
from zmqplay.model.nodes import NodeState
from zmqplay.ui.play.suggestion import types_to_stdin


class Sender:
    """The node that sends the user's messages, or the program whose standard input has them."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.name = ""
        """Empty if no node can."""
        self._is_taken = False
        """Whether the user took this one, so that no other program that asks for a line has what is typed."""

    def take(self, name: str) -> None:
        """Make this node the sender, as the user wants."""
        self.name, self._is_taken = name, True

    def step(self, speakers: Sequence[str], by: int) -> None:
        """Take the node that is `by` places further on among those that can send."""
        if speakers:
            at = speakers.index(self.name) if self.name in speakers else 0
            self.take(speakers[(at + by) % len(speakers)])

    def follow(self, speakers: Sequence[str], *, is_typing: bool) -> str:
        """Choose another node if the sender has ended, or if another waits for a line; return what is to be said.

        What is being typed stays with the one for which it was begun.
        """
        before = self.name
        if before not in speakers:
            self.name, self._is_taken = speakers[0] if speakers else "", False
        asks = "" if self._is_taken or (is_typing and before == self.name) else self._asking(speakers)
        if asks:
            self.name = asks
            return f"{asks} waits for a line, and has what you type now"
        if before and self.name != before and self.name and not self._is_told(before):
            now = "has what you type" if types_to_stdin(self._source) else "speaks"
            return f"{before} is gone, {self.name} {now} now"
        return ""

    def _is_told(self, name: str) -> bool:
        """Whether the last line tells the end of this node anyway: a crash, which nothing is to cover."""
        node = self._source.traffic.nodes.get(name)
        return node is not None and node.state is NodeState.CRASHED

    def _asking(self, speakers: Sequence[str]) -> str:
        """The first program that waits for a line on its standard input; empty if none does, or the sender itself."""
        nodes = self._source.traffic.nodes
        asking = [name for name in speakers if name in nodes and nodes[name].life.awaits_input]
        return "" if self.name in asking else next(iter(asking), "")
