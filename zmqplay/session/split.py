"""The split of a run's message count among the nodes that speak."""

from __future__ import annotations

from zmqplay.model.nodes import NodeTraffic
from zmqplay.model.traffic import Traffic
from zmqplay.session.speakers import Speakers
from zmqplay.wire import Activity


class Split:
    """Divides the count among the speaking nodes, and again when other nodes speak."""

    def __init__(self, speech: Speakers, traffic: Traffic, count: int | None) -> None:
        """Without a count, each node speaks without end."""
        self._speech = speech
        self._traffic = traffic
        self._count = count
        self._dealt: dict[str, int] = {}
        """Each node's total of generated messages after its present share."""

    @property
    def speakers(self) -> list[str]:
        """The living nodes that generate traffic."""
        return [name for name in self._speech.speakers if self._speech.makes_traffic(name)]

    @property
    def sent(self) -> int:
        """Messages that the speaking nodes have sent, including dead nodes."""
        return sum(node.sent for node in self._speaking)

    @property
    def all_sent(self) -> bool:
        """Whether nothing is left of the count."""
        return self._count is None or self.sent >= self._count

    def deal(self, settled: bool = False) -> None:
        """Divide what is left, if other nodes speak now, or if all is `settled` and each has sent its share."""
        nodes, speakers = self._traffic.nodes, self.speakers
        if self._count is None or not speakers:
            return
        settled = settled and all(self._has_made_its_share(nodes[name]) for name in speakers)
        said = self.sent if settled else sum(_said(node) for node in self._speaking)
        left = max(0, self._count - said)
        if speakers == list(self._dealt) and not (settled and left):
            return
        shares = [(left + len(speakers) - 1 - place) // len(speakers) for place in range(len(speakers))]
        self._dealt = {name: nodes[name].speech.spoken + share for name, share in zip(speakers, shares, strict=True)}
        for name, most in self._dealt.items():
            self._speech.limit(name, most)

    def _has_made_its_share(self, node: NodeTraffic) -> bool:
        return node.doing.activity is Activity.IDLE and node.speech.spoken >= self._dealt.get(node.name, 0)

    @property
    def _speaking(self) -> list[NodeTraffic]:
        return [node for node in self._traffic.nodes.values() if self._speech.makes_traffic(node.name)]


def _said(node: NodeTraffic) -> int:
    """Messages that a node has sent, or is about to send; one too many at most, which is dealt again in the end."""
    return max(node.sent, node.speech.spoken) if node.state.alive else node.sent
